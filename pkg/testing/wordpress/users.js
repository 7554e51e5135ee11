// Users, the capabilities of their roles, and the routes below /wp/v2/users.
import { WpError } from "../answers.js";

/** @import { Fields, Methods, Routed, Schema, Site, User, WpRequest } from "../types.d.ts" */

const editing = ["edit_posts", "delete_posts"];
const authoring = [
  ...editing,
  "edit_published_posts",
  "delete_published_posts",
  "publish_posts",
  "upload_files",
];
const editorial = [
  ...authoring,
  ...["edit_others_posts", "delete_others_posts", "edit_private_posts", "delete_private_posts"],
  ...["read_private_posts", "unfiltered_html", "manage_categories", "moderate_comments"],
];
/** @type {Record<string, string[]>} */
const roles = {
  subscriber: ["read"],
  contributor: ["read", ...editing],
  author: ["read", ...authoring],
  editor: ["read", ...editorial],
  administrator: [
    ...["read", ...editorial, "list_users", "create_users", "edit_users", "delete_users"],
    ...["promote_users", "manage_options"],
  ],
};

export const knownRoles = Object.keys(roles);
export const knownCapabilities = roles.administrator;
const roleCaps = (/** @type {Pick<User, "roles">} */ user) => [
  ...new Set(user.roles.flatMap((role) => roles[role] ?? [])),
];
/** @param {User | null} user @param {string} capability */
export const can = (user, capability) => user !== null && roleCaps(user).includes(capability);

/** 401 for visitors, 403 for logged-in users. */
export const refusedStatus = (/** @type {User | null} */ user) => (user ? 403 : 401);

/** @param {string} text */
const errorText = (text) => `<strong>Error:</strong> ${text}`;

/**
 * WordPress's own check of a user name, or e-mail address, and a password.
 *
 * @param {Site} site
 * @param {unknown} username
 * @param {unknown} password
 * @returns {User}
 */
export function authenticate(site, username, password) {
  const name = String(username ?? "").trim();
  const given = String(password ?? "").trim();
  /** @type {(code: string, text: string) => never} */
  const fail = (code, text) => {
    throw new WpError(code, text, 403);
  };
  if (!name) fail("empty_username", errorText("The username field is empty."));
  if (!given) fail("empty_password", errorText("The password field is empty."));
  const user = site.userBy(name);
  if (!user && name.includes("@")) {
    fail("invalid_email", "Unknown email address. Check again or try your username.");
  }
  if (!user) {
    const advice = "If you are unsure of your username, try your email address instead.";
    const text = `The username <strong>${name}</strong> is not registered on this site. ${advice}`;
    fail("invalid_username", errorText(text));
  }
  if (user.password !== given) {
    const kind = user.username === name ? "username" : "email address";
    const link = `<a href="${site.url}/wp-login.php?action=lostpassword">Lost your password?</a>`;
    const text = `The password you entered for the ${kind} <strong>${name}</strong> is incorrect.`;
    fail("incorrect_password", errorText(`${text} ${link}`));
  }
  return user;
}

/** @param {User} user */
const avatars = (user) =>
  Object.fromEntries(
    [24, 48, 96].map((size) => [
      size,
      `https://secure.gravatar.com/avatar/${user.username}?s=${size}&d=mm&r=g`,
    ]),
  );

/**
 * A user as the REST API shows one. `context` is "view", "embed" or "edit".
 *
 * @param {Site} site
 * @param {User} user
 * @param {string} [context]
 */
export function userBody(site, user, context = "view") {
  const { id, username, displayName, nicename } = user;
  const links = {
    self: [{ href: `${site.root}/wp/v2/users/${id}` }],
    collection: [{ href: `${site.root}/wp/v2/users` }],
  };
  const shown = {
    name: displayName,
    url: user.url,
    description: user.description,
    link: `${site.url}/author/${nicename}/`,
  };
  const end = { avatar_urls: avatars(user), _links: links };
  if (context === "embed") return { id, ...shown, slug: nicename, ...end };
  if (context !== "edit") return { id, ...shown, slug: nicename, meta: [], ...end };
  const { name, ...rest } = shown;
  return {
    ...{ id, username, name, first_name: user.firstName, last_name: user.lastName },
    ...{ email: user.email, ...rest, locale: "en_US", nickname: username, slug: nicename },
    ...{ roles: user.roles, registered_date: `${user.registered}+00:00` },
    capabilities: Object.fromEntries([...roleCaps(user), ...user.roles].map((cap) => [cap, true])),
    extra_capabilities: Object.fromEntries(user.roles.map((role) => [role, true])),
    ...{ avatar_urls: end.avatar_urls, meta: { persisted_preferences: [] }, _links: links },
  };
}

/** @type {Schema} */
const context = { type: "string", enum: ["view", "embed", "edit"], default: "view" };
/** @param {Routed} request */
const cannotView = (request) =>
  new WpError(
    "rest_user_cannot_view",
    "Sorry, you are not allowed to list users.",
    refusedStatus(request.user),
  );

/** @param {Site} site @param {Routed} request */
function existing(site, { match }) {
  const user = site.userById(match.id);
  if (user) return user;
  throw new WpError("rest_user_invalid_id", "Invalid user ID.", 404);
}

