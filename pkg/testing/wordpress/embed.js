// `_embed`: linked resources inside of a response.
import { mediaBody } from "./media.js";
import { taxonomies, termBody } from "./terms.js";
import { userBody } from "./users.js";

/** @import { Site } from "../types.d.ts" */

/** @param {unknown} value @returns {value is Record<string, any>} any body of a route */
const isObject = (value) => value !== null && typeof value === "object" && !Array.isArray(value);

/**
 * What a post or a file links to, by relation.
 *
 * @param {Site} site
 * @param {Record<string, any>} body of any such route
 */
function resourcesOf(site, body) {
  const author = site.userById(body.author);
  const image = site.media.find(({ id }) => id === body.featured_media);
  const terms = /** @type {(keyof typeof taxonomies)[]} */ (Object.keys(taxonomies)).map((kind) =>
    site[kind]
      .filter(({ id }) => body[kind]?.includes(id))
      .map((term) => termBody(site, kind, term, "embed")),
  );
  return {
    author: author && [userBody(site, author, "embed")],
    "wp:featuredmedia": image && [mediaBody(site, image, "embed")],
    "wp:term": body._links["wp:term"] && terms,
  };
}

/**
 * Adds `_embedded` to the items of a response.
 *
 * @param {Site} site
 * @param {unknown} body
 * @param {unknown} wanted the value of `_embed`
 * @returns {unknown}
 */
export function embedded(site, body, wanted) {
  if (Array.isArray(body)) return body.map((item) => embedded(site, item, wanted));
  if (!isObject(body) || !body._links?.author) return body;
  const names = [wanted]
    .flat()
    .join()
    .split(",")
    .map((name) => name.trim());
  const all = ["", "1", "true"].includes(names.join());
  const found = Object.entries(resourcesOf(site, body)).filter(
    ([name, items]) => items && (all || names.includes(name)),
  );
  return found.length ? { ...body, _embedded: Object.fromEntries(found) } : body;
}
