// A service worker without a bundler, as that of a browser extension: `import()` is forbidden there.
import assert from "node:assert/strict";
import { after, before, it } from "node:test";
import { fileURLToPath } from "node:url";
import { credentials } from "../support/app.mjs";
import { launch } from "../support/chromium.mjs";
import { startMock } from "../support/mock-wordpress.mjs";
import { pageFolder, serveFolders } from "../support/servers.mjs";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

let pages;
let site;
let browser;
before(async () => {
  const folders = {
    "/": pageFolder,
    "/presskey/": here("../../pkg"),
    "/workers/": here("./support/workers"),
  };
  [pages, site, browser] = await Promise.all([
    serveFolders(folders),
    startMock({ mode: "pro" }),
    launch(),
  ]);
});
after(() => Promise.all([browser?.close(), pages?.stop(), site?.stop()]));

/** What a worker of support/workers says of an app's calls. */
async function saidBy(script) {
  const context = await browser.newContext();
  try {
    const tab = await context.newPage();
    await tab.goto(`${pages.url}/blank.html`);
    return await tab.evaluate(
      async ([script, question]) => {
        const registration = await navigator.serviceWorker.register(script, { type: "module" });
        const worker = registration.installing ?? registration.active;
        const { port1, port2 } = new MessageChannel();
        const answer = new Promise((done) => {
          port1.onmessage = ({ data }) => done(data);
        });
        worker.postMessage(question, [port2]);
        return answer;
      },
      [`/workers/${script}`, { site: site.url, credentials: credentials("editor") }],
    );
  } finally {
    await context.close();
  }
}

it("presskey/eager has all its parts in a service worker", async () => {
  const said = await saidBy("eager.js");
  assert.deepEqual(said, {
    login: "authenticated",
    json: 2,
    paginate: true,
    diagnose: true,
    logout: "anonymous",
  });
});

it("presskey itself says that a service worker cannot import", async () => {
  const { login } = await saidBy("split.js");
  assert.equal(login.code, "not_loaded");
  assert.match(login.hint, /presskey\/eager/);
});
