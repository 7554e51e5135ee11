// A visitor without a session downloads the front and nothing else.
import assert from "node:assert/strict";
import { it } from "node:test";
import { credentials } from "../support/app.mjs";
import { setStage } from "../support/stage.mjs";
import { FrontPage } from "./page.mjs";

const stage = setStage({ mock: true });

for (const storage of ["session", "local", "memory"]) {
  it(`${storage}: nobody is logged in, and nothing is loaded to find that out`, async () => {
    const page = await FrontPage.open(stage, { storage });
    const { session } = await page.create();
    assert.deepEqual(session, { status: "loading" });
    const told = await page.run(async () => {
      const ready = await wp.ready();
      const session = wp.session;
      const returned = await wp.completeAuthorization();
      await wp.logout();
      wp.close();
      return [ready, session === ready, wp.token(), wp.claims(), await wp.getToken(), returned];
    });
    assert.deepEqual(told, [{ status: "anonymous" }, true, null, null, null, null]);
    const seen = await page.run(() => [...window.seen]);
    assert.deepEqual(seen, [
      { status: "anonymous" },
      { status: "anonymous", reason: "logged_out" },
    ]);
    await page.page.waitForTimeout(1500);
    assert.deepEqual(page.files, ["client.js"]);
    assert.deepEqual(stage.sent(), []);
  });
}

it("a login in another tab is noticed", async () => {
  const page = await FrontPage.open(stage, { storage: "local" });
  await page.create();
  const other = await FrontPage.open(stage, { storage: "local" }, page.page.context());
  await other.create();
  await other.run((credentials) => wp.login(credentials), credentials("editor"));
  await page.page.waitForFunction(() => wp.session.status === "authenticated");
});

it("a login in another client of the page is noticed", async () => {
  const page = await FrontPage.open(stage, { storage: "local" });
  await page.create();
  await page.run(
    async ([options, credentials]) => {
      const { createClient } = await import("/presskey/dist/client.js");
      await createClient(options).login(credentials);
    },
    [page.options, credentials("editor")],
  );
  await page.page.waitForFunction(() => wp.session.status === "authenticated");
});

it("after a logout nobody is asked to log in again, once the engine is there", async () => {
  const page = await FrontPage.open(stage);
  await page.create();
  await page.run(() => wp.logout());
  const call = () => wp.fetch("/wp/v2/users/me", { auth: "required" });
  assert.equal((await page.rejects(call)).code, "not_authenticated");
  assert.deepEqual(await page.run(() => wp.session), {
    status: "anonymous",
    reason: "logged_out",
  });
});
