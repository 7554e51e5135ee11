// miniOrange's "REST API Authentication" (free) with the method JWT: 4.x ("4", five failures a
// minute lock the login), 3.7.2 to 3.9 ("3.7.2"), up to 3.7.1 ("3.4"). Its responses have no CORS headers.
import { Dies } from "../answers.js";
import { peek, TokenError } from "../jwt.js";

/** @import { Fields, Server, Site, User, WpRequest } from "../types.d.ts" */

const YEAR = 31_536_000;
const OWN = /^\/api\/v1(\/token|\/token-validate)?$/i;

/**
 * @param {string} error
 * @param {number} status
 * @param {string} error_description
 * @param {string} [code]
 * @param {object} [more]
 */
const refusal = (error, status, error_description, code, more) =>
  new Dies(status, {
    ...{ status: "error", error, ...(code && { code }) },
    ...{ error_description, ...more },
  });
/**
 * Before every route but its own, WordPress has written no header yet.
 *
 * @param {Dies} dies
 */
const early = (dies) => Object.assign(dies, { early: true });

/** @param {Site} site */
const failures = (site) => site.store("failures");
/** @param {Site} site */
const recent = (site) => {
  const { count, ends } = failures(site).get("all") ?? { count: 0, ends: 0 };
  return site.seconds() < ends ? count : 0;
};

/**
 * A refusal that counts towards the lock.
 *
 * @param {Site} site
 * @param {Parameters<typeof refusal>} refused
 */
function counted(site, ...refused) {
  failures(site).set("all", { count: recent(site) + 1, ends: site.seconds() + 60 });
  return refusal(...refused);
}

/** @param {Site} site */
function stopWhenLocked(site) {
  if (site.edition !== "4" || recent(site) < 5) return;
  const dies = refusal("TOO_MANY_REQUESTS", 429, "Too many failures from this address.", "429");
  dies.answer.headers["Retry-After"] = "60";
  throw dies;
}

/**
 * The user of the request's token, null if the token names none; nothing where its algorithm is another.
 *
 * @param {Site} site
 * @param {WpRequest} request
 */
function bearer(site, { authorization }) {
  if (!authorization) {
    const text = "There is no such header, or the web server removed it.";
    throw counted(site, "MISSING_AUTHORIZATION_HEADER", 401, text, "401");
  }
  const [scheme, token = ""] = authorization.split(" ");
  if (scheme.toLowerCase() !== "bearer" || !token) {
    const text = "The header must be of the type Bearer.";
    throw counted(site, "INVALID_AUTHORIZATION_HEADER_TOKEN_TYPE", 401, text, "401");
  }
  const [header, claims] = peek(token);
  if (!header || !claims) throw counted(site, "SEGMENT_FAULT", 401, "This is no JWT.", "401");
  if (header.alg !== "HS256") return undefined;
  try {
    site.read(token, Number.POSITIVE_INFINITY);
  } catch (error) {
    if (!(error instanceof TokenError)) throw error;
    throw counted(site, "INVALID_SIGNATURE", 401, "The signature is not ours.", "401");
  }
  // Neither `exp` nor `sub` is looked at.
  return site.users.find(({ username }) => username === claims.name) ?? null;
}

/** @param {Site} site @param {WpRequest} request @returns {never} */
function token(site, { params }) {
  stopWhenLocked(site);
  // An e-mail address is no user name here.
  const user = site.users.find(
    (/** @type {Fields} */ { username }) => username === String(params.username ?? ""),
  );
  if (!user || user.password !== params.password) {
    throw counted(site, "INVALID_CREDENTIALS", 400, "Wrong username or password.", "400");
  }
  const iat = site.seconds();
  const claims = { sub: user.id, name: user.username, iat, exp: iat + site.lifetime };
  const jwt_token = site.sign(claims, { alg: "HS256", typ: "JWT" });
  // `expires_in` is a moment, in spite of its name.
  throw new Dies(200, { token_type: "Bearer", iat, expires_in: claims.exp, jwt_token });
}

/** @param {Site} site @param {WpRequest} request @returns {never} */
function validate(site, request) {
  stopWhenLocked(site);
  if (bearer(site, request) === undefined) {
    throw refusal("UNAUTHORIZED", 200, "The token has another algorithm.", "401");
  }
  throw new Dies(200, { status: "TRUE", message: "VALID_TOKEN", code: "200" });
}

/** @param {Site} site @param {WpRequest} request */
function preflight(site, { origin }) {
  /** @type {Record<string, string>} */
  const cors = {
    "Access-Control-Allow-Origin": origin ?? "",
    "Access-Control-Allow-Credentials": "true",
    "Access-Control-Allow-Methods": "GET, POST, PUT, DELETE, OPTIONS",
    "Access-Control-Allow-Headers": "Authorization, Content-Type, X-WP-Nonce",
    "Access-Control-Max-Age": "86400",
  };
  const body = { code: "200", status: "success", message: "The preflight passes." };
  return new Dies(200, body, origin && site.edition !== "3.4" ? cors : {});
}

/** @param {Site} site @param {WpRequest} request */
function guarded(site, request) {
  if (!request.url.pathname.includes("/wp/v2")) {
    const error_reason = "The free plan authenticates the endpoints of WordPress only.";
    throw refusal("Restricted", 403, "You may not use the REST API.", "", { error_reason });
  }
  const user = bearer(site, request);
  if (user !== undefined) return user;
  throw refusal("UNAUTHORIZED", 401, "You may not use the REST API.");
}

/** @type {Server} */
export const server = {
  editions: ["4", "3.7.2", "3.4"],
  namespaces: ["api/v1"],
  lifetime: 5 * YEAR,
  routes: (site) => ({
    "/api/v1/token": { POST: { handler: (request) => token(site, request) } },
    "/api/v1/token-validate": { GET: { handler: (request) => validate(site, request) } },
  }),
  /** Every route but its own is closed, the index too; a token opens those of WordPress only. */
  authenticate(request, site) {
    if (request.preflight) throw early(preflight(site, request));
    if (OWN.test(/** @type {string} */ (request.route))) return null;
    try {
      return guarded(site, request);
    } catch (error) {
      throw error instanceof Dies ? early(error) : error;
    }
  },
};
