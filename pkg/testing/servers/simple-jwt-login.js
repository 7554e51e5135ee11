// "Simple JWT Login" 4.0 ("4") and 3.6 ("3"), with authentication, refresh, revocation and "All
// WordPress endpoints" switched on. Its refusals have a number and no CORS headers.
import { Dies, WpError } from "../answers.js";
import { peek, TokenError } from "../jwt.js";

/** @import { Endpoint, Fields, Server, Site, User, WpRequest } from "../types.d.ts" */

/** @type {Record<string, number>} */
const NUMBERS = {
  "Wrong number of segments": 2,
  "Invalid header encoding": 3,
  "Invalid claims encoding": 4,
  "Empty algorithm": 6,
  "Algorithm not supported": 7,
  "Incorrect key for this algorithm": 8,
  "Signature verification failed": 11,
  "Expired token": 14,
};
/** @typedef {(site: Site, asked: Fields, request: WpRequest) => object} Work what a route does */

const LEEWAY = 60;
const REFRESHABLE = 20_160 * 60;
/** @param {Site} site */
const is3 = (site) => site.edition === "3";

/** A refusal by its number. 3.x knows only two statuses. */
class Refused extends Error {
  /** @param {Site} site @param {number} number @param {string} message @param {number} status */
  constructor(site, number, message, status) {
    super(message);
    this.number = number;
    this.status = is3(site) ? ([12, 13, 14, 55].includes(number) ? 401 : 400) : status;
    this.data = { message, [is3(site) ? "errorCode" : "error_code"]: number };
  }
}

/** @param {Site} site @param {User} user */
function claimsOf(site, user) {
  const iat = site.seconds();
  const { email, username } = user;
  const exp = iat + site.lifetime;
  return { iat, exp, email, id: String(user.id), site: site.url, username, iss: site.url };
}

/** @param {Site} site @param {string} token @param {number} [leeway] */
function read(site, token, leeway = LEEWAY) {
  try {
    return site.read(token, leeway);
  } catch (error) {
    if (!(error instanceof TokenError)) throw error;
    const early = error.message.startsWith("Cannot handle");
    const later = Number(error.claims?.nbf ?? 0) > site.seconds() + leeway;
    const number = early ? (later ? 12 : 13) : (NUMBERS[error.message] ?? 22);
    const message = number === 8 ? "Algorithm not allowed" : error.message;
    throw new Refused(site, number, message, 400);
  }
}

/** @param {Site} site @param {Fields} claims */
function userOf(site, claims) {
  if (claims.tfa_pending && !is3(site)) {
    const message = "This JWT requires two-factor verification before it can be used.";
    throw new Refused(site, 110, message, 500);
  }
  if (claims.id === undefined) {
    throw new Refused(site, 30, "Unable to find user id property in JWT.", 500);
  }
  return site.userById(claims.id);
}

/** @param {Site} site */
const revoked = (site) => site.store("revoked");
/** @param {Site} site */
const refreshTokens = (site) => site.store("refresh");

/** @param {Site} site @param {string} token @param {string} [message] @param {number} [number] */
function refuseRevoked(site, token, message = "This JWT is invalid.", number = 55) {
  if (revoked(site).has(token)) throw new Refused(site, number, message, 401);
}

/**
 * The token of a request: the header wins, and "Bearer" may be left out.
 *
 * @param {WpRequest} request
 */
function tokenOf({ authorization, query, fields, text }) {
  const [, sent] = /^(?:bearer\s+)?([\w\-.]+)$/i.exec(authorization.trim()) ?? [];
  const all = { ...query, ...fields, ...jsonOf(text) };
  const name = Object.keys(all).find((key) => key.toLowerCase() === "jwt");
  return sent ?? (name === undefined ? null : String(all[name]));
}

/**
 * JSON is read whatever its type is called.
 *
 * @param {string} text
 */
function jsonOf(text) {
  try {
    const json = JSON.parse(text);
    return json && typeof json === "object" ? json : {};
  } catch {
    return {};
  }
}

/** @param {Site} site @param {User} user */
function session(site, user) {
  /** @type {{ jwt: string, refresh_token?: string }} */
  const data = { jwt: site.sign(claimsOf(site, user)) };
  if (is3(site)) return { data };
  data.refresh_token = site.random(32);
  refreshTokens(site).set(data.refresh_token, { user, ends: site.seconds() + REFRESHABLE });
  return { data };
}

