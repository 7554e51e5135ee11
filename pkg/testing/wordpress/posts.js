// /wp/v2/posts: lists with filters; create, read, update and delete.
import { WpError } from "../answers.js";
import { problem, listOf as valuesOf } from "../params.js";
import { linkOf, postBody, previousBody } from "./post-body.js";
import { filtered, slugOf } from "./text.js";
import { can, refusedStatus } from "./users.js";

/** @import { Fields, Methods, Post, PostFields, Problem, Routed, Schema, Site, User, WpRequest } from "../types.d.ts" */

/** @typedef {Omit<Post, "status" | "comment_status" | "meta" | "featured_media"> & { status: string }} Sortable */

/** @typedef {{ author: number, status: string }} Owned */

const ORDERS = [
  ...["author", "date", "id", "include", "modified", "parent", "relevance", "slug"],
  ...["include_slugs", "title"],
];
const STATUSES = ["publish", "future", "draft", "pending", "private"];
const QUERIED = [
  ...[...STATUSES, "trash", "auto-draft", "inherit", "request-pending", "request-confirmed"],
  ...["request-failed", "request-completed", "any"],
];
/** @type {Schema} */
const integers = { type: "array", items: { type: "integer" } };
/** @type {Schema} */
const date = { type: "string", format: "date-time" };
/** @type {Schema} */
const context = { type: "string", enum: ["view", "embed", "edit"], default: "view" };

/** @type {Schema} */
const statuses = { type: "array", items: { type: "string", enum: QUERIED }, default: ["publish"] };

/**
 * For users who can't edit posts every status but `publish` is forbidden, unknown ones too.
 *
 * @param {unknown} value
 * @param {WpRequest} request
 * @returns {Problem | undefined}
 */
function problemOfStatus(value, { user }) {
  const list = valuesOf(value);
  if (can(user, "edit_posts")) return problem(value, statuses, "status");
  if (Array.isArray(list) && list.every((status) => status === "publish")) return undefined;
  const data = { status: refusedStatus(user) };
  return { code: "rest_forbidden_status", message: "Status is forbidden.", data };
}

/** @type {Record<string, Schema>} */
export const listArgs = {
  context,
  page: { type: "integer", default: 1, minimum: 1 },
  per_page: { type: "integer", default: 10, minimum: 1, maximum: 100 },
  search: { type: "string" },
  ...{ after: date, before: date, modified_after: date, modified_before: date },
  ...{ author: integers, author_exclude: integers, exclude: integers, include: integers },
  offset: { type: "integer" },
  order: { type: "string", default: "desc", enum: ["asc", "desc"] },
  orderby: { type: "string", default: "date", enum: ORDERS },
  slug: { type: "array", items: { type: "string" } },
  status: { ...statuses, problem: problemOfStatus },
  ...{ categories: integers, categories_exclude: integers, tags: integers, tags_exclude: integers },
  sticky: { type: "boolean" },
};

/** @type {Record<string, Schema>} */
const writeArgs = {
  date,
  slug: { type: "string" },
  status: { type: "string", enum: STATUSES },
  ...{ title: {}, content: {}, excerpt: {} },
  author: { type: "integer" },
  featured_media: { type: "integer" },
  sticky: { type: "boolean" },
  ...{ categories: integers, tags: integers },
  comment_status: { type: "string", enum: ["open", "closed"] },
  meta: { type: "object" },
};

/** @param {Routed} request @param {string} code @param {string} message */
const forbidden = (request, code, message) =>
  new WpError(code, message, refusedStatus(request.user));

/** @param {User | null} user @param {Owned} post */
const owns = (user, post) => user?.id === post.author;

/** @param {User | null} user @param {Owned} post */
export function canEdit(user, post) {
  if (!can(user, "edit_posts")) return false;
  if (!owns(user, post)) return can(user, "edit_others_posts");
  return post.status !== "publish" || can(user, "edit_published_posts");
}

/** @param {User | null} user @param {Owned} post */
function canRead(user, post) {
  if (post.status === "publish" || post.status === "inherit") return true;
  if (post.status === "private") return owns(user, post) || can(user, "read_private_posts");
  return canEdit(user, post);
}

/**
 * A post that the request names.
 *
 * @param {Site} site
 * @param {Routed} request
 */
function found(site, { match }) {
  const post = site.posts.find(({ id }) => id === Number(match.id));
  if (!post) throw new WpError("rest_post_invalid_id", "Invalid post ID.", 404);
  return post;
}

/** @param {Routed} request */
function refuseList(request) {
  const { user, params } = request;
  if (params.context === "edit" && !can(user, "edit_posts")) {
    const message = "Sorry, you are not allowed to edit posts in this post type.";
    throw forbidden(request, "rest_forbidden_context", message);
  }
}

/** @param {string} text */
const time = (text) => Date.parse(/[zZ]|[+-]\d\d:?\d\d$/.test(text) ? text : `${text}Z`);

/**
 * Whether a post matches the parameters of a list.
 *
 * @param {Sortable} post
 * @param {Fields} params
 */
