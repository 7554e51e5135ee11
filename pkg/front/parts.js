/**
 * How the parts are loaded, over a core: each is one file when published (scripts/build/bundle.mjs).
 *
 * @param {import("./types.d.ts").PartLoaders["core"]} [core]
 */
export const partsWith = (core) => ({
  core,
  engine: () => import("../engine/index.js"),
  via: () => import("./via.js"),
  content: () => import("../features/content.js"),
});
