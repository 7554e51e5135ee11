// "JWT Auth" of Useful Team: 3.0.2 ("3"), what follows it ("3-next") and 2.x ("2"). One envelope
// for everything; the refresh token of 3.x is a cookie.
import { WpError } from "../answers.js";
import { TokenError } from "../jwt.js";
import { stripTags } from "../wordpress/text.js";
import { authenticate } from "../wordpress/users.js";

/** @import { Server, Site, User, WpRequest } from "../types.d.ts" */

const DAY = 86_400;

/** A response in its envelope, as a refusal that a handler throws. */
class Refused extends WpError {
  /**
   * @param {number} status
   * @param {string} code
   * @param {string} message
   * @param {{ http?: number, data?: unknown }} [more]
   */
  constructor(status, code, message, { http = status, data = [] } = {}) {
    super(code, message, http);
    this.envelope = {
      success: false,
      statusCode: status,
      code,
      message,
      ...(data ? { data } : {}),
    };
  }

  get body() {
    return this.envelope;
  }
}

/** @param {Site} site */
const is2 = (site) => site.edition === "2";
/** @param {Site} site @param {string} code @param {string} message @param {object | null} [data] */
const refusal = (site, code, message, data) =>
  new Refused(is2(site) ? 403 : 401, code, message, { data });
/**
 * In 2.x a header that is missing or malformed is refused with HTTP 200.
 *
 * @param {Site} site
 * @param {string} code
 * @param {string} message
 */
const badHeader = (site, code, message) =>
  new Refused(is2(site) ? 403 : 401, code, message, { http: is2(site) ? 200 : 401 });

/** @param {Site} site */
const passes = (site) => site.store("passes");
/** @param {Site} site @param {User} user */
function passOf(site, user) {
  if (!passes(site).has(user.id)) passes(site).set(user.id, site.random(16));
  return passes(site).get(user.id);
}

/** @param {Site} site @param {User} user @param {string} device */
function issue(site, user, device) {
  const iat = site.seconds();
  const data = { user: { id: user.id, device, pass: passOf(site, user) } };
  return site.sign({ iss: site.url, iat, nbf: iat, exp: iat + site.lifetime, data });
}

/** @param {Site} site @param {string} header */
function check(site, header) {
  if (!header) throw badHeader(site, "jwt_auth_no_auth_header", "Authorization header not found.");
  const [, token] = /^Bearer\s*(\S+)/.exec(header) ?? [];
  if (!token) throw badHeader(site, "jwt_auth_bad_auth_header", "Authorization header malformed.");
  let claims;
  try {
    claims = site.read(token);
  } catch (error) {
    if (!(error instanceof TokenError)) throw error;
    throw refusal(site, "jwt_auth_invalid_token", error.message);
  }
  if (claims.iss !== site.url) {
    throw refusal(site, "jwt_auth_bad_iss", "The iss do not match with this server.");
  }
  const { id, pass } = claims.data?.user ?? {};
  if (!id) throw refusal(site, "jwt_auth_bad_request", "User ID not found in the token.");
  const user = site.userById(id);
  if (!user) throw refusal(site, "jwt_auth_user_not_found", "User doesn't exist");
  if (pass !== passOf(site, user))
    throw refusal(site, "jwt_auth_obsolete_token", "Token is obsolete");
  return user;
}

// The cookie: one per user and device, of which the latest counts.

/** @param {Site} site */
const devices = (site) => site.store("devices");
/** @param {number} user @param {string} device */
const keyOf = (user, device) => `${user} ${device}`;

/** @param {Site} site @param {User} user @param {string} device */
function cookie(site, user, device) {
  const token = site.random(32);
  devices(site).set(keyOf(user.id, device), { token, ends: site.seconds() + 30 * DAY });
  const secure = site.url.startsWith("https:") ? "; secure" : "";
  const age = `expires=${new Date(site.now() + 30 * DAY * 1000).toUTCString()}; Max-Age=${30 * DAY}`;
  return `refresh_token=${user.id}.${token}; ${age}; path=/${secure}; HttpOnly`;
}

