// Where requests go in the life of a session.
import assert from "node:assert/strict";
import { it } from "node:test";
import { createClient } from "presskey";
import { createTestSite } from "presskey/testing";
import { setStage } from "../support/stage.mjs";

const stage = setStage({ mock: true });

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

for (const [site, other] of [
  // Of a shared domain.
  ["https://anna.pages.test"],
  ["https://www.anna.pages.test"],
  ["https://www.test"],
  ["https://192.0.2.1"],
  ["https://anna.test", "https://www.anna.test"],
  ["https://www.anna.test", "https://anna.test"],
]) {
  for (const how of ["down", "redirecting", "hidden"]) {
    // Holds P9 of SECURITY.md.
    it(`${site} is ${how}: asks ${other ? `only ${other}` : "nobody"} as well`, async () => {
      const first = `globalThis.how = ${JSON.stringify(how)}`;
      const extra = () => ({
        async fetch(input, init) {
          globalThis.asked ??= [];
          globalThis.asked.push(new URL(input?.url ?? input).origin);
          const isOpaque = globalThis.how === "hidden" && init?.mode === "no-cors";
          const isRedirect = globalThis.how === "redirecting" && init?.redirect === "manual";
          if (!isOpaque && !isRedirect) throw new TypeError("Failed to fetch");
          const response = new Response(null);
          const type = isOpaque ? "opaque" : "opaqueredirect";
          Object.defineProperties(response, { type: { value: type }, status: { value: 0 } });
          return response;
        },
      });
      const app = await stage.visit({ site }, { extra, first });
      await assert.rejects(app.login());
      await assert.rejects(app.json("/wp/v2/posts", { method: "POST" }));
      await app.call("diagnose");
      const asked = await app.run(() => globalThis.asked);
      assert.ok(asked.length > 4, String(asked.length));
      const isAsked = other && how !== "down";
      assert.deepEqual([...new Set(asked)], isAsked ? [site, other] : [site]);
    });
  }
}
