// One fixed key for one user, in either of the two places where sites look for it.
import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { refused, start } from "./harness.mjs";

const key = "a-key-for-tests-only";
const origin = "http://app.example";
let site;
before(async () => {
  site = await start({ server: "api-key" });
});
after(() => site?.stop());

for (const [mode, header] of [
  ["bearer", (value) => ({ authorization: `Bearer ${value}` })],
  ["header", (value) => ({ "x-api-key": value })],
]) {
  describe(`api-key ${mode}`, () => {
    const get = (route, value) => site.call("GET", route, { headers: value && header(value) });
    beforeEach(() => {
      site.setOptions();
      site.setOptions({ mode });
    });

    it("makes the caller the user it stands for", async () => {
      assert.equal((await get("/wp/v2/users/me", key)).body.name, "Edith Editor");
      const json = { title: "x" };
      const made = await site.call("POST", "/wp/v2/posts", { json, headers: header(key) });
      assert.equal(made.status, 201);
    });

    it("refuses a wrong one on every route", async () => {
      for (const route of ["/", "/wp/v2/posts", "/wp/v2/users/me"]) {
        refused(await get(route, "wrong"), 401, "rest_invalid_api_key");
      }
      site.setOptions({ api_key: "changed" });
      refused(await get("/wp/v2/posts", key), 401, "rest_invalid_api_key");
    });

    it("is anonymous without one, and with one elsewhere", async () => {
      refused(await get("/wp/v2/users/me"), 401, "rest_not_logged_in");
      assert.equal((await get("/wp/v2/posts")).status, 200);
      const headers = mode === "bearer" ? { "x-api-key": key } : { authorization: `Bearer ${key}` };
      const elsewhere = await site.call("GET", "/wp/v2/users/me", { headers });
      refused(elsewhere, 401, "rest_not_logged_in");
    });

    it("lets a preflight pass for its header", async () => {
      const headers = { origin, "access-control-request-method": "GET" };
      const answer = await site.call("OPTIONS", "/wp/v2/posts", { headers });
      const allowed = answer.headers.get("access-control-allow-headers");
      assert.equal(allowed.includes("X-API-Key"), mode === "header");
      assert.ok(allowed.includes("Authorization"));
    });
  });
}
