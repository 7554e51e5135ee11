// Every snippet of www/pages/recipes is run as it stands there, in a browser; replaced are only the
// address, and the password that is written "…".
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, afterEach, before, beforeEach, describe, it } from "node:test";
import { pathToFileURL } from "node:url";
import { users } from "../../scripts/wordpress/users.mjs";
import { bundle, root } from "../snippets/bundle.mjs";
import { blocks, read } from "../snippets/document.mjs";
import { promised } from "../snippets/snippets.mjs";
import { visitor } from "../snippets/visitor.mjs";
import { startMock } from "../support/mock-wordpress.mjs";

const snippets = (name) => blocks(read(`www/pages/recipes/${name}.md`));
const recipes = readdirSync(join(root, "www/pages/recipes"));

/** What the recipes ask for beside what every test does: a list, a post, a GraphQL server. */
function answer({ method, route, token, url }) {
  if (url.pathname === "/graphql") {
    return { body: { data: { viewer: token ? { __typename: "User", databaseId: 2 } : null } } };
  }
  if (method === "GET" && route === "/wp/v2/posts") {
    return { body: ["one", "two", "three"].map((slug, index) => ({ id: index + 1, slug })) };
  }
  if (!/^\/wp\/v2\/posts\/\d+$/.test(route)) return undefined;
  if (method === "DELETE" && token) return { body: { deleted: true } };
  return { status: 404, body: { code: "rest_post_invalid_id", message: "Invalid post ID." } };
}

let site;
let browser;
const editor = users.find(({ username }) => username === "editor");
const credentials = { username: "editor", password: editor.password };
before(async () => {
  [site, browser] = await Promise.all([startMock({ answer }), visitor()]);
});
beforeEach(() => {
  site.setOptions();
  site.clearLog();
});
afterEach(() => browser.leave());
after(() => Promise.all([site?.stop(), browser?.close()]));

const here = (text) =>
  text
    .replaceAll("https://example.com", site.url)
    .replaceAll('"…"', JSON.stringify(editor.password));

it("has a test for each", () => {
  const tested = ["api-fetch", "axios", "graphql", "server-rendering", "swr", "tanstack-query"];
  assert.deepEqual(
    recipes,
    tested.map((name) => `${name}.md`),
  );
});

for (const [name, index] of [
  ["axios", 0],
  ["api-fetch", 0],
  ["graphql", 0],
  ["graphql", 1],
]) {
  const { heading, code } = snippets(name)[index];
  it(`${heading}: what it logs is what it says`, async () => {
    const text = await bundle({ "app.js": here(code) }, "app.js");
    const { logged, complaints } = await browser.run(text);
    assert.ok(promised(code).length);
    assert.deepEqual(logged, promised(code));
    assert.deepEqual(complaints, []);
  });
}

it("axios and api-fetch: a refused token is renewed, and none leaves the site", async () => {
  site.setOptions({ mode: "pro" });
  for (const [name, call] of [
    ["axios", 'await api.get("/wp/v2/users/me")'],
    ["api-fetch", 'await apiFetch({ path: "/wp/v2/users/me" })'],
  ]) {
    const { code } = snippets(name)[0];
    const until = code.slice(0, code.indexOf("await wp.login"));
    const more = `await wp.login({ username: "editor", password: "…" });
      globalThis.again = async () => JSON.stringify(${call});`;
    const text = await bundle({ "app.js": here(until + more) }, "app.js");
    const { tab } = await browser.run(text);
    site.setOptions({ secret: `changed for ${name}` });
    site.clearLog();
    assert.match(await tab.evaluate(() => globalThis.again()), /"id":2/);
    const sent = site.log().filter(({ method }) => method !== "OPTIONS");
    assert.deepEqual(
      sent.map(({ route }) => route),
      ["/wp/v2/users/me", "/jwt-auth/v1/token/refresh", "/wp/v2/users/me"],
    );
  }
});