function matches(post, params) {
  const { search, status, include, exclude, slug, author, author_exclude, sticky } = params;
  const text = `${post.title}\n${post.excerpt}\n${post.content}`.toLowerCase();
  const words = (search ?? "").toLowerCase().split(/\s+/).filter(Boolean);
  const shown = status.includes("any") ? post.status !== "trash" : status.includes(post.status);
  const none = (/** @type {unknown[] | undefined} */ list) => !list?.length;
  /** @param {number[] | undefined} wanted @param {number[]} all */
  const some = (wanted, all) =>
    none(wanted) || /** @type {number[]} */ (wanted).some((id) => all.includes(id));
  return (
    shown &&
    words.every((/** @type {string} */ word) => text.includes(word)) &&
    (none(include) || include.includes(post.id)) &&
    !exclude?.includes(post.id) &&
    (none(slug) || slug.includes(post.slug)) &&
    (none(author) || author.includes(post.author)) &&
    !author_exclude?.includes(post.author) &&
    (sticky === undefined || post.sticky === sticky) &&
    some(params.categories, post.categories) &&
    some(params.tags, post.tags) &&
    !(params.categories_exclude ?? []).some((/** @type {number} */ id) =>
      post.categories.includes(id),
    ) &&
    !(params.tags_exclude ?? []).some((/** @type {number} */ id) => post.tags.includes(id)) &&
    // Both bounds are excluded.
    !(params.after && post.date <= time(params.after)) &&
    !(params.before && post.date >= time(params.before)) &&
    !(params.modified_after && post.modified <= time(params.modified_after)) &&
    !(params.modified_before && post.modified >= time(params.modified_before))
  );
}

/**
 * @template {Sortable} Item
 * @param {Item[]} posts
 * @param {Fields} params
 * @returns {Item[]}
 */
function sorted(posts, { orderby, order, include, slug }) {
  if (orderby === "include") return order1(posts, (post) => include?.indexOf(post.id));
  if (orderby === "include_slugs") return order1(posts, (post) => slug?.indexOf(post.slug));
  const key =
    /** @type {Record<string, string>} */ ({ relevance: "date", parent: "id" })[orderby] ?? orderby;
  /** @type {(a: Fields, b: Fields) => number} */
  const compare = (a, b) =>
    typeof a[key] === "string" ? a[key].localeCompare(b[key]) : a[key] - b[key];
  const sign = order === "asc" ? 1 : -1;
  return [...posts].sort((a, b) => sign * compare(a, b));
}
/**
 * @template Item
 * @param {Item[]} posts
 * @param {(post: Item) => number} key
 */
const order1 = (posts, key) => [...posts].sort((a, b) => key(a) - key(b));

/**
 * @template {Sortable} Item
 * @param {Item[]} posts
 * @param {WpRequest} request
 */
export function listOf(posts, request) {
  const { params } = request;
  const { page, per_page, offset } = params;
  const all = sorted(
    posts.filter((post) => matches(post, params)),
    params,
  );
  const start = offset ?? (page - 1) * per_page;
  if (page > Math.max(1, Math.ceil(all.length / per_page)) && offset === undefined) {
    const message = "The page number requested is larger than the number of pages available.";
    throw new WpError("rest_post_invalid_page_number", message, 400);
  }
  // Those that the user may not read are still counted.
  const items = all.slice(start, start + per_page).filter((post) => canRead(request.user, post));
  return { items, total: all.length, perPage: per_page };
}

/**
 * `"text"` or `{ raw: "text" }`; anything else is ignored.
 *
 * @param {unknown} value
 */
const rawOf = (value) => {
  const raw =
    typeof value === "object" && value !== null ? /** @type {Fields} */ (value).raw : value;
  return typeof raw === "string" ? raw : undefined;
};

/**
 * Writes a request's fields into a post.
 *
 * @param {Site} site
 * @param {Post} post
 * @param {Routed} request
 */
function write(site, post, request) {
  const { user, params } = request;
  /** @param {string | undefined} text */
  const clean = (text) => (text && !can(user, "unfiltered_html") ? filtered(text) : text);
  const text = ["title", "content", "excerpt"].map((name) => [name, clean(rawOf(params[name]))]);
  const rest = [
    "status",
    "author",
    "featured_media",
    "sticky",
    "categories",
    "tags",
    "comment_status",
  ];
  const given = [...text, ...rest.map((name) => [name, params[name]])];
  checkPublishing(request);
  Object.assign(post, Object.fromEntries(given.filter(([, value]) => value !== undefined)));
  Object.assign(post.meta, params.meta);
  if (params.date) post.date = time(params.date);
  if (params.slug) post.slug = slugOf(params.slug);
  const published = post.status !== "draft" && post.status !== "pending";
  if (published && !post.slug) post.slug = site.freeSlug(slugOf(post.title) || String(post.id));
}

/** @param {Routed} request */
function checkPublishing(request) {
  const { user, params } = request;
  /** @type {Record<string, string>} */
  const words = {
    publish: "publish posts",
    future: "publish posts",
    private: "create private posts",
  };
  if (!words[params.status] || can(user, "publish_posts")) return;
  const message = `Sorry, you are not allowed to ${words[params.status]} in this post type.`;
  throw forbidden(request, "rest_cannot_publish", message);
}

