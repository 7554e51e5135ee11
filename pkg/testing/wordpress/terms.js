// /wp/v2/categories and /wp/v2/tags: read only.
import { WpError } from "../answers.js";

export const taxonomies = {
  categories: { taxonomy: "category", base: "category" },
  tags: { taxonomy: "post_tag", base: "tag" },
};
const context = { type: "string", enum: ["view", "embed", "edit"], default: "view" };
const args = {
  context,
  page: { type: "integer", default: 1, minimum: 1 },
  per_page: { type: "integer", default: 10, minimum: 1, maximum: 100 },
  search: { type: "string" },
  ...{ include: { type: "array", items: { type: "integer" } }, post: { type: "integer" } },
  slug: { type: "array", items: { type: "string" } },
  hide_empty: { type: "boolean", default: false },
};

const isIn =
  (kind, { id }) =>
  (post) =>
    post[kind].includes(id);
const countOf = (site, kind, term) =>
  site.posts.filter((post) => post.status === "publish" && isIn(kind, term)(post)).length;

/** A term as the REST API shows one. */
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

function list(site, kind, { params }) {
  const { page, per_page, search, include, slug, post, hide_empty } = params;
  const owner = site.posts.find(({ id }) => id === post);
  const found = site[kind]
    .filter((term) => !include?.length || include.includes(term.id))
    .filter((term) => !slug?.length || slug.includes(term.slug))
    .filter((term) => !search || term.name.toLowerCase().includes(search.toLowerCase()))
    .filter((term) => post === undefined || (owner ? isIn(kind, term)(owner) : false))
    .filter((term) => !hide_empty || countOf(site, kind, term) > 0)
    .sort((a, b) => a.name.localeCompare(b.name));
  const items = found.slice((page - 1) * per_page, page * per_page);
  const body = items.map((term) => termBody(site, kind, term, params.context));
  return { body, total: found.length, perPage: per_page };
}

function found(site, kind, { match }) {
  const term = site[kind].find(({ id }) => id === Number(match.id));
  if (term) return term;
  throw new WpError("rest_term_invalid", "Term does not exist.", 404);
}

const one = (site, kind) => ({
  args: { context },
  permission: (request) => void found(site, kind, request),
  handler: (request) => ({
    body: termBody(site, kind, found(site, kind, request), request.params.context),
  }),
});

export const termRoutes = (site) =>
  Object.fromEntries(
    Object.keys(taxonomies).flatMap((kind) => [
      [`/wp/v2/${kind}`, { GET: { args, handler: (request) => list(site, kind, request) } }],
      [`/wp/v2/${kind}/(?P<id>[\\d]+)`, { GET: one(site, kind) }],
    ]),
  );
