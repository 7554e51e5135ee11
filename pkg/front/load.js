import { failure, PresskeyError } from "./error.js";

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
 * @typedef {Record<string, unknown> & { use(error: typeof PresskeyError): void }} Part
 * @param {Record<string, () => Promise<Part>> & { again?: (url: string) => Promise<Part> }} parts
 */
export const loaderOf = (parts) => async (/** @type {string} */ name) => {
  try {
    let part;
    try {
      part = await parts[name]();
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
