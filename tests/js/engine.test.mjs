// presskey/js where an engine brings nothing of the web but what React Native adds to it: no
// TextEncoder, no btoa, no structuredClone. The real thing, Metro and Hermes, runs in `test:all`.
import assert from "node:assert/strict";
import { after, before, it } from "node:test";
import { createContext, runInContext } from "node:vm";
import { build } from "esbuild";
import { password } from "../support/app.mjs";
import { startMock } from "../support/mock-wordpress.mjs";

let site;
before(async () => {
  site = await startMock({ mode: "pro" });
});
after(() => site.stop());

async function load() {
  const { outputFiles } = await build({
    stdin: { contents: 'export * from "presskey"', resolveDir: import.meta.dirname },
    conditions: ["react-native"],
    bundle: true,
    format: "iife",
    globalName: "presskey",
    write: false,
    logLevel: "error",
  });
  const { AbortController, Headers, Request, Response, URL, URLSearchParams } = globalThis;
  const world = createContext({
    ...{ AbortController, Headers, Request, Response, URL, URLSearchParams },
    ...{ clearTimeout, console, fetch, queueMicrotask, setTimeout },
  });
  return runInContext(`${outputFiles[0].text}; presskey`, world);
}

it("logs in, calls, refreshes, hides a password and logs out", async () => {
  const { createClient } = await load();
  const wp = createClient(site.url);
  const credentials = { username: "editor", password: password("editor") };
  const session = await wp.login(credentials);
  assert.equal(session.user.displayName, "Edith Editor");
  assert.equal((await wp.json("/wp/v2/users/me")).id, session.user.id);
  assert.equal((await wp.refresh()).status, "authenticated");
  await wp.logout();
  site.setOptions({ answer: () => ({ status: 403, body: { message: credentials.password } }) });
  await assert.rejects(wp.login(credentials), { message: "***" });
});
