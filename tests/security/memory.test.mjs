// What stays in the WebAssembly memory.
import assert from "node:assert/strict";
import { it } from "node:test";

const memories = [];
const { Instance } = WebAssembly;
WebAssembly.Instance = class extends Instance {
  constructor(...args) {
    super(...args);
    const memory = Object.values(this.exports).find((value) => value instanceof WebAssembly.Memory);
    if (memory) memories.push(memory);
  }
};

// Only now, so that its instances are seen.
const { createClient } = await import("presskey");
const { createTestSite } = await import("presskey/testing");

/** Whether the bytes of a text are anywhere in the memory. */
const holds = (text) =>
  memories.some(({ buffer }) => Buffer.from(buffer).includes(Buffer.from(text)));

// Holds P4 of SECURITY.md.
it("has neither tokens nor the password after a logout", async () => {
  const test = createTestSite({ plugin: "jwt-authentication-for-wp-rest-api", edition: "pro" });
  const stored = [];
  const storage = { get: () => null, set: (_, text) => stored.push(text), remove: () => {} };
  const wp = createClient({ site: test.site, fetch: test.fetch, storage });
  const { username, password } = test.users[1];
  await wp.login({ username, password });
  await wp.refresh();
  const token = await wp.token();
  assert.ok(holds(token), "what is searched for is found while it is in force");
  assert.ok(!holds(password), "the password");

  await wp.logout();
  const records = stored.flatMap((text) =>
    text.includes("refreshToken") ? [JSON.parse(text)] : [],
  );
  assert.ok(records.length >= 2);
  for (const record of records) {
    assert.ok(!holds(record.token), "an access token");
    assert.ok(!holds(record.refreshToken), "a refresh token");
  }
  assert.ok(!holds(token.split(".")[2]), "a piece of the token");
});
