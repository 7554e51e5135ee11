// presskey/svelte with the real Svelte 4 and 5: reactivity, unmounting, several clients, servers and
// hydration.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { anonymous, authenticated, fakeClient } from "../support/fake-client.mjs";
import { eachSvelte } from "./harness.mjs";

await eachSvelte((kit) => {
  const { show, settle, render } = kit;
  /** A page with the client, and what its component's script has. */
  function open(client, more, html) {
    const seen = [];
    const page = show({ client, report: (has) => seen.push(has), ...more }, html);
    return { ...page, seen, ...seen[0] };
  }

  describe("useSession()", () => {
    it("follows the session, in whichever tab it changes", async () => {
      const client = fakeClient();
      const { text, unmount } = open(client);
      assert.equal(text(), "loading");
      await settle();
      assert.equal(text(), "anonymous");
      client.change(authenticated("ada"));
      await settle();
      assert.equal(text(), "ada (ada)");
      client.change(anonymous("expired"));
      await settle();
      assert.equal(text(), "anonymous");
      unmount();
    });

    it("listens once while somebody does, and never closes the client", async () => {
      const client = fakeClient();
      const { unmount } = open(client, { names: 3 });
      await settle();
      assert.equal(client.listeners.size, 1);
      unmount();
      await settle();
      assert.equal(client.listeners.size, 0);
      assert.equal(client.closed, false);
    });

    it("begins again where it ended", async () => {
      const client = fakeClient();
      open(client).unmount();
      await settle();
      client.change(authenticated("ada"));
      const { text, unmount } = open(client);
      await settle();
      assert.equal(text(), "ada (ada)");
      unmount();
    });

    it("shows a component that comes later what is known at once", async () => {
      const client = fakeClient();
      const { session, unmount } = open(client);
      await settle();
      client.change(authenticated("ada"));
      assert.equal(kit.get(session).status, "authenticated");
      unmount();
    });

    it("reports what keeps the stored session from being read, once", async () => {
      const reported = [];
      globalThis.reportError = (error) => reported.push(error.message);
      const client = fakeClient({ ready: () => Promise.reject(new Error("storage_unavailable")) });
      const { text, unmount } = open(client, { names: 2 });
      await settle();
      assert.deepEqual(reported, ["storage_unavailable"]);
      assert.match(text(), /^loading\s*loading$/);
      unmount();
      delete globalThis.reportError;
    });
  });

  it("keeps several clients apart", async () => {
    const [one, two] = [fakeClient(), fakeClient()];
    const [first, second] = [open(one), open(two)];
    await settle();
    one.change(authenticated("ada"));
    two.change(authenticated("bob"));
    await settle();
    assert.deepEqual([first.text(), second.text()], ["ada (ada)", "bob (bob)"]);
    assert.equal(first.client, one);
    assert.equal(second.client, two);
    first.unmount();
    second.unmount();
  });

  it("works with a client that is given, outside of components too", async () => {
    const client = fakeClient();
    const statuses = [];
    const stop = kit.useSession(client).subscribe(({ status }) => statuses.push(status));
    await settle();
    client.change(authenticated("ada"));
    stop();
    assert.deepEqual([statuses[0], statuses.at(-1)], ["loading", "authenticated"]);
    await kit.useLogout(client)({ everywhere: true });
    assert.deepEqual(client.logouts, [{ everywhere: true }]);
  });

  it("useClaims() is what the token says, or null", async () => {
    const client = fakeClient();
    const { claims, unmount } = open(client);
    await settle();
    assert.equal(kit.get(claims), null);
    client.change(authenticated("ada"));
    assert.deepEqual(kit.get(claims), { sub: "ada" });
    unmount();
  });

  describe("useLogin()", () => {
    const now = ({ pending, error }) => [kit.get(pending), kit.get(error)?.code ?? null];

    it("loads the engine ahead when it mounts", async () => {
      const client = fakeClient();
      const { unmount } = open(client);
      await settle();
      assert.equal(client.preloads, 1);
      unmount();
    });

    it("shows a login under way, and resolves with the session", async () => {
      const client = fakeClient();
      const form = open(client);
      const done = form.login({ username: "ada", password: "x" });
      assert.deepEqual(now(form), [true, null]);
      client.logins[0].succeed();
      assert.equal((await done).user.username, "ada");
      assert.deepEqual(now(form), [false, null]);
      form.unmount();
    });

    it("keeps the error, never rejects, and forgets it on reset()", async () => {
      const client = fakeClient();
      const form = open(client);
      const done = form.login({ username: "ada", password: "x" });
      client.logins[0].fail("invalid_credentials");
      assert.equal(await done, null);
      assert.deepEqual(now(form), [false, "invalid_credentials"]);
      form.reset();
      assert.deepEqual(now(form), [false, null]);
      assert.equal(form.pending.set, undefined);
      form.unmount();
    });
  });

  it("useLogout() logs out of the app's client", async () => {
    const client = fakeClient();
    const { logout, unmount } = open(client);
    await logout();
    assert.deepEqual(client.logouts, [undefined]);
    unmount();
  });

  describe("on a server", () => {
    it("is always loading, and asks the client nothing", async () => {
      const client = fakeClient({ ready: () => assert.fail("read on a server") });
      client.change(authenticated("the server's own account"));
      assert.match(render({ client }), /<p>loading<\/p>/);
      await settle();
      assert.equal(client.listeners.size, 0);
      assert.equal(client.preloads, 0);
    });

    it("hydrates with what the server rendered, then shows the session", async () => {
      const client = fakeClient();
      const html = render({ client });
      client.change(authenticated("ada"));
      const { text, unmount } = open(client, {}, html);
      assert.equal(text(), "loading");
      await settle();
      assert.equal(text(), "ada (ada)");
      unmount();
      await settle();
      assert.equal(client.listeners.size, 0);
    });
  });
});
