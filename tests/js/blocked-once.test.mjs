// A page of a firewall, once, on a site that checks tokens only below /wp-json/: PRO ignores them at
// `?rest_route=`. The other address must not be taken for the better one.
import assert from "node:assert/strict";
import { it } from "node:test";
import { createClient } from "presskey";
import { createBackend } from "presskey/server";
import { createTestSite } from "presskey/testing";

const plugin = "jwt-authentication-for-wp-rest-api";
const site = () => createTestSite({ plugin, edition: "pro" });
const block = () =>
  new Response("<h1>Blocked</h1>", { status: 403, headers: { "Content-Type": "text/html" } });
const refreshes = ({ requests }) =>
  requests.filter(({ route }) => route === "/jwt-auth/v1/token/refresh").length;

it("a client keeps the address where its token counts", async () => {
  const test = site();
  const wp = createClient({ site: test.site, fetch: test.fetch, storage: "memory", plugin });
  const { username, password } = test.users[1];
  await wp.login({ username, password });
  const me = () => wp.fetch("/wp/v2/users/me");
  assert.equal((await me()).status, 200);
  test.fail(block, { route: "/wp/v2/users/me" });
  const blocked = await me();
  assert.equal(blocked.status, 403);
  assert.equal(await blocked.text(), "<h1>Blocked</h1>");
  const before = refreshes(test);
  assert.deepEqual([(await me()).status, (await me()).status], [200, 200]);
  assert.equal(refreshes(test), before);
  assert.equal(wp.session.status, "authenticated");
});

for (const [name, response] of Object.entries({
  "a page with 403": block,
  "a page with 200": () => new Response("<p>Hi</p>", { headers: { "Content-Type": "text/html" } }),
})) {
  it(`so does a backend, for all of its visitors: ${name}`, async () => {
    const test = site();
    const backend = createBackend({
      ...{ site: test.site, fetch: test.fetch, plugin },
      secret: "a secret of at least 32 characters",
    });
    const own = "https://app.example";
    let cookie = "";
    const call = async (path, init) => {
      const headers = { Origin: own, Cookie: cookie, "Content-Type": "application/json" };
      const url = `${own}/api/presskey${path}`;
      const response = await backend.handle(new Request(url, { headers, ...init }));
      for (const line of response.headers.getSetCookie()) [cookie] = line.split(";");
      return response.status;
    };
    const { username, password } = test.users[1];
    const body = JSON.stringify({ username, password });
    assert.equal(await call("/login", { method: "POST", body }), 200);
    const me = () => call("/rest/wp/v2/users/me");
    assert.equal(await me(), 200);
    test.fail(response, { route: "/wp/v2/users/me" });
    await me();
    const before = refreshes(test);
    assert.deepEqual([await me(), await me()], [200, 200]);
    assert.equal(refreshes(test), before);
  });
}
