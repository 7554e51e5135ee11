// Tokens of the same second: equal access tokens, since their times are whole seconds, but each refresh
// token is good for one refresh.
import assert from "node:assert/strict";
import { it } from "node:test";
import { createClient } from "presskey";
import { createTestSite } from "presskey/testing";

const PLUGIN = "jwt-authentication-for-wp-rest-api";

it("a tab takes over another tab's refresh token although the access token is the same", async () => {
  const now = Date.now();
  const site = createTestSite({
    site: "https://example.com",
    plugin: PLUGIN,
    edition: "pro",
    users: [{ username: "ada", password: "correct horse" }],
    now: () => now,
  });
  const entries = new Map();
  const storage = {
    get: async (key) => entries.get(key) ?? null,
    set: async (key, text) => void entries.set(key, text),
    remove: async (key) => void entries.delete(key),
  };
  const open = () =>
    createClient({ site: "https://example.com", plugin: PLUGIN, fetch: site.fetch, storage });
  const [one, other] = [open(), open()];
  await one.login({ username: "ada", password: "correct horse" });
  await other.ready();
  const token = one.token();
  await one.refresh();
  assert.equal(one.token(), token, "the test needs equal access tokens");
  await other.refresh();
  await other.refresh();
  assert.equal((await other.json("/wp/v2/users/me")).slug, "ada");
  one.close();
  other.close();
});
