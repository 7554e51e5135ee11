import { errorAnswer, json, refusal, USER_HEADER } from "./answer.js";
import { readJson } from "./body.js";
import { checkDestination, checkOrigin } from "./origin.js";
import { checkUser, passOn, restRequest } from "./rest.js";
import { steersCall } from "./route.js";
import { serverClient } from "./server-client.js";

/**
 * @import { Seated, Shared } from "./types.d.ts"
 * @typedef {(visitor: Seated, body: Record<string, any>, request: Request) => unknown} Run
 *   `body` is JSON that anybody sent
 */

/**
 * `handle(request)`: the endpoints below `basePath`. It never rejects.
 *
 * @type {(backend: Shared) => import("./index.d.ts").Backend["handle"]}
 */
export const handler = (backend) => async (request, context) => {
  try {
    return await answer(backend, request, context);
  } catch (error) {
    return errorAnswer(error);
  }
};

/** @param {Shared} backend @param {Request} request @param {unknown} context */
async function answer(backend, request, context) {
  const { basePath, trustedOrigins } = backend.options;
  const { pathname } = new URL(request.url);
  const path = pathname.startsWith(`${basePath}/`) ? pathname.slice(basePath.length) : undefined;
  if (/^\/rest(\/|$)/.test(/** @type {string} */ (path))) {
    const call = restRequest(request, `${basePath}/rest`);
    checkOrigin(request, call.isSafe, trustedOrigins);
    checkDestination(request);
    return passOn(backend, request, call, context);
  }
  const name = path?.replace(/\/$/, "");
  const endpoint = Object.hasOwn(ENDPOINTS, name ?? "")
    ? ENDPOINTS[/** @type {string} */ (name)]
    : undefined;
  if (!endpoint) throw notFound(basePath);
  const [method, run] = endpoint;
  if (request.method !== method && !(method === "GET" && request.method === "HEAD")) {
    throw refusal("invalid_option", 405, `This endpoint needs the method ${method}.`, undefined, {
      allow: method,
    });
  }
  checkOrigin(request, method === "GET", trustedOrigins);
  return withVisitor(backend, request, run, context, name === "/logout");
}

const notFound = (/** @type {string} */ basePath) =>
  refusal(
    "invalid_option",
    404,
    "The backend has no such endpoint.",
    `The backend is mounted at ${basePath}. If the path differs, set \`basePath\`.`,
  );

/**
 * Responds with JSON, and with what the browser must know of the session.
 *
 * @param {Shared} backend
 * @param {Request} request
 * @param {Run} run
 * @param {unknown} context
 * @param {boolean} forLogout
 */
async function withVisitor(backend, request, run, context, forLogout) {
  const body = request.method === "POST" ? ((await readJson(request)) ?? {}) : {};
  const left = forLogout ? logoutsOf(body) : undefined;
  // Without a name or with a time, it is not for a session that can't be read.
  const isNow = forLogout && (left?.some(({ ago, whose }) => whose && !ago) ?? true);
  const visitor = await serverClient(backend, request, context, isNow);
  let response;
  try {
    const shown = request.headers.get(USER_HEADER);
    if (left) body.everywhere = await isEverywhere(visitor, left);
    // To read the session is how a page learns whose it is. A login may be another user's.
    else if (request.method === "POST" && run !== login && shown !== null)
      await checkUser(visitor, shown);
    response = json((await run(visitor, body, request)) ?? null);
  } catch (error) {
    response = errorAnswer(error);
  } finally {
    visitor.release();
  }
  for (const value of visitor.client.headers().getSetCookie()) {
    response.headers.append("Set-Cookie", value);
  }
  return response;
}

/**
 * With `?claims=1` the session comes with the claims of its token, decoded, and with what the page is to
 * name its user by (USER_HEADER).
 *
 * @param {Seated} visitor
 * @param {Request} request
 */
