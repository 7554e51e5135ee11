// React in a DOM of its own, once per version that the binding promises to work with.
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, afterEach, beforeEach, describe } from "node:test";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { Window } from "happy-dom";

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "../..");

// React looks for a DOM while it is loaded.
const window = new Window({ url: "http://127.0.0.1/" });
for (const name of ["window", "document", "navigator"]) {
  // Defined, not assigned: later versions of Node have a navigator that is read-only.
  Object.defineProperty(globalThis, name, { value: window[name], configurable: true });
}
globalThis.IS_REACT_ACT_ENVIRONMENT = true;

/** Runs `suite(kit)` for React 18.3 and 19. `kit` is React, the binding and `mount`. */
export async function eachReact(suite) {
  const scratch = await mkdtemp(join(tmpdir(), "presskey-react-"));
  after(() => rm(scratch, { recursive: true, force: true }));
  const versions = Object.entries({ 18: join(here, "18"), 19: root });
  // All before the first suite: the runner ends the file when those that it knows have run.
  const kits = [];
  for (const [version, resolveDir] of versions) {
    const kit = await load(resolveDir, join(scratch, `${version}.cjs`));
    assert.equal(kit.React.version.split(".")[0], version);
    kits.push({ version, kit });
  }
  for (const { version, kit } of kits) {
    describe(`React ${version}`, () => suite(withMount(kit)));
  }
}

/** Builds the binding as an app would, but for the React that is found from `resolveDir`. */
async function load(resolveDir, outfile) {
  const contents = `
    export * as React from "react";
    export * as dom from "react-dom/client";
    export * as server from "react-dom/server";
    export * as binding from "presskey/react";
  `;
  const { resolve } = createRequire(join(resolveDir, "_"));
  const thatReact = {
    name: "that-react",
    setup: ({ onResolve }) =>
      // Not bundled: React's own tests-only scheduling asks for the real `require`.
      onResolve({ filter: /^react(-dom)?(\/|$)/ }, ({ path }) => ({
        path: resolve(path),
        external: true,
      })),
  };
  await build({
    stdin: { contents, resolveDir },
    plugins: [thatReact],
    bundle: true,
    platform: "node",
    format: "cjs",
    outfile,
  });
  return createRequire(import.meta.url)(outfile);
}

function withMount({ React, dom, server, binding }) {
  const roots = new Set();
  const act = React.act;
  const h = React.createElement;

  // Every complaint of React is a failure: hydration, keys, act, updates after unmount.
  const complaints = [];
  const { error, warn } = console;
  beforeEach(() => {
    complaints.length = 0;
    console.error = (...args) => complaints.push(args.map(String).join(" "));
    console.warn = console.error;
  });
  afterEach(async () => {
    for (const mounted of roots) await mounted.unmount();
    Object.assign(console, { error, warn });
    assert.deepEqual(complaints, []);
  });

  const container = () => document.body.appendChild(document.createElement("div"));
  const follow = (element, reactRoot) => {
    const mounted = {
      element,
      text: () => element.textContent,
      render: (node) => act(async () => reactRoot.render(node)),
      unmount: async () => {
        if (!roots.delete(mounted)) return;
        await act(async () => reactRoot.unmount());
        element.remove();
      },
    };
    roots.add(mounted);
    return mounted;
  };

  return {
    React,
    h,
    act,
    server,
    complaints,
    ...binding,
    async mount(node) {
      const element = container();
      const mounted = follow(element, dom.createRoot(element));
      await mounted.render(node);
      return mounted;
    },
    async hydrate(html, node, options) {
      const element = container();
      element.innerHTML = html;
      let reactRoot;
      await act(async () => {
        reactRoot = dom.hydrateRoot(element, node, options);
      });
      return follow(element, reactRoot);
    },
    strict: (node) => h(React.StrictMode, null, node),
  };
}
