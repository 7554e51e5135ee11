// Servers whose credentials never expire: application passwords of WordPress itself, the plugin
// "JSON Basic Authentication", and the common shape of an API key.
import { WpError } from "../answers.js";
import { authenticate, refusedStatus } from "../wordpress/users.js";

/** @import { AppPassword, Routed, Server, Site, User, WpRequest } from "../types.d.ts" */

/**
 * User name and password of a Basic header; null without one.
 *
 * @param {WpRequest} request
 */
function basicOf({ authorization }) {
  const [, encoded] = /^Basic\s+(\S+)/i.exec(authorization) ?? [];
  if (!encoded) return null;
  try {
    const bytes = Uint8Array.from(atob(encoded), (char) => char.charCodeAt(0));
    const [name, ...password] = new TextDecoder().decode(bytes).split(":");
    return [name, password.join(":")];
  } catch {
    return null;
  }
}

/** @param {string} password */
const bare = (password) => password.replace(/[^a-z\d]/gi, "");

/** @param {Site} site @param {WpRequest} request */
function appPasswordOf(site, request) {
  const [name, password] = basicOf(request) ?? [];
  const user = name ? site.userBy(name) : undefined;
  return user?.applicationPasswords.find(
    (one) => bare(one.password) === bare(/** @type {string} */ (password)),
  );
}

const mine = "/wp/v2/users/(?P<user_id>(?:[\\d]+|me))/application-passwords";

/**
 * The user whose passwords a route names, if the request's user may see them.
 *
 * @param {Site} site
 * @param {Routed} request
 * @param {string} action
 */
function ownerOf(site, { match, user }, action) {
  if (match.user_id === "me" && !user) {
    throw new WpError("rest_not_logged_in", "You are not currently logged in.", 401);
  }
  const owner = match.user_id === "me" ? user : site.userById(match.user_id);
  if (!owner) throw new WpError("rest_user_invalid_id", "Invalid user ID.", 404);
  if (owner.id === user?.id || user?.roles.includes("administrator")) return owner;
  const message = `Sorry, you are not allowed to ${action} application passwords for this user.`;
  throw new WpError(`rest_cannot_${action}_application_passwords`, message, refusedStatus(user));
}

/** @param {Site} site @param {AppPassword} item @param {User} user */
const shown = (site, { password: _, ...item }, user) => ({
  ...item,
  _links: {
    self: [{ href: `${site.root}/wp/v2/users/${user.id}/application-passwords/${item.uuid}` }],
  },
});

/** @param {User} owner @param {Routed} request */
function found(owner, { match }) {
  const item = owner.applicationPasswords.find(({ uuid }) => uuid === match.uuid);
  if (item) return item;
  throw new WpError("rest_application_password_not_found", "Application password not found.", 404);
}

/** @param {Site} site @param {Routed} request */
function introspect(site, request) {
  const owner = ownerOf(site, request, "read");
  const item = appPasswordOf(site, request);
  if (item) return { body: shown(site, item, owner) };
  const message = "Cannot introspect application password.";
  throw new WpError("rest_no_authenticated_app_password", message, 404);
}

/** @param {Site} site @param {Routed} request */
function remove(site, request) {
  const owner = ownerOf(site, request, "delete");
  const item = found(owner, request);
  owner.applicationPasswords.splice(owner.applicationPasswords.indexOf(item), 1);
  return { body: { deleted: true, previous: shown(site, item, owner) } };
}

/** @type {Server} */
export const applicationPasswords = {
  editions: ["core"],
  namespaces: [],
  lifetime: 0,
  authentication: (site) => ({
    "application-passwords": {
      endpoints: { authorization: `${site.url}/wp-admin/authorize-application.php` },
    },
  }),
  routes: (site) => ({
    [`${mine}/introspect`]: {
      GET: {
        permission: (request) => void ownerOf(site, request, "read"),
        handler: (request) => introspect(site, request),
      },
    },
    [mine]: {
      GET: {
        permission: (request) => void ownerOf(site, request, "list"),
        handler(request) {
          const owner = ownerOf(site, request, "list");
          return { body: owner.applicationPasswords.map((one) => shown(site, one, owner)) };
        },
      },
      POST: {
        args: { name: { type: "string", required: true }, app_id: { type: "string" } },
        permission: (request) => void ownerOf(site, request, "create"),
        handler(request) {
          const owner = ownerOf(site, request, "create");
          const item = site.newAppPassword(owner, request.params);
          return { status: 201, body: { ...shown(site, item, owner), password: item.password } };
        },
      },
    },
    [`${mine}/(?P<uuid>[\\w\\-]+)`]: {
      GET: {
        permission: (request) => void ownerOf(site, request, "read"),
        handler(request) {
          const owner = ownerOf(site, request, "read");
          return { body: shown(site, found(owner, request), owner) };
        },
      },
      DELETE: {
        permission: (request) => void ownerOf(site, request, "delete"),
        handler: (request) => remove(site, request),
      },
    },
  }),
  /** WordPress takes no notice of a wrong one. */
  authenticate(request, site) {
    const item = appPasswordOf(site, request);
    return (
      item && site.users.find(({ applicationPasswords }) => applicationPasswords.includes(item))
    );
  },
};

/** @type {Server} */
export const basicAuth = {
  editions: ["0.1"],
  namespaces: [],
  lifetime: 0,
  routes: () => ({}),
  /** The error has no status, so every route responds with 500. */
  authenticate(request, site) {
    const [name, password] = basicOf(request) ?? [];
    if (name === undefined) return null;
    try {
      return authenticate(site, name, password);
    } catch (error) {
      const { code, message } = /** @type {WpError} */ (error);
      throw new WpError(code, message, null);
    }
  },
};

/** @type {Server} */
export const apiKey = {
  editions: ["bearer"],
  namespaces: [],
  lifetime: 0,
  routes: () => ({}),
  authenticate({ authorization }, site) {
    const [, key] = /^Bearer +(\S+)$/i.exec(authorization) ?? [];
    if (!key) return null;
    const user = site.users.find(({ apiKey }) => apiKey === key);
    if (user) return user;
    throw new WpError("rest_invalid_api_key", "The API key is wrong.", 401);
  },
};
