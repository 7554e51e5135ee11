// "Simple JWT Authentication" 1.4.0: every token has a number that can be revoked, and a bad one is
// the response of every route.
import { WpError } from "../answers.js";
import { TokenError } from "../jwt.js";
import { authenticate } from "../wordpress/users.js";

const refused = (code, message) => new WpError(code, message, 403);
const numbers = (site) => site.store("numbers");
/** What is no error is answered with 200, whatever the status in it. */
const answer = (code, status, message) => ({
  body: { code, ...(message && { message }), data: { status } },
});

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
  if (numbers(site).has(claims.uuid)) return claims;
  throw refused("jwt_auth_token_revoked", "Token has been revoked.");
}

function login(site, { username, password }) {
  try {
    return authenticate(site, username, password);
  } catch (error) {
    throw refused(`[jwt_auth] ${error.code}`, error.message);
  }
}

function revoke(site, header) {
  let claims;
  try {
    claims = check(site, header);
  } catch (error) {
    if (error instanceof WpError) return { body: false };
    throw error;
  }
  numbers(site).delete(claims.uuid);
  return answer("jwt_auth_revoked_token", 200);
}

function resetPassword(site, { username }) {
  if (!site.userBy(String(username ?? ""))) {
    const text = "<strong>Error:</strong> There is no such user.";
    return answer("jwt_auth_invalid_username", 403, text);
  }
  return answer("jwt_auth_password_reset", 200, "<strong>Success:</strong> A mail is on its way.");
}

const post = (handler) => ({ POST: { handler } });

export const server = {
  editions: ["1.4"],
  namespaces: ["simple-jwt-authentication/v1"],
  lifetime: 7 * 86_400,
  routes: (site) => ({
    "/simple-jwt-authentication/v1/token": post(({ params }) => issue(site, login(site, params))),
    "/simple-jwt-authentication/v1/token/validate": post(
      ({ authorization }) => check(site, authorization) && answer("jwt_auth_valid_token", 200),
    ),
    "/simple-jwt-authentication/v1/token/refresh": post(({ authorization }) =>
      issue(site, site.userById(check(site, authorization).data.user.id)),
    ),
    "/simple-jwt-authentication/v1/token/revoke": post(({ authorization }) =>
      revoke(site, authorization),
    ),
    "/simple-jwt-authentication/v1/token/resetpassword": post(({ params }) =>
      resetPassword(site, params),
    ),
  }),
  /** It sleeps on ?rest_route= addresses, and next to a login cookie. */
  authenticate({ authorization, url, cookies }, site) {
    const cookie = Object.keys(cookies).some((name) => name.startsWith("wordpress_logged_in_"));
    if (!url.href.includes("wp-json") || url.href.includes("token/validate") || cookie) return null;
    return authorization ? site.userById(check(site, authorization).data.user.id) : null;
  },
};