/** @param {Site} site @param {Fields} asked */
function whoLogsIn(site, asked) {
  /** @param {string} name */
  const given = (name) => (is3(site) ? asked[name] !== undefined : Boolean(asked[name]));
  if (!["email", "username", "login"].some(given)) {
    const message = "The email, username, or login parameter is missing from the request.";
    throw new Refused(site, 46, message, 422);
  }
  if (!given("password") && !given("password_hash")) {
    const message = "The password or password_hash parameter is missing from request.";
    throw new Refused(site, 47, message, 422);
  }
  const user = site.userBy(asked.username ?? asked.email ?? asked.login);
  const wanted = asked.username !== undefined ? user?.username : asked.email && user?.email;
  const right = wanted === undefined || wanted === (asked.username ?? asked.email);
  // 3.x mangles passwords; 4.0 takes them as they are.
  const password = is3(site)
    ? String(asked.password)
        .replace(/<[^>]*>|%[\da-f]{2}/gi, "")
        .replace(/\s+/g, " ")
        .trim()
    : asked.password;
  if (!user || !right || user.password !== password) {
    throw new Refused(site, 48, "Wrong user credentials.", 401);
  }
  return user;
}

/** @param {Site} site @param {Fields} asked */
function auth(site, asked) {
  const user = whoLogsIn(site, asked);
  if (is3(site) || !user.secondFactor) return session(site, user);
  const nonce = site.random(16);
  site.store("nonces").set(nonce, user);
  const iat = site.seconds();
  const provider = "Two_Factor_Totp";
  const pending = {
    tfa_pending: 1,
    tfa_user_id: user.id,
    tfa_nonce: nonce,
    tfa_provider: provider,
  };
  const jwt = site.sign({ iat, exp: iat + 300, ...pending });
  return { data: { jwt, two_factor_required: true, provider } };
}

/** @param {Site} site @param {Fields} asked @param {WpRequest} request */
function secondFactor(site, asked, request) {
  const token = tokenOf(request);
  if (!token) throw new Refused(site, 23, "Interim JWT is missing.", 422);
  const claims = read(site, token, 0);
  if (!claims.tfa_pending) {
    throw new Refused(site, 106, "A valid interim two-factor JWT is required.", 422);
  }
  const user = site.store("nonces").get(claims.tfa_nonce);
  if (!user) {
    const message = "Invalid or expired two-factor session. Please authenticate again.";
    throw new Refused(site, 107, message, 500);
  }
  if (!asked.code) throw new Refused(site, 109, "The two-factor code is missing.", 422);
  if (String(asked.code) !== user.secondFactor) {
    throw new Refused(site, 109, "Invalid two-factor code.", 500);
  }
  site.store("nonces").delete(claims.tfa_nonce);
  return session(site, user);
}

/**
 * 4.0: a refresh token of its own, which is used up.
 *
 * @param {Site} site
 * @param {Fields} asked
 * @param {WpRequest} request
 */
function refresh4(site, asked, request) {
  refuseRevokedRider(site, request);
  if (!asked.refresh_token) throw new Refused(site, 51, "Refresh token is missing.", 422);
  const known = refreshTokens(site).get(asked.refresh_token);
  if (!known || site.seconds() >= known.ends) {
    throw new Refused(site, 51, "Invalid refresh token.", 401);
  }
  refreshTokens(site).delete(asked.refresh_token);
  return session(site, known.user);
}

/**
 * A token that rides along is looked at for one thing only: whether it was revoked.
 *
 * @param {Site} site
 * @param {WpRequest} request
 */
function refuseRevokedRider(site, request) {
  const token = tokenOf(request);
  try {
    if (!token || !userOf(site, read(site, token))) return;
  } catch {
    return;
  }
  refuseRevoked(site, token);
}

/**
 * 3.x: the old token is what is refreshed, for two weeks after its end too.
 *
 * @type {Work}
 */
