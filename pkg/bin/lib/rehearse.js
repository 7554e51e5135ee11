// Finds out how a client logs in to a site and how it sends the token, without logging in: requests
// with credentials are recorded and answered here instead of being sent.
import { createClient } from "../../index.js";

/** Where plugins put the token in the response to a login. Which one applies, the client decides. */
const TOKEN_PATHS = [
  ...["token", "access_token", "jwt", "jwt_token", "id_token"],
  ...["data.token", "data.access_token", "data.jwt", "data.login.authToken"],
];
const CREDENTIALS = { username: "{{username}}", password: "{{password}}" };

/**
 * @import { AuthenticatedSession, Client, PluginId } from "../../index.js"
 * @typedef {{ url: string, method: string, headers: [string, string][], body: string }} Recorded
 *
 * @typedef {object} Rehearsal
 * @property {string} plugin the auth server
 * @property {Recorded | null} login the login request, with `{{username}}` and `{{password}}` in it;
 *   null where every request carries the credentials themselves
 * @property {string[]} tokenPaths where the response to the login has the token, as dotted paths
 * @property {{ name: string, scheme: string }} header what carries the token
 * @property {Recorded} [call] the call that was asked for, with the token as `{{token}}`
 */

/**
 * @param {{ site: string, plugin?: PluginId | "auto" }} options as createClient() takes them
 * @param {(wp: Client) => Promise<unknown>} [act] makes a call to record
 * @returns {Promise<Rehearsal>}
 */
export async function rehearse({ site, plugin = "auto" }, act) {
  /** @type {Recorded[]} */
  const sent = [];
  let paths = TOKEN_PATHS;
  /** @type {typeof fetch} */
  const record = async (input, init) => {
    const request = new Request(input, init);
    const entry = await entryOf(request);
    if (!hasCredentials(entry)) return fetch(input, init);
    sent.push(entry);
    return Response.json(responseWith(paths));
  };
  const wp = createClient({ site, plugin, storage: "memory", refresh: "manual", fetch: record });
  try {
    const { plugin: found } = /** @type {AuthenticatedSession} */ (await wp.login(CREDENTIALS));
    const token = /** @type {string} */ (wp.token());
    const recorded = async (/** @type {(wp: Client) => Promise<unknown>} */ make) => {
      const before = sent.length;
      await make(wp);
      return withoutToken(sent[before], token);
    };
    const call = act && (await recorded(act));
    const header = carrierOf(await recorded(() => wp.fetch("/", { auth: "required" })));
    const tokenPaths = [];
    for (let path = pathOf(token); path; path = pathOf(await tokenWithin(wp))) {
      tokenPaths.push(path);
      paths = paths.filter((one) => one !== path);
    }
    const login = tokenPaths.length ? sent[0] : null;
    return { plugin: found, login, tokenPaths, header, call };
  } finally {
    wp.close();
  }
}

/**
 * The token of another login; null once the response has none where the client looks for it.
 *
 * @param {Client} wp
 */
async function tokenWithin(wp) {
  try {
    await wp.login(CREDENTIALS);
    return wp.token();
  } catch {
    return null;
  }
}

/** @param {Request} request @returns {Promise<Recorded>} */
async function entryOf(request) {
  const { url, method } = request;
  return { url, method, headers: [...request.headers], body: await request.clone().text() };
}

const BASIC = btoa(`${CREDENTIALS.username}:${CREDENTIALS.password}`);

/**
 * Whether a request carries the password or one of our tokens. Discovery carries neither.
 *
 * @param {Recorded} entry
 */
function hasCredentials(entry) {
  const text = JSON.stringify(entry);
  const { password } = CREDENTIALS;
  const secrets = [password, encodeURIComponent(password), BASIC, ...TOKEN_PATHS.map(tokenAt)];
  return secrets.some((secret) => text.includes(secret));
}

/**
 * A response to anything: a token at each of the paths, each another one, and whose it is.
 *
 * @param {string[]} paths
 */
function responseWith(paths) {
  const user = { id: 1, ID: 1, databaseId: 1, username: "username" };
  /** @typedef {{ [name: string]: any }} Node objects in objects, and what they hold */
  /** @type {Node} */
  const body = { ...user, data: { ...user, user, viewer: user } };
  for (const path of paths) {
    const names = path.split(".");
    const last = /** @type {string} */ (names.pop());
    const place = names.reduce((value, name) => {
      value[name] ??= {};
      return value[name];
    }, body);
    place[last] = tokenAt(path);
  }
  return body;
}

const base64url = (/** @type {object} */ value) =>
  Buffer.from(JSON.stringify(value)).toString("base64url");

/**
 * A token that differs from those at the other paths. It only has to be readable.
 *
 * @param {string} path
 */
function tokenAt(path) {
  const parts = [
    { typ: "JWT", alg: "none" },
    { jti: path, exp: 32_503_680_000 },
  ];
  return `${parts.map(base64url).join(".")}.`;
}

const pathOf = (/** @type {string | null} */ token) =>
  TOKEN_PATHS.find((path) => tokenAt(path) === token);

/** @param {Recorded} recorded @param {string} token @returns {Recorded} */
function withoutToken({ headers, ...rest }, token) {
  const blank = headers.map(
    ([name, value]) => /** @type {[string, string]} */ ([name, value.replace(token, "{{token}}")]),
  );
  return { ...rest, headers: blank };
}

/** @param {Recorded} recorded */
function carrierOf({ headers }) {
  const [name, value] = /** @type {[string, string]} */ (
    headers.find(([, text]) => text.includes("{{token}}"))
  );
  return { name, scheme: value.replace("{{token}}", "").trim() };
}
