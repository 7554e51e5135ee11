// "JWT Auth Pro WP REST API" 1.1.0: a refresh token in a cookie that rotates; a bad bearer token is
// the response of every route, the login included.
import { WpError } from "../answers.js";
import { TokenError } from "../jwt.js";
import { authenticate, can, knownCapabilities } from "../wordpress/users.js";

/** @import { Fields, Schema, Server, Site, User, WpRequest } from "../types.d.ts" */

const COOKIE = "wp_jwt_refresh_token";
const MONTH = 30 * 86_400;
/** @param {Site} site */
const sessions = (site) => site.store("sessions");
/** @param {object} data @param {string} message */
const answer = (data, message) => ({ body: { success: true, data, message } });

/**
 * As on a site in production: never cross-site, and not to ?rest_route= addresses.
 *
 * @param {Site} site
 * @param {unknown} value
 * @param {number} age
 */
function cookie(site, value, age) {
  const expires = new Date(site.now() + age * 1000).toUTCString();
  const times = `expires=${expires}; Max-Age=${Math.max(0, age)}`;
  return `${COOKIE}=${value}; ${times}; path=/wp-json/; secure; HttpOnly; SameSite=Strict`;
}

/** @param {Site} site @param {User} user @param {string} message @param {object} [more] */
function pair(site, user, message, more = {}) {
  const iat = site.seconds();
  const { lifetime } = site;
  const times = { iat, exp: iat + lifetime, jti: site.random(8) };
  const claims = { iss: "wp-rest-auth-jwt", sub: String(user.id), ...times, roles: user.roles };
  const refresh = site.random(32);
  sessions(site).set(refresh, { user, ends: iat + MONTH });
  const data = { access_token: site.sign(claims), token_type: "Bearer", expires_in: lifetime };
  const headers = { "Set-Cookie": cookie(site, refresh, MONTH) };
  return { ...answer({ ...data, ...more }, message), headers };
}

/** @param {User} user */
const profile = (user) => ({
  ...{ id: user.id, username: user.username, email: user.email, display_name: user.displayName },
  ...{ first_name: user.firstName, last_name: user.lastName },
  ...{ registered: user.registered.replace("T", " "), roles: user.roles },
  avatar_url: `https://secure.gravatar.com/avatar/${user.username}?s=96&d=mm&r=g`,
});

/** @param {Site} site @param {Fields} params */
function login(site, { username, password }) {
  if (!username || !password) {
    const message = "Username and password are required.";
    throw new WpError("missing_credentials", message, 400);
  }
  try {
    return authenticate(site, username, password);
  } catch {
    throw new WpError("invalid_credentials", "Wrong username or password.", 403);
  }
}

/** @param {Site} site @param {WpRequest} request */
function refresh(site, { cookies }) {
  const token = cookies[COOKIE];
  if (!token) throw new WpError("missing_refresh_token", "There is no refresh token.", 401);
  const known = sessions(site).get(token);
  if (!known || site.seconds() >= known.ends) {
    throw new WpError("invalid_refresh_token", "Invalid or expired refresh token.", 401);
  }
  sessions(site).delete(token);
  return pair(site, known.user, "Token refreshed successfully");
}

/** @param {Site} site @param {WpRequest} request */
function logout(site, { cookies }) {
  sessions(site).delete(cookies[COOKIE]);
  return {
    ...answer([], "Logout successful"),
    headers: { "Set-Cookie": cookie(site, "deleted", -3600) },
  };
}

/** @param {WpRequest} request */
function verify({ user }) {
  if (!user) {
    throw new WpError("not_authenticated", "No valid token came with the request.", 401);
  }
  const own = knownCapabilities.filter((name) => can(user, name));
  const capabilities = Object.fromEntries([...own, ...user.roles].map((name) => [name, true]));
  return answer({ valid: true, user: { ...profile(user), capabilities } }, "Token is valid");
}

/** @type {Schema} */
const text = { type: "string", required: true };

/** @type {Server} */
export const server = {
  editions: ["1.1"],
  namespaces: ["jwt/v1"],
  lifetime: 3600,
  routes: (site) => ({
    "/jwt/v1/token": {
      "POST, OPTIONS": {
        args: { username: text, password: text },
        handler({ params }) {
          const user = login(site, params);
          return pair(site, user, "Authentication successful", { user: profile(user) });
        },
      },
    },
    "/jwt/v1/refresh": { "POST, OPTIONS": { handler: (request) => refresh(site, request) } },
    "/jwt/v1/logout": { "POST, OPTIONS": { handler: (request) => logout(site, request) } },
    "/jwt/v1/verify": { GET: { handler: verify } },
  }),
  authenticate({ authorization }, site) {
    const [, token] = /^Bearer (.*)$/is.exec(authorization) ?? [];
    if (token === undefined) return null;
    let claims;
    try {
      claims = site.read(token.trim());
    } catch (error) {
      if (!(error instanceof TokenError)) throw error;
      throw new WpError("invalid_token", "Invalid or expired token.", 401);
    }
    if (!Number(claims.sub)) {
      throw new WpError("invalid_token_subject", "The token names no user.", 401);
    }
    const user = site.userById(claims.sub);
    if (user) return user;
    throw new WpError("invalid_token_user", "User not found.", 401);
  },
  expireRefresh(site) {
    for (const session of sessions(site).values()) session.ends = 0;
  },
};
