// /wp/v2/categories and /wp/v2/tags: read only.
import { WpError } from "../answers.js";

/** @import { Endpoint, Methods, Post, Routed, Schema, Site, Term, WpRequest } from "../types.d.ts" */

/** @typedef {"categories" | "tags"} Kind */

export const taxonomies = {
  categories: { taxonomy: "category", base: "category" },
  tags: { taxonomy: "post_tag", base: "tag" },
};
/** @type {Schema} */
const context = { type: "string", enum: ["view", "embed", "edit"], default: "view" };
/** @type {Record<string, Schema>} */
const args = {
  context,
  page: { type: "integer", default: 1, minimum: 1 },
  per_page: { type: "integer", default: 10, minimum: 1, maximum: 100 },
  search: { type: "string" },
  ...{ include: { type: "array", items: { type: "integer" } }, post: { type: "integer" } },
  slug: { type: "array", items: { type: "string" } },
  hide_empty: { type: "boolean", default: false },
};

/** @type {(kind: Kind, term: Term) => (post: Record<Kind, number[]>) => boolean} */
const isIn =
  (kind, { id }) =>
  (post) =>
    post[kind].includes(id);
/** @param {Site} site @param {Kind} kind @param {Term} term */
const countOf = (site, kind, term) =>
  site.posts.filter(
    (/** @type {Post} */ post) => post.status === "publish" && isIn(kind, term)(post),
  ).length;

/**
 * A term as the REST API shows one.
 *
 * @param {Site} site
 * @param {Kind} kind
 * @param {Term} term
 * @param {string} [shown]
 */
export function termBody(site, kind, term, shown = "view") {
  const { taxonomy, base } = taxonomies[kind];
  const api = `${site.root}/wp/v2`;
  const { id, name, slug, description, parent } = term;
  const link = `${site.url}/${base}/${slug}/`;
  const _links = {
    self: [{ href: `${api}/${kind}/${id}` }],
    collection: [{ href: `${api}/${kind}` }],
    about: [{ href: `${api}/taxonomies/${taxonomy}` }],
    "wp:post_type": [{ href: `${api}/posts?${kind}=${id}` }],
    curies: [{ name: "wp", href: "https://api.w.org/{rel}", templated: true }],
  };
  if (shown === "embed") return { id, link, name, slug, taxonomy, _links };
  return {
    ...{ id, count: countOf(site, kind, term), description, link, name, slug, taxonomy },
    ...(kind === "categories" && { parent }),
    ...{ meta: [], _links },
  };
}

/** @param {Site} site @param {Kind} kind @param {Routed} request */
function list(site, kind, { params }) {
  const { page, per_page, search, include, slug, post, hide_empty } = params;
  const owner = site.posts.find(({ id }) => id === post);
  const found = site[kind]
    .filter((/** @type {Term} */ term) => !include?.length || include.includes(term.id))
    .filter((/** @type {Term} */ term) => !slug?.length || slug.includes(term.slug))
    .filter(
      (/** @type {Term} */ term) =>
        !search || term.name.toLowerCase().includes(search.toLowerCase()),
    )
    .filter(
      (/** @type {Term} */ term) => post === undefined || (owner ? isIn(kind, term)(owner) : false),
    )
    .filter((/** @type {Term} */ term) => !hide_empty || countOf(site, kind, term) > 0)
    .sort((a, b) => a.name.localeCompare(b.name));
  const items = found.slice((page - 1) * per_page, page * per_page);
  const body = items.map((/** @type {Term} */ term) => termBody(site, kind, term, params.context));
  return { body, total: found.length, perPage: per_page };
}

/** @param {Site} site @param {Kind} kind @param {Routed} request */
function found(site, kind, { match }) {
  const term = site[kind].find(({ id }) => id === Number(match.id));
  if (term) return term;
  throw new WpError("rest_term_invalid", "Term does not exist.", 404);
}

/** @param {Site} site @param {Kind} kind @returns {Endpoint} */
const one = (site, kind) => ({
  args: { context },
  permission: (request) => void found(site, kind, request),
  handler: (request) => ({
    body: termBody(site, kind, found(site, kind, request), request.params.context),
  }),
});

/** @param {Site} site @returns {Record<string, Methods>} */
export const termRoutes = (site) =>
  Object.fromEntries(
    /** @type {Kind[]} */ (Object.keys(taxonomies)).flatMap((kind) => [
      [`/wp/v2/${kind}`, { GET: { args, handler: (request) => list(site, kind, request) } }],
      [`/wp/v2/${kind}/(?P<id>[\\d]+)`, { GET: one(site, kind) }],
    ]),
  );
