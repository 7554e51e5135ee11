// Pages, workers and bundles as files on a web server.
import assert from "node:assert/strict";
import { cp, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { serveFolders } from "../support/servers.mjs";

/** Serves a folder while `use(url)` runs. */
async function served(folder, use, headers) {
  const server = await serveFolders({ "/": folder }, headers);
  try {
    await use(server.url);
  } finally {
    await server.stop();
  }
}

const html = (script) => `<!doctype html><meta charset="utf-8"><title>Bundled</title>
  <link rel="icon" href="data:,"><output></output><script type="module" src="./${script}"></script>`;

/** Builds a fixture and opens a page with the script that came out. */
const bundled = (fixture, script) => async (world) => {
  const folder = await world.project(fixture);
  await world.build(folder);
  await writeFile(join(folder, "page.html"), html(script));
  // Bundled means bundled: nothing is fetched from the package.
  await rm(join(folder, "node_modules"), { recursive: true });
  await served(folder, (url) => world.greets(`${url}/page.html`));
};

async function noBuild(world) {
  const folder = await world.project("plain");
  await served(folder, async (url) => {
    const wasmFiles = (tab) =>
      tab.evaluate(
        () =>
          performance.getEntriesByType("resource").filter(({ name }) => name.endsWith(".wasm"))
            .length,
      );
    const fetching = (count) => async (tab) => assert.equal(await wasmFiles(tab), count);
    await world.greets(`${url}/index.html`, fetching(0));
    await world.greets(`${url}/js.html`, fetching(0));
    await world.greets(`${url}/url.html`, fetching(1));
    const given = "/node_modules/presskey/dist/presskey.wasm";
    await world.greets(`${url}/url.html?wasm=${given}`, fetching(1));
  });
}

/** A classic script, on pages that say how it is to be read and on one that does not. */
async function classic(world) {
  const folder = await world.project("webpack");
  await world.build(folder);
  const page = (head) => `<!doctype html>${head}<title>Classic</title>
    <link rel="icon" href="data:,"><output></output><script defer src="./dist/main.js"></script>`;
  await writeFile(join(folder, "utf8.html"), page('<meta charset="utf-8">'));
  await writeFile(join(folder, "none.html"), page(""));
  const bare = (path) => ({
    "content-type": path.endsWith(".js") ? "text/javascript" : "text/html",
  });
  await served(
    folder,
    async (url) => {
      await world.greets(`${url}/utf8.html`);
      // webpack loads the chunk with the wasm as UTF-8, whatever the page is read as.
      await world.greets(`${url}/none.html`, async (tab) =>
        assert.equal(await tab.evaluate(() => document.characterSet), "windows-1252"),
      );
    },
    bare,
  );
}

async function inlined(world) {
  const folder = await world.project("inlined");
  await world.build(folder);
  assert.deepEqual(await readdir(join(folder, "dist")), ["index.html"]);
  await served(join(folder, "dist"), (url) => world.greets(`${url}/index.html`));
}

async function parcel(world) {
  const folder = await world.project("parcel");
  await world.build(folder);
  const files = await readdir(join(folder, "dist"));
  assert.ok(!files.some((file) => file.endsWith(".wasm")), files.join());
  await served(join(folder, "dist"), (url) => world.greets(`${url}/index.html`));
}

const worker = (kind, type) => async (world) => {
  const folder = await world.project("workers");
  await world.build(folder);
  await served(folder, (url) => world.greets(`${url}/index.html?kind=${kind}&type=${type}`));
};

/** Its webpack, which passes dependencies through Babel, and its Jest 27, which reads no `exports`. */
async function createReactApp(world) {
  const folder = await world.project("create-react-app");
  await cp(join(folder, "app.js"), join(folder, "src/app.js"));
  await cp(join(folder, "main.js"), join(folder, "src/index.js"));
  await world.build(folder);
  assert.match(await world.run(folder, "npm", ["test"]), /1 passed, 1 total/);
  await served(join(folder, "build"), (url) => world.greets(`${url}/index.html`));
}

export const pages = [
  {
    name: "no build step: import map, presskey/js, presskey/url",
    often: true,
    run: noBuild,
  },
  { name: "webpack 5: classic script, page with and without charset", often: true, run: classic },
  { name: "webpack 4: CommonJS", run: bundled("webpack4", "dist/main.js") },
  { name: "Create React App 5: build and tests", run: createReactApp },
  { name: "Rollup 4", run: bundled("rollup", "dist/main.js") },
  { name: "esbuild", run: bundled("esbuild", "dist/main.js") },
  { name: "Parcel 2", run: parcel },
  { name: "bundle inlined into HTML", often: true, run: inlined },
  { name: "web worker, module", run: worker("web", "module") },
  { name: "web worker, classic", run: worker("web", "classic") },
  { name: "service worker, module", run: worker("service", "module") },
  { name: "service worker, classic", often: true, run: worker("service", "classic") },
];
