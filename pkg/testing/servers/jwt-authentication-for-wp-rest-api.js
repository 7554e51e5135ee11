// "JWT Authentication for WP REST API", free (as of 1.3.4) and PRO (as of 0.2.1, without its limit
// of 60 requests a minute: `fail("429")` plays it).
import { WpError } from "../answers.js";
import { TokenError } from "../jwt.js";
import { authenticate } from "../wordpress/users.js";

/** @import { Fields, Methods, Schema, Server, Site, User, WpRequest } from "../types.d.ts" */

const DAY = 86_400;
/** @param {string} code @param {string} message @param {number} [status] */
const refused = (code, message, status = 403) => new WpError(code, message, status);
const valid = { body: { code: "jwt_auth_valid_token", data: { status: 200 } } };

/** @param {Site} site @param {User} user */
function issue(site, user) {
  const iat = site.seconds();
  const data = { user: { id: String(user.id) } };
  return site.sign({ iss: site.url, iat, nbf: iat, exp: iat + site.lifetime, data });
}

/**
 * The claims of a token that this site accepts.
 *
 * @param {Site} site
 * @param {string} token
 */
function check(site, token) {
  let claims;
  try {
    claims = site.read(token);
  } catch (error) {
    if (!(error instanceof TokenError)) throw error;
    throw refused("jwt_auth_invalid_token", error.message);
  }
  if (claims.iss !== site.url) {
    throw refused("jwt_auth_bad_iss", "This token was issued for another address.");
  }
  if (!claims.data?.user?.id) throw refused("jwt_auth_bad_request", "This token names no user.");
  return claims;
}

const noHeader = () => refused("jwt_auth_no_auth_header", "Authorization header not found.");
const badHeader = () => refused("jwt_auth_bad_auth_header", "Authorization header malformed.");
/** @type {Record<string, Schema>} */
const credentials = {
  username: { type: "string", required: true },
  password: { type: "string", required: true },
};

// Free: a bad token is the response of every route, the login included.

/** @param {Site} site @param {string} header */
function freeCheck(site, header) {
  if (!header) throw noHeader();
  const [, token] = /^Bearer\s*(\S+)/.exec(header) ?? [];
  if (!token) throw badHeader();
  return check(site, token);
}

/** @param {Site} site @returns {Record<string, Methods>} */
const free = (site) => ({
  "/jwt-auth/v1/token": {
    POST: {
      /** @param {WpRequest} request */
      handler({ params }) {
        const user = login(site, params, (/** @type {string} */ code) => `[jwt_auth] ${code}`);
        const { email, nicename, displayName } = user;
        return {
          body: {
            token: issue(site, user),
            ...{ user_email: email, user_nicename: nicename, user_display_name: displayName },
          },
        };
      },
    },
  },
  "/jwt-auth/v1/token/validate": {
    POST: { handler: ({ authorization }) => freeCheck(site, authorization) && valid },
  },
});

/** @param {Site} site @param {Fields} params @param {(code: string) => string} name */
function login(site, { username, password }, name) {
  try {
    return authenticate(site, username, password);
  } catch (error) {
    const { code, message } = /** @type {WpError} */ (error);
    throw refused(name(code), message);
  }
}

// PRO: a row holds an access token and its refresh token; a bad token counts as none.

/** @param {Site} site */
const rows = (site) => site.store("pairs");

/** @param {Site} site @param {User} user */
function pair(site, user) {
  const [access, refresh] = [issue(site, user), site.random(16)];
  rows(site).set(access, { access, refresh, user, ends: site.seconds() + 30 * DAY });
  return { access, refresh };
}

/** @param {string} header */
const tokenOf = (header) => {
  if (!header) throw noHeader();
  const token = header.replace("Bearer ", "").trim();
  if (!token) throw badHeader();
  return token;
};

/** @param {Site} site @param {string} header */
function proCheck(site, header) {
  const token = tokenOf(header);
  const claims = check(site, token);
  if (rows(site).has(token)) return { token, claims };
  throw refused("jwt_auth_revoked_token", "This token has been revoked");
}

/** @param {Site} site @returns {Record<string, Methods>} */
const pro = (site) => ({
  "/jwt-auth/v1/token": {
    POST: {
      args: credentials,
      /** @param {WpRequest} request */
      handler({ params }) {
        const user = login(site, params, () => "jwt_auth_failed");
        const { access, refresh } = pair(site, user);
        const { id, email, nicename, displayName } = user;
        return {
          body: {
            ...{ token: access, user_id: id, user_email: email, user_nicename: nicename },
            ...{ user_display_name: displayName, refresh_token: refresh },
          },
        };
      },
    },
  },
  "/jwt-auth/v1/token/validate": {
    POST: { handler: ({ authorization }) => proCheck(site, authorization) && valid },
  },
  "/jwt-auth/v1/token/refresh": {
    POST: {
      args: { refresh_token: { type: "string", required: true } },
      /** @param {WpRequest} request */
      handler({ params }) {
        const row = [...rows(site).values()].find(
          ({ refresh }) => refresh === params.refresh_token,
        );
        // Unknown, used, revoked and expired look alike.
        if (!row || site.seconds() >= row.ends) {
          throw refused("jwt_auth_invalid_refresh_token", "Invalid refresh token.");
        }
        rows(site).delete(row.access);
        const { access, refresh } = pair(site, row.user);
        return {
          body: {
            ...{ access_token: access, expires_in: site.lifetime, token_type: "Bearer" },
            refresh_token: refresh,
          },
        };
      },
    },
  },
  "/jwt-auth/v1/token/revoke": {
    POST: {
      /** @param {WpRequest} request */
      handler({ authorization }) {
        rows(site).delete(proCheck(site, authorization).token);
        const revoked_at = new Date(site.now()).toISOString().slice(0, 19).replace("T", " ");
        return { body: { code: "jwt_auth_token_revoked", data: { status: 200, revoked_at } } };
      },
    },
  },
});

/**
 * It sleeps where the address lacks "wp-json" or has "token" in it, "?search=token" too.
 *
 * @param {Site} site
 * @param {WpRequest} request
 */
function proUser(site, { authorization, url }) {
  if (!url.href.includes("wp-json") || url.href.includes("token")) return null;
  if (!authorization.startsWith("Bearer")) return null;
  try {
    return site.userById(proCheck(site, authorization).claims.data.user.id);
  } catch (error) {
    if (error instanceof WpError) return null;
    throw error;
  }
}

/** @type {Server} */
export const server = {
  editions: ["free", "pro"],
  namespaces: ["jwt-auth/v1"],
  lifetime: 7 * DAY,
  routes: (site) => (site.edition === "pro" ? pro(site) : free(site)),
  authenticate(request, site) {
    if (site.edition === "pro") return proUser(site, request);
    const { authorization, url } = request;
    // It ignores other schemes, and the validate route does its own check.
    if (!authorization.startsWith("Bearer") || url.href.includes("token/validate")) return null;
    return site.userById(freeCheck(site, authorization).data.user.id);
  },
  /** Ends what renews a session, for `expireTokens({ refreshTokens: true })`. */
  expireRefresh: (site) => {
    for (const row of rows(site).values()) row.ends = 0;
  },
};
