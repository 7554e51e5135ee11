// Every snippet of www/pages/recipes is run exactly as written, in a browser; replaced are only the
// address, and the password that is written "…".
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { after, afterEach, before, beforeEach, describe, it } from "node:test";
import { users } from "../../scripts/wordpress/users.mjs";
import { bundle, root } from "../snippets/bundle.mjs";
import { blocks, read } from "../snippets/document.mjs";
import { promised } from "../snippets/snippets.mjs";
import { visitor } from "../snippets/visitor.mjs";
import { startMock } from "../support/mock-wordpress.mjs";

const snippets = (name) => blocks(read(`www/pages/recipes/${name}.md`));
const recipes = readdirSync(join(root, "www/pages/recipes"));

/** What the recipes request in addition to every test's requests: a list, a post, a GraphQL server. */
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
  const tested = ["api-fetch", "axios", "graphql", "swr", "tanstack-query"];
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
  });
}
