import { failure, PresskeyError } from "./error.js";

/** @import { LoadPart, PartLoaders, Parts } from "./types.d.ts" */

/**
 * Addresses of parts that could not be loaded, by name.
 *
 * @type {Record<string, string | undefined>}
 */
const failed = {};

/**
 * Loads the parts of the package that are not in the front, each when it is first needed.
 *
 * Browsers keep a failed import() by its URL, so the second attempt adds a query to the URL, where
 * the browser's message names it and `parts.again` can import it. Bundlers that load on their own ask
 * again anyway.
 *
 * @param {PartLoaders} parts
 * @returns {LoadPart}
 */
export const loaderOf =
  (parts) =>
  async (name, more = parts) => {
    try {
      /** @type {any} Of the parts the one that is named. */
      let part;
      try {
        part = await /** @type {() => Promise<Parts[keyof Parts]>} */ (parts[name] ?? more[name])();
      } catch (error) {
        const url = failed[name];
        failed[name] = /\bhttps?:\/\/[^\s"']+/.exec(String(error))?.[0];
        if (!url || !parts.again) throw error;
        part = await parts.again(url);
      }
      // Throws, too, where a server responds with a page instead.
      part.use(PresskeyError);
      return part;
    } catch (cause) {
      throw failure("not_loaded", "presskey could not load a part.", "no", {
        hint: "Reload the page. In service workers import presskey/eager.",
        cause,
      });
    }
  };
