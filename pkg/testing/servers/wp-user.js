// "WP User" 7.0. Everything but refused tokens is answered with HTTP 200 and without CORS headers.
import { Dies, WpError } from "../answers.js";
import { TokenError } from "../jwt.js";
import { stripTags } from "../wordpress/text.js";

/** @import { Server, Site, WpRequest } from "../types.d.ts" */

const LIMIT = 5;
/** @param {object} body */
const prints = (body) => new Dies(200, { step: "1", ...body });
/** @param {string} code @param {string} message */
const refused = (code, message) => new WpError(code, message, 403);

/**
 * How many logins may still fail; null while none has.
 *
 * @param {Site} site
 */
function attemptsLeft(site) {
  const { count, ends } = site.store("attempts").get("all") ?? { count: 0, ends: 0 };
  return site.seconds() < ends ? Math.max(0, LIMIT - count) : null;
}

/** @param {Site} site @param {number | null} left */
function countAttempt(site, left) {
  const count = left === null ? 0 : LIMIT - left;
  site.store("attempts").set("all", { count: count + 1, ends: site.seconds() + 600 });
}

/** @param {Site} site @param {WpRequest} request @returns {never} */
function login(site, { params }) {
  const left = attemptsLeft(site);
  const warning = { status: "warning", wp_user_disable_signup: 0 };
  if (left === 0) throw prints({ message: "Access denied for 10 minuts", ...warning });
  const user = site.userBy(String(params.wp_user_email_name ?? ""));
  // The password loses tags, %xx and double blanks.
  const password = stripTags(String(params.wp_user_password ?? "")).replace(/%[\da-f]{2}/gi, "");
  if (!user || user.password !== password.replace(/\s+/g, " ").trim()) {
    countAttempt(site, left);
    const more = left ? `${left} attempts remaining.` : "";
    throw prints({ message: `Invalid username or password. ${more}`, ...warning });
  }
  site.store("attempts").set("all", { count: 0, ends: site.seconds() + 600 });
  const iat = site.seconds();
  const data = { user: { id: user.id } };
  throw prints({
    ...{ message: "Successfully login!! Refresh Page.", status: "success" },
    ...{ location: `${site.url}/user/`, wp_user_disable_signup: 0 },
    token: site.sign({ iss: site.url, iat, nbf: iat, exp: iat + site.lifetime, data }),
    user_detils: { status: 1, id: user.id, name: user.displayName },
  });
}

/**
 * Where there is a header, a token among the fields is not looked at.
 *
 * @param {Site} site
 * @param {WpRequest} request
 */
function check(site, { authorization, params }) {
  const [, sent = ""] = /^Bearer\s*(\S+)/.exec(authorization) ?? [];
  const token = authorization ? sent : String(params.token ?? "");
  if (!token) throw refused("jwt_auth_bad_auth_header", "Authorization header malformed.");
  let claims;
  try {
    claims = site.read(token);
  } catch (error) {
    if (!(error instanceof TokenError)) throw error;
    throw refused("jwt_auth_invalid_token", error.message);
  }
  if (claims.iss !== site.url) {
    throw refused("jwt_auth_bad_iss", "The iss do not match with this server");
  }
  const { id } = claims.data?.user ?? {};
  if (!id) throw refused("jwt_auth_bad_request", "User ID not found in the token");
  return id;
}

/** @type {Server} */
export const server = {
  editions: ["7"],
  namespaces: ["wpuser/v1"],
  lifetime: 180 * 86_400,
  routes: (site) => ({
    "/wpuser/v1/user/login": { POST: { handler: (request) => login(site, request) } },
    "/wpuser/v1/token/generate": { POST: { handler: (request) => login(site, request) } },
    "/wpuser/v1/token/validate": {
      POST: {
        handler(request) {
          const user_id = check(site, request);
          return { body: { code: "jwt_auth_valid_token", user_id, data: { status: 200 } } };
        },
      },
    },
  }),
  /** A bad token counts for nothing. */
  authenticate(request, site) {
    try {
      return site.userById(check(site, { ...request, params: {} }));
    } catch (error) {
      if (error instanceof WpError) return null;
      throw error;
    }
  },
};
