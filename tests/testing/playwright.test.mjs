// A page in Chromium in front of a test site: the browser itself applies CORS.
import assert from "node:assert/strict";
import { after, before, it } from "node:test";
import { createTestSite, route } from "presskey/testing";
import { bundle } from "../snippets/bundle.mjs";
import { launch } from "../support/chromium.mjs";
import { serve } from "../support/servers.mjs";

let browser;
let app;
before(async () => {
  const script = await bundle(
    {
      "app.js": `import { createClient } from "presskey";
        globalThis.connect = (options) => (globalThis.wp = createClient(options));`,
    },
    "app.js",
  );
  const page = `<!doctype html><title>App</title><script type="module" src="/app.js"></script>`;
  app = await serve((request, response) => {
    const js = request.url === "/app.js";
    response.writeHead(200, { "Content-Type": js ? "text/javascript" : "text/html" });
    response.end(js ? script : page);
  });
  browser = await launch();
});
after(() => Promise.all([browser?.close(), app?.stop()]));

async function visit(test, install = (page) => test.route(page)) {
  const page = await browser.newPage();
  await install(page);
  await page.goto(app.url);
  await page.waitForFunction(() => globalThis.connect);
  await page.evaluate((site) => void connect({ site }), test.site);
  return page;
}
const login = (page, { username, password }) =>
  page.evaluate(
    (credentials) =>
      wp.login(credentials).then(
        ({ user }) => user.username,
        ({ code }) => code,
      ),
    { username, password },
  );

it("logs in, calls and uploads", async () => {
  const test = createTestSite();
  const page = await visit(test);
  assert.equal(await login(page, test.users[1]), "editor");
  const title = await page.evaluate(async () => {
    const post = await wp.json("/wp/v2/posts", { method: "POST", json: { title: "Žluť" } });
    await wp.upload(new Blob(["hello"], { type: "text/plain" }), { filename: "a.txt" });
    return post.title.raw;
  });
  assert.equal(title, "Žluť");
  assert.equal(new TextDecoder().decode(test.media[0].bytes), "hello");
  assert.equal(test.requests.at(-1).user, "editor");
  await page.close();
});

it("renews an expired token, and fails on demand", async () => {
  const test = createTestSite({ edition: "pro" });
  const page = await visit(test, (page) => page.route(`${test.site}/**`, route(test)));
  await login(page, test.users[1]);
  test.expireTokens();
  assert.equal(await page.evaluate(async () => (await wp.json("/wp/v2/users/me")).id), 2);
  test.fail("500");
  assert.equal(await page.evaluate(async () => (await wp.fetch("/wp/v2/posts")).status), 500);
  test.fail("offline");
  const code = await page.evaluate(() => wp.json("/wp/v2/posts").catch((error) => error.code));
  assert.match(code, /unreachable|cors_blocked/);
  await page.close();
});

it("leaves unreadable what a browser may not read", async () => {
  const test = createTestSite({ plugin: "simple-jwt-login" });
  const page = await visit(test);
  assert.equal(await login(page, test.users[1]), "editor");
  const wrong = await login(page, { ...test.users[1], password: "wrong" });
  // The response came, and the page may not read it.
  assert.equal(
    test.requests.find(({ status }) => status === 401)?.route,
    "/simple-jwt-login/v1/auth",
  );
  assert.notEqual(wrong, "invalid_credentials");
  await page.close();
});