/** @param {Site} site @param {WpRequest} request */
function cookieUser(site, { cookies, params }) {
  const [id, token, ...rest] = cookies.refresh_token.split(".");
  const invalid = () =>
    refusal(site, "jwt_auth_invalid_refresh_token", "Invalid refresh token", null);
  if (!Number.parseInt(id, 10) || !token || rest.length) throw invalid();
  const latest = devices(site).get(keyOf(Number(id), params.device ?? ""));
  if (!latest) throw invalid();
  if (latest.token !== token) {
    throw refusal(site, "jwt_auth_obsolete_refresh_token", "Refresh token is obsolete", null);
  }
  if (site.seconds() > latest.ends) {
    throw refusal(site, "jwt_auth_expired_refresh_token", "Refresh token has expired", null);
  }
  const user = site.userById(id);
  // Deleted, and the user's refresh tokens with it.
  if (!user) throw invalid();
  return user;
}

/**
 * The user who logs in. Up to 3.0.2 a cookie counts more than the credentials, also another user's.
 *
 * @param {Site} site
 * @param {WpRequest} request
 */
function whoLogsIn(site, request) {
  const { username, password } = request.params;
  const full = username !== undefined && password !== undefined;
  const cookie = request.cookies.refresh_token && !is2(site);
  if (cookie && (!full || site.edition === "3")) return cookieUser(site, request);
  if (!full && site.edition === "3-next") {
    throw refusal(site, "jwt_auth_missing_credentials", "Username and password are required");
  }
  try {
    return authenticate(site, username, password);
  } catch (error) {
    const { code, message } = /** @type {WpError} */ (error);
    throw refusal(site, code, stripTags(message));
  }
}

/** @param {string} code @param {string} message @param {object} [data] */
const success = (code, message, data) => ({
  body: { success: true, statusCode: 200, code, message, ...(data && { data }) },
});

/** @param {Site} site @param {WpRequest} request */
function login(site, request) {
  const user = whoLogsIn(site, request);
  const { username, password, device = "" } = request.params;
  const { id, email, nicename, firstName, lastName, displayName } = user;
  // The claim is read from forms only.
  const token = issue(site, user, request.fields.device ?? "");
  const data = { token, id, email, nicename, firstName, lastName, displayName };
  const answer = success("jwt_auth_valid_credential", "Credential is valid", data);
  if (is2(site) || !username || !password) return answer;
  return { ...answer, headers: { "Set-Cookie": cookie(site, user, device) } };
}

/** @param {Site} site @param {WpRequest} request */
function renew(site, request) {
  if (!request.cookies.refresh_token) {
    throw refusal(site, "jwt_auth_no_auth_cookie", "Refresh token cookie not found.", null);
  }
  const user = cookieUser(site, request);
  const headers = { "Set-Cookie": cookie(site, user, request.params.device ?? "") };
  return { ...success("jwt_auth_valid_token", "Token is valid"), headers };
}

/**
 * Whether 2.x lets a request without a token pass.
 *
 * @param {WpError} error
 * @param {WpRequest} request
 */
const excused = ({ code }, { route }) =>
  ["jwt_auth_no_auth_header", "jwt_auth_bad_auth_header"].includes(code) &&
  (route === "/jwt-auth/v1/token" || /^\/(wp\/v2|oembed|wc)\//.test(/** @type {string} */ (route)));

/** @type {Server} */
export const server = {
  editions: ["3", "3-next", "2"],
  namespaces: ["jwt-auth/v1"],
  lifetime: 600,
  lifetimes: { 2: 7 * DAY },
  routes: (site) => ({
    "/jwt-auth/v1/token": { POST: { handler: (request) => login(site, request) } },
    "/jwt-auth/v1/token/validate": {
      POST: {
        handler({ authorization }) {
          check(site, authorization);
          return success("jwt_auth_valid_token", "Token is valid", []);
        },
      },
    },
    ...(!is2(site) && {
      "/jwt-auth/v1/token/refresh": { POST: { handler: (request) => renew(site, request) } },
    }),
  }),
  authenticate(request, site) {
    const { url, authorization } = request;
    if (!url.href.includes("wp-json") || url.href.includes("token/validate")) return null;
    try {
      return check(site, authorization);
    } catch (error) {
      if (!(error instanceof WpError)) throw error;
      // 3.x takes a bad token for none.
      if (is2(site) && !excused(error, request)) throw error;
      return null;
    }
  },
  expireRefresh(site) {
    for (const device of devices(site).values()) device.ends = 0;
  },
};
