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
  const body = request.method === "POST" ? await readJson(request) : undefined;
  // When a session began that can't be read is not known either: its page repeats the logout.
  const visitor = await serverClient(backend, request, context, forLogout && !body?.ago);
  let response;
  try {
    const shown = request.headers.get(USER_HEADER);
    // To read the session is how a page learns whose it is. A login may be another user's.
    if (request.method === "POST" && run !== login && shown !== null)
      await checkUser(visitor, shown);
    response = json((await run(visitor, body ?? {}, request)) ?? null);
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
async function sessionOf({ client, userName }, request) {
  const { session, claims } = client;
  if (!new URL(request.url).searchParams.has("claims")) return session;
  const shown = session.status === "authenticated" ? await userName() : "";
  return { ...session, claims: claims(), shown };
}

/**
 * A logout that is repeated ends no session that has begun since. The time that has passed is known to the
 * browser, whose clock may differ from ours.
 *
 * @param {Seated} visitor
 * @param {any} ago milliseconds, as anybody sent it
 */
function checkBegin({ since }, ago) {
  if (ago && /** @type {number} */ (since()) > Date.now() - ago)
    throw refusal("user_mismatch", 409, "Another session has begun since the logout.");
}

/** @type {Record<string, [method: string, run: Run]>} */
const ENDPOINTS = {
  "/session": ["GET", (visitor, _, request) => sessionOf(visitor, request)],
  "/login": ["POST", login],
  "/logout": [
    "POST",
    async (visitor, { everywhere = false, ago }, request) => {
      checkBegin(visitor, ago);
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
