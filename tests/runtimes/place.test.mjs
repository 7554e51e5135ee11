// What a runtime says about itself can be wrong.
import assert from "node:assert/strict";
import { after, before, it } from "node:test";
import { createClient } from "presskey";
import { credentials } from "../support/app.mjs";
import { startMock } from "../support/mock-wordpress.mjs";
import { serve } from "../support/servers.mjs";

let site;
before(async () => {
  site = await startMock({ mode: "pro" });
});
after(() => site.stop());

/** Gives the process a global for one test. */
function pretend(t, name, value) {
  const before = Object.getOwnPropertyDescriptor(globalThis, name);
  Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  t.after(() => {
    if (before) Object.defineProperty(globalThis, name, before);
    else delete globalThis[name];
  });
}

it("a browser that wrongly says it is offline keeps nobody out", async (t) => {
  pretend(t, "navigator", { onLine: false });
  const wp = createClient(site.url);
  await wp.login(credentials("editor"));
  assert.equal((await wp.json("/wp/v2/users/me")).id, 2);
  const { findings } = await wp.diagnose();
  assert.deepEqual(
    findings.filter(({ status }) => status === "fail"),
    [],
  );
});

it("a request that fails while the browser says so is `offline`", async (t) => {
  const gone = await serve(() => {});
  await gone.stop();
  const wp = createClient(gone.url);
  await assert.rejects(wp.login(credentials("editor")), { code: "unreachable" });
  pretend(t, "navigator", { onLine: false });
  await assert.rejects(wp.login(credentials("editor")), { code: "offline" });
  await assert.rejects(wp.fetch("/wp/v2/posts"), { code: "offline" });
});

it("a `document` alone is no page", async (t) => {
  pretend(t, "document", {});
  const wp = createClient({ site: site.url, storage: "local" });
  const { status, persisted } = await wp.login(credentials("editor"));
  assert.deepEqual([status, persisted], ["authenticated", false]);
});

it("a place without `fetch` says what to do", async (t) => {
  const { fetch } = globalThis;
  pretend(t, "fetch", undefined);
  const wp = createClient(site.url);
  const error = { code: "invalid_option", message: /Pass one to createClient/ };
  await assert.rejects(wp.login(credentials("editor")), error);
  await assert.rejects(wp.fetch("/wp/v2/posts"), error);
  const given = createClient({ site: site.url, fetch });
  assert.equal((await given.json("/wp/v2/posts")).length, 1);
});