for (const version of [18, 19]) {
  describe(`React ${version}`, () => {
    for (const [name, more] of [
      ["tanstack-query", "cached: () => queries.getQueryCache().getAll().length"],
      ["swr", "cached: () => 0"],
    ]) {
      const { heading, code } = snippets(name)[0];
      it(`${heading}: follows the session, and keeps nothing of the last user`, async () => {
        const exposed = `${here(code)}\nObject.assign(globalThis, { wp, ${more} });`;
        site.clearLog();
        const text = await bundle({ "app.jsx": exposed }, "app.jsx", { version });
        const { tab, complaints } = await browser.run(text);
        await tab.getByRole("listitem").nth(2).waitFor();
        const calls = () =>
          site
            .log()
            .filter(({ method, route }) => method === "GET" && route === "/wp/v2/posts")
            .map(({ authorization }) => authorization);
        assert.deepEqual(calls(), [false]);

        await tab.evaluate((given) => globalThis.wp.login(given), credentials);
        await tab.getByRole("listitem").nth(2).waitFor();
        assert.deepEqual(calls(), [false, true]);

        await tab.evaluate(() => globalThis.wp.logout());
        await tab.getByRole("listitem").nth(2).waitFor();
        assert.ok(!calls().slice(2).includes(true));
        assert.ok((await tab.evaluate(() => globalThis.cached())) <= 1);
        assert.deepEqual(complaints, []);
      });
    }

    it("Server rendering: with and without the app's cookie, and no complaint", async () => {
      const files = Object.fromEntries(
        snippets("server-rendering").map(({ heading, code }) => [heading, here(code)]),
      );
      files["browser.jsx"] += "\nObject.assign(globalThis, { wp });";
      const script = await bundle(files, "browser.jsx", { version });
      // React's server needs Node's own modules; what is the app's own is bundled.
      const server = await bundle(files, "server.jsx", {
        version,
        platform: "node",
        banner: {
          js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);',
        },
      });
      const file = join(root, `target/presskey/recipe-server-${version}.mjs`);
      await writeFile(file, server);
      const { server: app } = await import(pathToFileURL(file));
      const [render] = app.listeners("request");
      app.removeAllListeners("request");
      app.on("request", (request, response) => {
        if (request.url !== "/browser.js") return render(request, response);
        response.writeHead(200, { "Content-Type": "text/javascript; charset=utf-8" }).end(script);
      });
      await new Promise((done) => app.listen(0, "127.0.0.1", done));
      const url = `http://127.0.0.1:${app.address().port}/`;
      try {
        assert.match(await (await fetch(url)).text(), /<h1>Welcome!<\/h1>/);
        const forged = await fetch(url, { headers: { cookie: "token=a.b.c" } });
        assert.match(await forged.text(), /<h1>Welcome!<\/h1>/);

        const { tab, complaints } = await browser.at(url);
        await tab.getByText("Welcome!").waitFor();
        const told = tab.waitForResponse((response) => response.url() === `${url}session`);
        await tab.evaluate((given) => globalThis.wp.login(given), credentials);
        await tab.getByText("Hello Edith Editor!").waitFor();
        await told;
        const { headers } = await (await tab.context().cookies()).reduce(
          async (found, { name, value, httpOnly }) => {
            assert.ok(httpOnly);
            return { headers: { ...(await found).headers, cookie: `${name}=${value}` } };
          },
          Promise.resolve({ headers: {} }),
        );
        assert.match(await (await fetch(url, { headers })).text(), /<h1>Hello Edith Editor!<\/h1>/);
        await tab.reload();
        await tab.getByText("Hello Edith Editor!").waitFor();
        assert.ok(!(await tab.content()).includes("eyJ"), "the page holds no token");

        const cleared = tab.waitForResponse((response) => response.url() === `${url}session`);
        await tab.evaluate(() => globalThis.wp.logout());
        await tab.getByText("Welcome!").waitFor();
        await cleared;
        assert.deepEqual(await tab.context().cookies(), []);
        assert.deepEqual(complaints, []);
      } finally {
        app.closeAllConnections();
        await new Promise((done) => app.close(done));
      }
    });
  });
}