/**
 * Checks that the user may set the request's fields. `verb` is "create" or "update".
 *
 * @param {Routed} request
 * @param {string} verb
 */
function checkFields(request, verb) {
  const { user, params } = request;
  if (params.author && Number(params.author) !== user?.id && !can(user, "edit_others_posts")) {
    const message = `Sorry, you are not allowed to ${verb} posts as this user.`;
    throw forbidden(request, "rest_cannot_edit_others", message);
  }
  if (params.sticky === true && !can(user, "edit_others_posts")) {
    const message = "Sorry, you are not allowed to make posts sticky.";
    throw forbidden(request, "rest_cannot_assign_sticky", message);
  }
}

/** @param {Site} site @param {Routed} request */
function create(site, request) {
  const { user } = request;
  const now = site.now();
  /** @type {PostFields} */
  const fields = {
    author: /** @type {User} */ (user).id,
    status: "draft",
    date: now,
    modified: now,
    slug: "",
  };
  const post = site.newPost(fields);
  write(site, post, request);
  if (!post.title && !post.content && !post.excerpt) {
    throw new WpError("empty_content", "Content, title, and excerpt are empty.", 400);
  }
  post.id = site.nextId();
  if (post.slug === "" && post.status !== "draft" && post.status !== "pending")
    post.slug = String(post.id);
  site.posts.push(post);
  const headers = { Location: `${site.root}/wp/v2/posts/${post.id}` };
  return { status: 201, headers, body: postBody(site, post, "edit", user) };
}

/** @param {Site} site @param {Routed} request */
function update(site, request) {
  const post = found(site, request);
  write(site, post, request);
  post.modified = site.now();
  return { body: postBody(site, post, "edit", request.user) };
}

/** @param {Site} site @param {Routed} request */
function remove(site, request) {
  const post = found(site, request);
  if (request.params.force) {
    const previous = previousBody(postBody(site, post, "edit", request.user));
    site.posts.splice(site.posts.indexOf(post), 1);
    return { body: { deleted: true, previous } };
  }
  if (post.status === "trash") {
    const message = "The post has already been deleted.";
    throw new WpError("rest_already_trashed", message, 410);
  }
  Object.assign(post, { status: "trash", slug: `${post.slug || slugOf(post.title)}__trashed` });
  post.modified = site.now();
  return { body: postBody(site, post, "edit", request.user) };
}

/** @param {Site} site @param {Routed} request */
function readable(site, request) {
  const post = found(site, request);
  if (request.params.context === "edit" && !canEdit(request.user, post)) {
    const message = "Sorry, you are not allowed to edit this post.";
    throw forbidden(request, "rest_forbidden_context", message);
  }
  if (!canRead(request.user, post)) {
    throw forbidden(request, "rest_forbidden", "Sorry, you are not allowed to do that.");
  }
  return post;
}

/** @param {Site} site @param {Routed} request @param {string} action */
function editable(site, request, action) {
  const post = found(site, request);
  if (canEdit(request.user, post)) return;
  throw forbidden(
    request,
    `rest_cannot_${action}`,
    `Sorry, you are not allowed to ${action} this post.`,
  );
}

/** @param {Site} site @returns {Record<string, Methods>} */
export const postRoutes = (site) => ({
  "/wp/v2/posts": {
    GET: {
      args: listArgs,
      batch: true,
      permission: refuseList,
      handler(request) {
        const { items, ...rest } = listOf(site.posts, request);
        const { context } = request.params;
        return { ...rest, body: items.map((post) => postBody(site, post, context, request.user)) };
      },
    },
    POST: {
      args: writeArgs,
      batch: true,
      permission(request) {
        if (request.params.id) {
          throw new WpError("rest_post_exists", "Cannot create existing post.", 400);
        }
        checkFields(request, "create");
        if (can(request.user, "edit_posts")) return;
        const message = "Sorry, you are not allowed to create posts as this user.";
        throw forbidden(request, "rest_cannot_create", message);
      },
      handler: (request) => create(site, request),
    },
  },
  "/wp/v2/posts/(?P<id>[\\d]+)": {
    GET: {
      args: { context },
      batch: true,
      permission: (request) => void readable(site, request),
      handler(request) {
        const post = readable(site, request);
        const body = postBody(site, post, request.params.context, request.user);
        const headers = { Link: `<${linkOf(site, post)}>; rel="alternate"; type=text/html` };
        return { headers, body };
      },
    },
    "POST, PUT, PATCH": {
      args: writeArgs,
      batch: true,
      permission(request) {
        editable(site, request, "edit");
        checkFields(request, "update");
      },
      handler: (request) => update(site, request),
    },
    DELETE: {
      args: { force: { type: "boolean", default: false } },
      batch: true,
      permission: (request) => editable(site, request, "delete"),
      handler: (request) => remove(site, request),
    },
  },
});