async function sessionOf({ client, claims, userName }, request) {
  const { session } = client;
  if (!new URL(request.url).searchParams.has("claims")) return session;
  const shown = session.status === "authenticated" ? await userName() : "";
  return { ...session, claims: claims(), shown };
}

/**
 * A logout as pages keep it until it is confirmed: whether everywhere, when, and whose it is. The name is `*` if the
 * page did not know it yet. Pages of 0.2.0 kept neither time nor name. The time has few digits where the clock is
 * before 2001, as on a device without a battery, and in tests.
 */
const KEPT = /^(true|false)(?: (\d{1,13})(?= ))?(?: ([\w.-]*|\*))?$/;

/**
 * Milliseconds within which a page sends a logout for the first time. Nobody logs in meanwhile, and the session may
 * have begun on a server whose clock is ahead.
 */
const SOON = 100;

/**
 * The logouts that a page has kept, the last one first; undefined for a body without any. `ago` is the time since,
 * in milliseconds, or 0. The page says the time of its clock, which may differ from ours.
 *
 * @param {Record<string, any>} body JSON that anybody sent
 */
function logoutsOf({ kept, now }) {
  if (typeof kept !== "string") return undefined;
  return kept.split(",").flatMap((text) => {
    const [, all, at, whose = "*"] = KEPT.exec(text) ?? [];
    const ago = typeof now === "number" ? now - Number(at) : 0;
    return all ? [{ everywhere: all === "true", ago: ago > SOON ? ago : 0, whose }] : [];
  });
}

/**
 * Whether one of these logouts was everywhere. One that is repeated ends no session that has begun since, and none
 * of another user. A page that shows nobody has nobody to log out but who has left before.
 *
 * @param {Seated} visitor
 * @param {NonNullable<ReturnType<typeof logoutsOf>>} left
 */
async function isEverywhere({ client, since, userName }, left) {
  if (client.session.status !== "authenticated") return false;
  const name = await userName();
  const begun = since() ?? 0;
  const own = left.filter(
    ({ ago, whose }) => (whose === "*" || whose === name) && !(ago && begun > Date.now() - ago),
  );
  if (!own.length)
    throw refusal("user_mismatch", 409, "This is not the session that was logged out.");
  return [...own, ...left.filter(({ whose }) => !whose)].some(({ everywhere }) => everywhere);
}

/** @type {Record<string, [method: string, run: Run]>} */
const ENDPOINTS = {
  "/session": ["GET", (visitor, _, request) => sessionOf(visitor, request)],
  "/login": ["POST", login],
  "/logout": [
    "POST",
    async (visitor, { everywhere = false }, request) => {
      await visitor.client.logout({ everywhere: everywhere === true });
      return sessionOf(visitor, request);
    },
  ],
  "/refresh": [
    "POST",
    async (visitor, _, request) => {
      await visitor.client.refresh();
      return sessionOf(visitor, request);
    },
  ],
  "/validate": ["POST", ({ client }) => client.validate()],
};

/**
 * `?remember=true` or `false` says how long the cookie is kept; credentials are the body's alone.
 *
 * @type {Run}
 */
async function login(visitor, credentials, request) {
  if (Object.hasOwn(credentials, "token")) {
    throw refusal(
      "invalid_option",
      400,
      "This endpoint does not accept a token.",
      "Call `(await backend.client(request)).login({ token })` on your server instead.",
    );
  }
  if (Object.keys(credentials).some(steersCall)) {
    throw refusal(
      "invalid_option",
      400,
      "A login must not name a route or a parameter of the API.",
    );
  }
  const remember = /** @type {Record<string, boolean>} */ ({ true: true, false: false })[
    /** @type {string} */ (new URL(request.url).searchParams.get("remember"))
  ];
  await visitor.client.login(/** @type {import("../index.d.ts").Credentials} */ (credentials), {
    ...(remember !== undefined && { remember }),
  });
  return sessionOf(visitor, request);
}