function refresh3(site, _, request) {
  const token = tokenOf(request);
  if (!token) throw new Refused(site, 51, "JWT is missing.", 422);
  try {
    read(site, token);
  } catch (error) {
    if (!(error instanceof Refused) || error.number !== 14) throw error;
  }
  const [, claims] = peek(token);
  refuseRevoked(site, token);
  const now = site.seconds();
  if (now > claims.exp + REFRESHABLE || site.store("old").has(token)) {
    throw new Refused(site, 50, "JWT is too old to be refreshed.", 401);
  }
  return { data: { jwt: site.sign({ ...claims, exp: now + site.lifetime }) } };
}

/** @param {Site} site @param {WpRequest} request */
function bearer(site, request) {
  const token = tokenOf(request);
  if (!token) throw new Refused(site, 53, "The `jwt` parameter is missing.", 422);
  const user = userOf(site, read(site, token));
  if (!user) throw new Refused(site, 24, "User not found.", 404);
  return { token, user };
}

/** @type {Work} */
function validate(site, _, request) {
  const { token, user } = bearer(site, request);
  refuseRevoked(site, token);
  const [header, payload] = peek(token);
  const jwt = { token, header, payload, expire_in: payload.exp - site.seconds() };
  const described = {
    ...{ ID: user.id, user_login: user.username, user_nicename: user.nicename },
    ...{ user_email: user.email, user_url: user.url },
    user_registered: user.registered.replace("T", " "),
    ...{ user_activation_key: "", user_status: "0", display_name: user.displayName },
  };
  return { data: { user: described, roles: user.roles, jwt: is3(site) ? [jwt] : jwt } };
}

/**
 * One token is revoked; in 4.0 every session of the user loses its refresh token.
 *
 * @type {Work}
 */
function revoke(site, _, request) {
  const { token, user } = bearer(site, request);
  refuseRevoked(site, token, "Token was already revoked.", is3(site) ? 0 : 55);
  revoked(site).set(token, true);
  for (const [refresh, row] of refreshTokens(site)) {
    if (row.user.id === user.id) refreshTokens(site).delete(refresh);
  }
  return { message: "Token was revoked.", data: { jwt: [token] } };
}

/** @param {Site} site @param {Work} work @returns {Endpoint} */
const handles = (site, work) => ({
  handler(request) {
    const asked = { ...request.query, ...request.fields, ...jsonOf(request.text) };
    try {
      return { body: { success: true, ...work(site, asked, request) } };
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      throw new Dies(error.status, { success: false, data: error.data });
    }
  },
});

/** In 4.0 errors of the middleware pass through WordPress, so they have CORS headers. */
class MiddlewareError extends WpError {
  /** @param {Refused} refused */
  constructor(refused) {
    super("simple_jwt_login_middleware_error", refused.message, refused.status);
    this.refused = refused;
  }

  get body() {
    return { success: false, data: this.refused.data };
  }
}

/** @type {Server} */
export const server = {
  editions: ["4", "3"],
  namespaces: ["simple-jwt-login/v1"],
  lifetime: 3600,
  routes: (site) => ({
    "/simple-jwt-login/v1/auth": { POST: handles(site, auth) },
    "/simple-jwt-login/v1/auth/refresh": { POST: handles(site, is3(site) ? refresh3 : refresh4) },
    "/simple-jwt-login/v1/auth/validate": { "GET, POST": handles(site, validate) },
    "/simple-jwt-login/v1/auth/revoke": { POST: handles(site, revoke) },
    ...(!is3(site) && { "/simple-jwt-login/v1/auth/2fa": { POST: handles(site, secondFactor) } }),
  }),
  authenticate(request, site) {
    const token = /** @type {string} */ (request.route).startsWith("/simple-jwt-login/v1/")
      ? null
      : tokenOf(request);
    if (!token) return null;
    try {
      const user = userOf(site, read(site, token));
      if (!user) throw new Refused(site, 54, "WordPress User not found.", 500);
      refuseRevoked(site, token);
      return user;
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      if (!is3(site)) throw new MiddlewareError(error);
      const data = { ...error.data, type: "simple-jwt-login-middleware" };
      throw new Dies(error.status, { success: false, data });
    }
  },
  expireRefresh(site) {
    for (const row of refreshTokens(site).values()) row.ends = 0;
    for (const token of site.issued()) site.store("old").set(token, true);
  },
};
