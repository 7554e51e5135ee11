// "Simple JWT Authentication" 1.4.0: every token has a number that can be revoked, and a bad one is
// the response of every route.
import { WpError } from "../answers.js";
import { TokenError } from "../jwt.js";
import { authenticate } from "../wordpress/users.js";

/** @import { Endpoint, Fields, Methods, Server, Site, User, WpRequest } from "../types.d.ts" */

/** @param {string} code @param {string} message */
const refused = (code, message) => new WpError(code, message, 403);
/** @param {Site} site */
const numbers = (site) => site.store("numbers");
/**
 * What is no error is answered with 200, whatever the status in it.
 *
 * @param {string} code
 * @param {number} status
 * @param {string} [message]
 */
const answer = (code, status, message) => ({
  body: { code, ...(message && { message }), data: { status } },
});

/** @param {Site} site @param {User} user */
function issue(site, user) {
  const iat = site.seconds();
  const uuid = site.uuid();
  const data = { user: { id: String(user.id) } };
  const exp = iat + site.lifetime;
  numbers(site).set(uuid, user.id);
  return {
    body: {
      token: site.sign({ uuid, iss: site.url, iat, nbf: iat, exp, data }),
      ...{ user_id: String(user.id), user_email: user.email, user_nicename: user.nicename },
      ...{ user_display_name: user.displayName, token_expires: exp },
    },
  };
}

/** @param {Site} site @param {string} header */
function check(site, header) {
  if (!header) throw refused("jwt_auth_no_auth_header", "Authorization header not found.");
  const [, token] = /^Bearer\s*(\S+)/.exec(header) ?? [];
  if (!token) throw refused("jwt_auth_bad_auth_header", "Authorization header malformed.");
  let claims;
  try {
    claims = site.read(token);
  } catch (error) {
    if (!(error instanceof TokenError)) throw error;
    // php-jwt 3 has one text of its own.
    const text = error.message.replace("Incorrect key for this algorithm", "Algorithm not allowed");
    throw refused("jwt_auth_invalid_token", text);
  }
  if (claims.iss !== site.url) {
    throw refused("jwt_auth_bad_iss", "This token was issued for another address.");
  }
  if (!claims.data?.user?.id) throw refused("jwt_auth_bad_request", "This token names no user.");
  const user = site.userById(claims.data.user.id);
  // The numbers are in the user's meta, which is deleted with the user.
  if (user && numbers(site).has(claims.uuid)) return { claims, user };
  throw refused("jwt_auth_token_revoked", "Token has been revoked.");
}

/** @param {Site} site @param {Fields} params */
function login(site, { username, password }) {
  try {
    return authenticate(site, username, password);
  } catch (error) {
    const { code, message } = /** @type {WpError} */ (error);
    throw refused(`[jwt_auth] ${code}`, message);
  }
}

/** @param {Site} site @param {string} header */
function revoke(site, header) {
  let claims;
  try {
    ({ claims } = check(site, header));
  } catch (error) {
    if (error instanceof WpError) return { body: false };
    throw error;
  }
  numbers(site).delete(claims.uuid);
  return answer("jwt_auth_revoked_token", 200);
}

/** @param {Site} site @param {Fields} params */
function resetPassword(site, { username }) {
  if (!site.userBy(String(username ?? ""))) {
    const text = "<strong>Error:</strong> There is no such user.";
    return answer("jwt_auth_invalid_username", 403, text);
  }
  return answer("jwt_auth_password_reset", 200, "<strong>Success:</strong> A mail is on its way.");
}

/** @param {Endpoint['handler']} handler */
const post = (handler) => ({ POST: { handler } });

/** @type {Server} */
export const server = {
  editions: ["1.4"],
  namespaces: ["simple-jwt-authentication/v1"],
  lifetime: 7 * 86_400,
  routes: (site) => ({
    "/simple-jwt-authentication/v1/token": post((/** @type {WpRequest} */ { params }) =>
      issue(site, login(site, params)),
    ),
    "/simple-jwt-authentication/v1/token/validate": post(
      (/** @type {WpRequest} */ { authorization }) =>
        check(site, authorization) && answer("jwt_auth_valid_token", 200),
    ),
    "/simple-jwt-authentication/v1/token/refresh": post(
      (/** @type {WpRequest} */ { authorization }) => issue(site, check(site, authorization).user),
    ),
    "/simple-jwt-authentication/v1/token/revoke": post(
      (/** @type {WpRequest} */ { authorization }) => revoke(site, authorization),
    ),
    "/simple-jwt-authentication/v1/token/resetpassword": post(
      (/** @type {WpRequest} */ { params }) => resetPassword(site, params),
    ),
  }),
  /** It sleeps on ?rest_route= addresses, and next to a login cookie. */
  authenticate({ authorization, url, cookies }, site) {
    const cookie = Object.keys(cookies).some((name) => name.startsWith("wordpress_logged_in_"));
    if (!url.href.includes("wp-json") || url.href.includes("token/validate") || cookie) return null;
    return authorization ? check(site, authorization).user : null;
  },
};
