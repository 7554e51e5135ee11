// The site's pages, and tests for their snippets.
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe } from "node:test";
import { root } from "../snippets/bundle.mjs";
import { frontMatter, read } from "../snippets/document.mjs";
import { createStage, needsStage, testSnippets } from "../snippets/snippets.mjs";
import { startMock } from "../support/mock-wordpress.mjs";
import { startWordPress } from "../support/wordpress.mjs";

export const pagesFolder = "www/pages";

/** The Markdown files of a folder of the site, by their path in the repository. */
export const pagesOf = (folder) =>
  readdirSync(join(root, pagesFolder, folder))
    .filter((file) => file.endsWith(".md"))
    .map((file) => join(pagesFolder, folder, file));

/** Tests of one page that take the place of the usual ones: `acts/guide/react.mjs`, by heading. */
async function actsOf(path, stage) {
  const file = join(root, "tests/site/acts", path.slice(pagesFolder.length).replace(/md$/, "mjs"));
  return existsSync(file) ? (await import(file)).default(stage) : {};
}

/** A real WordPress takes a while to boot: `wordpress: mock` is for pages that can do without. */
const starts = (options) => (options === "mock" ? startMock() : startWordPress(options));

/**
 * Runs the snippets of a folder's pages. A page's front matter names the WordPress that they need:
 * `wordpress: { server: jwt-auth, mode: "3" }`, as startWordPress() takes it. Pages with the same
 * share one.
 * @param {(server: string | undefined) => boolean} [isNow] whether pages for that server are to be
 *   run, each of which boots a WordPress of its own
 */
export async function testPages(folder, isNow = () => true) {
  const pages = pagesOf(folder).map((path) => {
    const { wordpress = {} } = frontMatter(read(path));
    return { path, options: JSON.stringify(wordpress) };
  });
  for (const options of new Set(pages.map((page) => page.options))) {
    const skip = !isNow(JSON.parse(options).server) && "in `npm run test:all`";
    describe(`WordPress ${options}`, { skip }, async () => {
      const those = pages.filter((page) => page.options === options);
      const needed = those.some(({ path }) => needsStage(read(path)));
      const stage = needed ? createStage(() => starts(JSON.parse(options))) : undefined;
      for (const { path } of those) {
        const acts = await actsOf(path, stage);
        describe(path, () => testSnippets(stage, path, acts));
      }
    });
  }
}
