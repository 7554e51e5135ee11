// In a web worker there is no sessionStorage and no localStorage.
import assert from "node:assert/strict";
import { it } from "node:test";
import { credentials } from "../../support/app.mjs";
import { PLUGIN, setStage } from "../../support/stage.mjs";

const stage = setStage({ mock: true });

/** Runs a function in a worker of its own. */
async function inWorker(code, ...args) {
  const page = await stage.page("/blank.html");
  const { value, error } = await page.evaluate(
    ([code, args]) =>
      new Promise((done, fail) => {
        const worker = new Worker("/worker.js", { type: "module" });
        worker.onmessage = ({ data }) => done(data);
        worker.onerror = fail;
        worker.postMessage([code, args]);
      }),
    [code.toString(), args],
  );
  if (error) throw Object.assign(new Error(error.message), error);
  return value;
}

for (const storage of [undefined, "session", "memory"]) {
  it(`${storage ?? "the default"} keeps the session in memory`, async () => {
    const [session, status] = await inWorker(
      async (options, credentials) => {
        const wp = presskey.createClient(options);
        const session = await wp.login(credentials);
        return [session, (await wp.fetch("/wp/v2/users/me", { auth: "required" })).status];
      },
      { site: stage.site.url, plugin: PLUGIN, storage },
      credentials("editor"),
    );
    assert.deepEqual([session.status, session.persisted, status], ["authenticated", false, 200]);
  });
}

it("local is storage_unavailable, before a password is sent", async () => {
  const login = inWorker(
    async (options, credentials) => presskey.createClient(options).login(credentials),
    { site: stage.site.url, plugin: PLUGIN, storage: "local" },
    credentials("editor"),
  );
  await assert.rejects(login, { name: "PresskeyError", code: "storage_unavailable" });
  assert.deepEqual(stage.sent(), []);
});

it("decodes", async () => {
  const token = stage.site.token(7);
  const id = await inWorker((token) => presskey.decode(token).claims.data.user.id, token);
  assert.equal(id, "7");
});