/** @param {Site} site @param {Routed} request */
function editable(site, request) {
  const user = existing(site, request);
  if (request.user?.id === user.id || can(request.user, "edit_users")) return user;
  const message = "Sorry, you are not allowed to edit this user.";
  throw new WpError("rest_cannot_edit", message, refusedStatus(request.user));
}

/** @param {Site} site @param {Routed} request */
function remove(site, request) {
  const user = existing(site, request);
  if (!request.params.force) {
    const message = "Users do not support trashing. Set 'force=true' to delete.";
    throw new WpError("rest_trash_not_supported", message, 501);
  }
  const { _links, ...previous } = userBody(site, user, "edit");
  site.users.splice(site.users.indexOf(user), 1);
  return { body: { deleted: true, previous } };
}

/** @param {Site} site @param {Routed} request */
function visible(site, request) {
  const user = existing(site, request);
  const own = request.user?.id === user.id;
  const { context = "view" } = request.params;
  if (context === "edit" && !own && !can(request.user, "list_users")) throw cannotView(request);
  if (own || can(request.user, "list_users") || site.hasPublished(user)) return user;
  throw cannotView(request);
}

/**
 * The user of the request. Every route of "me" asks for one first.
 *
 * @param {Routed} request
 */
function self(request) {
  if (request.user) return request.user;
  throw new WpError("rest_not_logged_in", "You are not currently logged in.", 401);
}

/** @param {Site} site @param {User} user @param {Routed} request */
function change(site, user, { params }) {
  /** @type {Record<string, string>} */
  const names = { name: "displayName", first_name: "firstName", last_name: "lastName" };
  for (const [name, value] of Object.entries(params)) {
    const key = names[name] ?? name;
    const known = ["displayName", "firstName", "lastName", "url", "description", "email"];
    if (known.includes(key)) /** @type {Fields} */ (user)[key] = String(value);
    if (key === "password") user.password = String(value);
  }
  return { body: userBody(site, user, "edit") };
}

/** @param {Site} site @returns {Record<string, Methods>} */
export const userRoutes = (site) => {
  /** @type {Record<string, Schema>} */
  const listArgs = {
    context,
    page: { type: "integer", default: 1, minimum: 1 },
    per_page: { type: "integer", default: 10, minimum: 1, maximum: 100 },
    search: { type: "string" },
    include: { type: "array", items: { type: "integer" } },
    slug: { type: "array", items: { type: "string" } },
  };
  return {
    "/wp/v2/users": {
      GET: {
        args: listArgs,
        permission: ({ user, params }) => {
          if (params.context !== "edit" || can(user, "list_users")) return;
          const message = "Sorry, you are not allowed to list users.";
          throw new WpError("rest_forbidden_context", message, refusedStatus(user));
        },
        handler: (request) => list(site, request),
      },
      POST: {
        args: {
          username: { type: "string", required: true },
          email: { type: "string", required: true },
          password: { type: "string", required: true },
        },
        permission: ({ user }) => {
          if (can(user, "create_users")) return;
          const message = "Sorry, you are not allowed to create new users.";
          throw new WpError("rest_cannot_create_user", message, refusedStatus(user));
        },
        handler: ({ params }) => {
          const user = site.addUser({
            .../** @type {import("../../testing.d.ts").TestUserOptions} */ (params),
            displayName: params.name,
          });
          const headers = { Location: `${site.root}/wp/v2/users/${user.id}` };
          return { status: 201, headers, body: userBody(site, user, "edit") };
        },
      },
    },
    "/wp/v2/users/(?P<id>[\\d]+)": {
      GET: {
        args: { context },
        permission: (request) => void visible(site, request),
        handler: (request) => ({
          body: userBody(site, visible(site, request), request.params.context),
        }),
      },
      "POST, PUT, PATCH": {
        permission: (request) => void editable(site, request),
        handler: (request) => change(site, editable(site, request), request),
      },
      DELETE: {
        args: { force: { type: "boolean", default: false }, reassign: { required: true } },
        permission(request) {
          existing(site, request);
          if (can(request.user, "delete_users")) return;
          const message = "Sorry, you are not allowed to delete this user.";
          throw new WpError("rest_user_cannot_delete", message, refusedStatus(request.user));
        },
        handler: (request) => remove(site, request),
      },
    },
    "/wp/v2/users/me": {
      GET: {
        args: { context },
        handler: (request) => ({ body: userBody(site, self(request), request.params.context) }),
      },
      "POST, PUT, PATCH": {
        permission: (request) =>
          void editable(site, {
            ...request,
            match: /** @type {Fields} */ (request.user ?? {}),
          }),
        handler: (request) => change(site, self(request), request),
      },
    },
  };
};

/** @param {Site} site @param {Routed} request */
function list(site, request) {
  const { context, page, per_page, search, include, slug } = request.params;
  const all = can(request.user, "list_users");
  const found = site.users
    .filter((/** @type {User} */ user) => all || site.hasPublished(user))
    .filter(({ id }) => !include?.length || include.includes(id))
    .filter(({ nicename }) => !slug?.length || slug.includes(nicename))
    .filter(
      (/** @type {User} */ user) =>
        !search || `${user.username} ${user.displayName}`.includes(search),
    )
    .sort((a, b) => a.displayName.localeCompare(b.displayName));
  const items = found.slice((page - 1) * per_page, page * per_page);
  const body = items.map((/** @type {User} */ user) => userBody(site, user, context));
  return { body, total: found.length, perPage: per_page };
}
