// Svelte in a DOM of its own, once per version that the binding promises to work with.
import "../support/dom.mjs";
import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, afterEach, beforeEach, describe } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";
import { container } from "../support/dom.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "../..");
const binding = join(root, "pkg/svelte.js");

/** Runs `suite(kit)` for Svelte 4 and 5. */
export async function eachSvelte(suite) {
  const scratch = await mkdtemp(join(tmpdir(), "presskey-svelte-"));
  after(() => rm(scratch, { recursive: true, force: true }));
  // All before the first suite: the runner ends the file when those that it knows have run.
  const builds = [];
  for (const [version, resolveDir] of Object.entries({ 4: join(here, "4"), 5: root })) {
    const { compile, VERSION } = createRequire(join(resolveDir, "_"))("svelte/compiler");
    assert.equal(VERSION.split(".")[0], version);
    const load = (side) => bundled({ version, compile, resolveDir, scratch, side });
    builds.push({ version, page: await load("page"), server: await load("server") });
  }
  for (const { version, page, server } of builds) {
    describe(`Svelte ${version}`, () => suite(kitOf(page, server)));
  }
}

/** The components and Svelte itself, as an app's build makes them for a page or for a server. */
async function bundled({ version, compile, resolveDir, scratch, side }) {
  const generate = { 4: { page: "dom", server: "ssr" }, 5: { page: "client", server: "server" } };
  const options = {
    generate: generate[version][side],
    ...(version === "4" && { hydratable: true }),
  };
  const svelte = {
    name: "svelte",
    setup({ onLoad, onResolve, resolve }) {
      onLoad({ filter: /\.svelte$/ }, async ({ path }) => {
        const { js } = compile(await readFile(path, "utf8"), { ...options, filename: path });
        return { contents: js.code, resolveDir };
      });
      // The binding gets that Svelte as well, wherever it lies.
      onResolve({ filter: /^presskey\/svelte$/ }, () => ({ path: binding }));
      onResolve({ filter: /^svelte(\/|$)/ }, async ({ path, kind, pluginData }) => {
        if (pluginData) return undefined;
        // Asked again, the name is left to esbuild.
        const { path: found } = await resolve(path, { resolveDir, kind, pluginData: true });
        return { path: found };
      });
      onResolve({ filter: /\.svelte$/ }, ({ path }) => ({ path: join(here, path) }));
    },
  };
  const runtime =
    version === "4"
      ? ""
      : side === "page"
        ? 'export { mount, hydrate, unmount, flushSync } from "svelte";'
        : 'export { render } from "svelte/server";';
  const contents = `export { default as Page } from "./Page.svelte";
    export * as stores from "presskey/svelte"; export { get } from "svelte/store"; ${runtime}`;
  const outfile = join(scratch, `${version}-${side}.mjs`);
  await build({
    stdin: { contents, resolveDir },
    plugins: [svelte],
    bundle: true,
    format: "esm",
    platform: "node",
    conditions: side === "page" ? ["browser", "svelte"] : ["svelte"],
    outfile,
    logLevel: "error",
  });
  return import(pathToFileURL(outfile));
}

function kitOf(page, server) {
  // Every complaint of Svelte is a failure: hydration, lifecycle outside of a component.
  const complaints = [];
  const { warn, error } = console;
  beforeEach(() => {
    complaints.length = 0;
    console.warn = (...args) => complaints.push(args.map(String).join(" "));
    console.error = console.warn;
  });
  afterEach(() => {
    Object.assign(console, { warn, error });
    assert.deepEqual(complaints, []);
  });

  /** Shows the test component; `props.report` gets what its script has. */
  function show(props, html) {
    const target = container();
    if (html) target.innerHTML = html;
    const text = () => target.textContent.trim();
    if (!page.mount) {
      const shown = new page.Page({ target, props, hydrate: Boolean(html) });
      return { text, set: (more) => shown.$set(more), unmount: () => shown.$destroy() };
    }
    const shown = (html ? page.hydrate : page.mount)(page.Page, { target, props });
    page.flushSync();
    return { text, unmount: () => page.unmount(shown) };
  }

  return {
    ...page.stores,
    get: page.get,
    show,
    complaints,
    render: (props) =>
      page.mount ? server.render(server.Page, { props }).body : server.Page.render(props).html,
    /** Until Svelte has drawn what changed. */
    async settle() {
      for (let times = 0; times < 8; times++) await null;
      page.flushSync?.();
    },
  };
}
