// Posts as the REST API shows them.
import { autop, excerptOf, slugOf, texturize, wpDate } from "./text.js";
import { can } from "./users.js";

/** @import { Post, Site, User } from "../types.d.ts" */

/** @param {string} href @param {object} [more] */
const link = (href, more) => [{ ...more, href }];

/**
 * A post in the context "view", "edit" (adds the raw texts) or "embed" (few fields).
 *
 * @param {Site} site
 * @param {Post} post
 * @param {string} context
 * @param {User | null} user
 */
export function postBody(site, post, context, user) {
  const raw = context === "edit";
  /** @param {string} value @param {string} rendered @param {object} [more] */
  const text = (value, rendered, more) => ({ ...(raw && { raw: value }), rendered, ...more });
  const address = linkOf(site, post);
  const guid = post.guid ?? address;
  const title = text(post.title, titleOf(post));
  const excerpt = text(post.excerpt, excerptHtml(post), { protected: false });
  const { id, slug, status, author, featured_media } = post;
  const [date, modified] = [wpDate(post.date), wpDate(post.modified)];
  const _links = linksOf(site, post, raw ? user : null);
  if (context === "embed") {
    return {
      ...{ id, date, slug, type: "post", link: address, title, excerpt, author, featured_media },
      _links,
    };
  }
  return {
    ...{ id, date, date_gmt: date, guid: text(guid, guid) },
    ...{ modified, modified_gmt: modified, ...(raw && { password: "" }) },
    ...{ slug, status, type: "post", link: address, title },
    content: text(post.content, contentHtml(post.content), {
      protected: false,
      ...(raw && { block_version: post.content.includes("<!-- wp:") ? 1 : 0 }),
    }),
    ...{ excerpt, author, featured_media, comment_status: post.comment_status },
    ...{ ping_status: "open", sticky: post.sticky, template: "", format: "standard" },
    ...{ meta: { footnotes: "", ...post.meta }, categories: post.categories, tags: post.tags },
    ...(raw && permalink(site, post)),
    _links,
  };
}

/** A deleted post: without links. */
export const previousBody = (/** @type {ReturnType<typeof postBody>} */ { _links, ...body }) =>
  body;

/** @param {Site} site @param {Pick<Post, "id" | "status" | "slug">} post */
export function linkOf(site, { id, status, slug }) {
  const pretty = status === "publish" || status === "private";
  return pretty ? `${site.url}/${slug}/` : `${site.url}/?p=${id}`;
}

/** @param {Site} site @param {Post} post */
function permalink(site, post) {
  const template = post.status === "trash" ? linkOf(site, post) : `${site.url}/%postname%/`;
  return { permalink_template: template, generated_slug: slugOf(post.title) || `${post.id}-2` };
}

const titleOf = (/** @type {Post} */ { title, status }) =>
  (status === "private" ? "Private: " : "") + texturize(title);

/**
 * Blocks are paragraphs already.
 *
 * @param {string} content
 */
const contentHtml = (content) =>
  content.includes("<!-- wp:")
    ? texturize(content.replace(/<!--\s+\/?wp:[\s\S]*?-->/g, ""))
    : autop(texturize(content));

const excerptHtml = (/** @type {Post} */ { excerpt, content }) =>
  autop(texturize(excerpt || excerptOf(content)));

/** @param {Site} site @param {Post} post @param {User | null} user */
function linksOf(site, { id, author, featured_media }, user) {
  const api = `${site.root}/wp/v2`;
  const self = `${api}/posts/${id}`;
  /** @param {string} taxonomy @param {string} route */
  const term = (taxonomy, route) => ({
    taxonomy,
    embeddable: true,
    href: `${api}/${route}?post=${id}`,
  });
  const actions = {
    "wp:action-publish": "publish_posts",
    "wp:action-unfiltered-html": "unfiltered_html",
    "wp:action-sticky": "edit_others_posts",
    "wp:action-assign-author": "edit_others_posts",
    "wp:action-create-categories": "manage_categories",
    "wp:action-assign-categories": "edit_posts",
    "wp:action-create-tags": "edit_posts",
    "wp:action-assign-tags": "edit_posts",
  };
  return {
    self: link(self),
    collection: link(`${api}/posts`),
    about: link(`${api}/types/post`),
    author: link(`${api}/users/${author}`, { embeddable: true }),
    replies: link(`${api}/comments?post=${id}`, { embeddable: true }),
    "version-history": link(`${self}/revisions`, { count: 0 }),
    ...(featured_media && {
      "wp:featuredmedia": link(`${api}/media/${featured_media}`, { embeddable: true }),
    }),
    "wp:attachment": link(`${api}/media?parent=${id}`),
    "wp:term": [term("category", "categories"), term("post_tag", "tags")],
    ...Object.fromEntries(
      Object.entries(actions)
        .filter(([, capability]) => user && can(user, capability))
        .map(([name]) => [name, link(self)]),
    ),
    curies: link("https://api.w.org/{rel}", { name: "wp", templated: true }),
  };
}
