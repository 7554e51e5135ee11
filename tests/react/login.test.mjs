// biome-ignore-all lint/correctness/noComponentHookFactories: a test's component is its own
import assert from "node:assert/strict";
import { test } from "node:test";
import { authenticated, fakeClient } from "../support/fake-client.mjs";
import { eachReact } from "./harness.mjs";

const ada = { username: "ada", password: "right" };
const bob = { username: "bob", password: "wrong" };

await eachReact((kit) => {
  const { React, h, act, mount, strict, PresskeyProvider, useLogin, useLogout } = kit;

  /** Mounts a component that keeps what `useHook` returns in `current`. */
  async function use(useHook, client = fakeClient()) {
    const used = { client };
    const Probe = () => {
      used.current = useHook();
      return null;
    };
    used.page = await mount(strict(h(PresskeyProvider, { client }, h(Probe))));
    return used;
  }
  test("loads the engine ahead when it mounts", async () => {
    const used = await use(useLogin);
    assert.ok(used.client.preloads > 0);
  });

  const start = async (used, ...args) => {
    let promise;
    await act(async () => {
      promise = used.current.login(...args);
    });
    return { promise, ...used.client.logins.at(-1) };
  };

  test("a login: pending, then the session", async () => {
    const used = await use(useLogin);
    assert.deepEqual([used.current.pending, used.current.error], [false, null]);
    const options = { signal: new AbortController().signal };
    const attempt = await start(used, ada, options);
    assert.equal(used.current.pending, true);
    assert.deepEqual([attempt.credentials, attempt.options], [ada, options]);
    await act(async () => attempt.succeed());
    assert.equal(await attempt.promise, used.client.session);
    assert.deepEqual([used.current.pending, used.current.error], [false, null]);
  });

  test("a failure: null, the error is kept, the next login forgets it", async () => {
    const used = await use(useLogin);
    const attempt = await start(used, bob);
    await act(async () => attempt.fail("invalid_credentials"));
    assert.equal(await attempt.promise, null);
    assert.equal(used.current.pending, false);
    assert.equal(used.current.error.code, "invalid_credentials");

    const next = await start(used, ada);
    assert.deepEqual([used.current.pending, used.current.error], [true, null]);
    await act(async () => next.succeed());
    assert.equal(used.current.error, null);
  });

  test("a client that throws at once is a failure like any other", async () => {
    const client = fakeClient();
    client.login = () => {
      throw new Error("at once");
    };
    const used = await use(useLogin, client);
    let result;
    await act(async () => {
      result = await used.current.login(ada);
    });
    assert.equal(result, null);
    assert.equal(used.current.error.message, "at once");
  });

  test("reset forgets the error, and a login under way goes on", async () => {
    const used = await use(useLogin);
    const attempt = await start(used, bob);
    await act(async () => used.current.reset());
    assert.equal(used.current.pending, true);
    await act(async () => attempt.fail("invalid_credentials"));
    await act(async () => used.current.reset());
    assert.deepEqual([used.current.pending, used.current.error], [false, null]);
  });

  test("of overlapping logins the last one decides", async () => {
    const used = await use(useLogin);
    const first = await start(used, bob);
    const second = await start(used, ada);
    await act(async () => first.fail("invalid_credentials"));
    assert.equal(await first.promise, null);
    assert.deepEqual([used.current.pending, used.current.error], [true, null]);
    await act(async () => second.fail("rate_limited"));
    assert.deepEqual([used.current.pending, used.current.error.code], [false, "rate_limited"]);
  });

  test("the last one decides when it answers first, too", async () => {
    const used = await use(useLogin);
    const first = await start(used, bob);
    const second = await start(used, ada);
    await act(async () => second.succeed());
    assert.deepEqual([used.current.pending, used.current.error], [false, null]);
    await act(async () => first.fail("invalid_credentials"));
    assert.deepEqual([used.current.pending, used.current.error], [false, null]);
  });

  test("an abort is no error to show", async () => {
    const used = await use(useLogin);
    const controller = new AbortController();
    const attempt = await start(used, ada, { signal: controller.signal });
    controller.abort();
    await act(async () => attempt.fail("AbortError"));
    assert.equal(await attempt.promise, null);
    assert.deepEqual([used.current.pending, used.current.error], [false, null]);
  });

  test("an answer after unmount is delivered and harms nobody", async () => {
    for (const end of ["succeed", "fail"]) {
      const used = await use(useLogin);
      const attempt = await start(used, ada);
      await used.page.unmount();
      attempt[end]("invalid_credentials");
      const result = await attempt.promise;
      assert.equal(result, end === "fail" ? null : used.client.session);
    }
  });

  test("login, reset and logout are stable over renders", async () => {
    const used = await use(() => [useLogin(), useLogout(), React.useState(0)[1]]);
    const [{ login, reset }, logout] = used.current;
    await act(async () => used.current[2]((n) => n + 1));
    assert.equal(used.current[0].login, login);
    assert.equal(used.current[0].reset, reset);
    assert.equal(used.current[1], logout);
  });

  test("two forms have a state each", async () => {
    const used = await use(() => [useLogin(), useLogin()]);
    await act(async () => void used.current[0].login(bob));
    assert.deepEqual(
      used.current.map((form) => form.pending),
      [true, false],
    );
  });

  test("login and logout are the new client's when the provider gets another", async () => {
    const used = await use(() => [useLogin(), useLogout()]);
    const client = fakeClient();
    const Probe = () => {
      used.current = [useLogin(), useLogout()];
      return null;
    };
    const node = (client) => strict(h(PresskeyProvider, { client }, h(Probe)));
    await used.page.render(node(used.client));
    await used.page.render(node(client));
    const [{ login }, logout] = used.current;
    await act(async () => void login(ada));
    await act(async () => logout());
    assert.deepEqual([used.client.logins.length, client.logins.length], [0, 1]);
    assert.deepEqual([used.client.logouts.length, client.logouts.length], [0, 1]);
    await act(async () => client.logins[0].succeed());
  });

  test("logout ends the session and passes its options on", async () => {
    const used = await use(useLogout, fakeClient({ stored: authenticated("ada") }));
    await act(() => used.current({ everywhere: true }));
    assert.equal(used.client.session.status, "anonymous");
    assert.deepEqual(used.client.logouts, [{ everywhere: true }]);
  });
});
