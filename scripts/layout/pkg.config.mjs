// Which part of pkg may import which: "The map" in CONTRIBUTING.md. `npm test -- style` runs it.
const inside = (...folders) => `^pkg/(${folders.join("|")})/`;

/** `import()` is allowed: the page downloads the file only when it needs it. */
const staticImport = { dependencyTypesNot: ["dynamic-import"] };

const forbid = (name, from, to, comment) => ({ name, severity: "error", comment, from, to });

export default {
  forbidden: [
    forbid(
      "no-cycle",
      {},
      { circular: true, viaOnly: staticImport },
      "A file in a cycle can't be read or tested on its own.",
    ),
    forbid(
      "front-downloads-nothing-else",
      { path: inside("front"), pathNot: "^pkg/front/eager\\.js$" },
      { path: "^pkg/", pathNot: inside("front"), ...staticImport },
      "Every page downloads all that the front imports statically.",
    ),
    forbid(
      "engine-loads-features-on-demand",
      { path: inside("engine") },
      { path: "^pkg/", pathNot: inside("engine", "front"), ...staticImport },
      "A page that needs no feature downloads none.",
    ),
    forbid(
      "features-know-no-host",
      { path: inside("features") },
      { path: "^pkg/", pathNot: inside("features", "engine", "front") },
      "Features run in every environment.",
    ),
    forbid(
      "testing-stands-alone",
      { path: inside("testing") },
      { path: "^pkg/", pathNot: inside("testing") },
      "The in-memory WordPress can't share a mistake with the client that it tests.",
    ),
    forbid(
      "bindings-use-the-public-client",
      { path: ["^pkg/(react|vue|svelte)\\.js$", inside("bindings")] },
      { path: inside("engine", "features", "server", "testing"), ...staticImport },
      "They work with every client, such as the one over a backend.",
    ),
  ],
  options: {
    doNotFollow: { path: ["node_modules", "^pkg/(dist|crate|cjs)/"] },
    exclude: { path: "^pkg/(dist|crate|cjs)/" },
  },
};
