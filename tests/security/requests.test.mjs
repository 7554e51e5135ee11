// Where requests go in the life of a session.
import assert from "node:assert/strict";
import { it } from "node:test";
import { createClient } from "presskey";
import { createTestSite } from "presskey/testing";

// Holds P9 of SECURITY.md.
it("sends nothing to anybody but the site", async () => {
  const test = createTestSite({ plugin: "jwt-authentication-for-wp-rest-api", edition: "pro" });
  const elsewhere = [];
  globalThis.fetch = (input) => {
    elsewhere.push(String(input?.url ?? input));
    return Promise.reject(new TypeError("Failed to fetch"));
  };
  const urls = [];
  const fetch = (input, init) => {
    urls.push(String(input?.url ?? input));
    return test.fetch(input, init);
  };
  const wp = createClient({ site: test.site, fetch, storage: "memory" });
  const { username, password } = test.users[1];
  await assert.rejects(wp.login({ username, password: `${password}!` }));
  await wp.login({ username, password });
  await wp.json("/wp/v2/users/me");
  await assert.rejects(wp.json("/wp/v2/nothing"));
  await wp.refresh();
  await wp.validate();
  await wp.diagnose();
  await wp.logout();
  assert.ok(urls.length > 8, String(urls.length));
  const origins = new Set(urls.map((url) => new URL(url).origin));
  assert.deepEqual([...origins], [new URL(test.site).origin]);
  assert.deepEqual(elsewhere, []);
});
