// The unpacked tarball on a web server, and a page that imports it by URL.
import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, it } from "node:test";
import { startWordPress } from "../../scripts/wordpress.mjs";
import { credentials } from "../support/app.mjs";
import { launch } from "../support/chromium.mjs";
import { serveFolders } from "../support/servers.mjs";
import { pack, project } from "../support/tarball.mjs";

const page = (script) => `<!doctype html>
<title>No build step</title>
<link rel="icon" href="data:," />
<h1>Loading</h1>
<script type="module">
  ${script}
  const { site, login } = JSON.parse(decodeURIComponent(location.hash.slice(1)));
  const wp = createClient(site);
  try {
    const { user } = await wp.login(login);
    const { title } = await wp.json("/wp/v2/posts", {
      method: "POST",
      json: { title: "Without a build step", status: "draft" },
    });
    document.querySelector("h1").textContent = user.displayName + ": " + title.raw;
  } catch (error) {
    document.querySelector("h1").textContent = error.code + ": " + error.message;
  }
  document.body.dataset.done = "yes";
</script>`;

const pages = {
  "index.html": page('import { createClient } from "/node_modules/presskey/index.js";'),
  "url.html": page(
    'import { createClient, init } from "/node_modules/presskey/url.js"; await init();',
  ),
  "url-given.html": page(
    `import { createClient, init } from "/node_modules/presskey/url.js";
    await init("/node_modules/presskey/dist/presskey.wasm");`,
  ),
  "importmap.html": page('import { createClient } from "presskey";').replace(
    "<h1>",
    '<script type="importmap">{ "imports": { "presskey": "/node_modules/presskey/index.js" } }</script><h1>',
  ),
};

let packed;
let site;
let browser;
let server;
before(async () => {
  [packed, site, browser] = await Promise.all([pack(), startWordPress(), launch()]);
  const folder = await project(join(packed.folder, "site"), {
    ...pages,
    "package.json": { private: true, dependencies: { presskey: `file:${packed.tarball}` } },
  });
  server = await serveFolders({ "/": folder });
});
after(() => Promise.all([browser?.close(), server?.stop(), site?.stop(), packed?.remove()]));

for (const name of Object.keys(pages)) {
  it(`${name} logs in and writes a post`, async () => {
    const tab = await browser.newPage();
    const asked = [];
    const said = [];
    tab.on("request", (request) => asked.push(new URL(request.url()).pathname));
    tab.on("console", (message) => said.push(message.text()));
    tab.on("pageerror", (error) => said.push(error.message));
    const hash = encodeURIComponent(
      JSON.stringify({ site: site.url, login: credentials("editor") }),
    );
    await tab.goto(`${server.url}/${name}#${hash}`);
    await tab.waitForSelector("[data-done]");
    assert.equal(await tab.textContent("h1"), "Edith Editor: Without a build step");
    assert.deepEqual(said, []);
    const wasm = asked.filter((path) => path.endsWith(".wasm"));
    assert.equal(wasm.length, name.startsWith("url") ? 1 : 0);
    await tab.close();
  });
}
