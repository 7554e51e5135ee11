// biome-ignore-all lint/correctness/noComponentHookFactories: a test's component is its own
import assert from "node:assert/strict";
import { test } from "node:test";
import { anonymous, authenticated, fakeClient } from "../support/fake-client.mjs";
import { eachReact } from "./harness.mjs";

await eachReact((kit) => {
  const { React, h, act, mount, hydrate, strict, server, complaints } = kit;
  const { PresskeyProvider, useSession } = kit;

  const Name = () => {
    const session = useSession({ suspense: true });
    return session.user?.username ?? session.status;
  };
  const within = (client, node) => h(PresskeyProvider, { client }, node);
  const waiting = (node) => h(React.Suspense, { fallback: "…" }, node);

  class Boundary extends React.Component {
    state = {};
    static getDerivedStateFromError = (error) => ({ error });
    render() {
      return this.state.error ? `failed: ${this.state.error.message}` : this.props.children;
    }
  }

  /** A client whose storage resolves when the test says so. */
  function slowClient(stored) {
    const waiting = [];
    const client = fakeClient({
      ready: () =>
        new Promise((resolve, reject) => {
          waiting.push({ resolve, reject });
        }),
    });
    return Object.assign(client, {
      waiting,
      arrive() {
        for (const { resolve } of waiting) resolve(client.change(stored));
      },
    });
  }

  test("the fallback shows until the stored session is known, and never loading", async () => {
    const client = slowClient(authenticated("ada"));
    const seen = [];
    const Watch = () => {
      seen.push(useSession({ suspense: true }).status);
      return null;
    };
    const page = await mount(
      strict(within(client, waiting([h(Name, { key: 1 }), h(Watch, { key: 2 })]))),
    );
    assert.equal(page.text(), "…");
    await act(async () => client.arrive());
    assert.equal(page.text(), "ada");
    assert.deepEqual([...new Set(seen)], ["authenticated"]);
    assert.equal(client.waiting.length, 1, "the storage is read once");
    await act(async () => client.change(anonymous("expired")));
    assert.equal(page.text(), "anonymous");
  });

  test("above the provider it works as well", async () => {
    const client = slowClient(anonymous());
    const page = await mount(waiting(within(client, h(Name))));
    assert.equal(page.text(), "…");
    await act(async () => client.arrive());
    assert.equal(page.text(), "anonymous");
  });

  test("a session that is known suspends nobody", async () => {
    const client = fakeClient({ stored: authenticated("ada") });
    await client.ready();
    const page = await mount(within(client, waiting(h(Name))));
    assert.equal(page.text(), "ada");
  });

  test("in a transition the old page stays until the new one knows its session", async () => {
    const one = fakeClient({ stored: authenticated("ada") });
    await one.ready();
    const two = slowClient(authenticated("bob"));
    const Switch = () => {
      const [client, setClient] = React.useState(one);
      const [pending, startTransition] = React.useTransition();
      Switch.go = () => startTransition(() => setClient(two));
      return [pending ? "(pending) " : "", within(client, h(Name, { key: "name" }))].map(
        (part, key) => h(React.Fragment, { key }, part),
      );
    };
    const page = await mount(waiting(h(Switch)));
    assert.equal(page.text(), "ada");
    await act(async () => Switch.go());
    assert.equal(page.text(), "(pending) ada");
    await act(async () => two.arrive());
    assert.equal(page.text(), "bob");
  });

  test("what keeps the session from being read reaches the error boundary, once", async () => {
    let asked = 0;
    const client = fakeClient({
      ready: () => {
        asked++;
        return Promise.reject(new Error("storage_unavailable"));
      },
    });
    const reported = [];
    globalThis.reportError = (error) => reported.push(error);
    const page = await mount(h(Boundary, null, waiting(within(client, h(Name)))));
    delete globalThis.reportError;
    assert.equal(page.text(), "failed: storage_unavailable");
    assert.equal(asked, 1);
    assert.ok(reported.length >= 1);
    // React tells of every error that a boundary has caught.
    assert.ok(complaints.splice(0).every((text) => /storage_unavailable|Boundary/.test(text)));
  });

  test("two clients wait for their own sessions", async () => {
    const one = slowClient(authenticated("ada"));
    const two = slowClient(authenticated("bob"));
    const page = await mount(
      strict([
        h(React.Fragment, { key: 1 }, within(one, waiting(h(Name)))),
        h(React.Fragment, { key: 2 }, within(two, waiting(h(Name)))),
      ]),
    );
    assert.equal(page.text(), "……");
    await act(async () => two.arrive());
    assert.equal(page.text(), "…bob");
    await act(async () => one.arrive());
    assert.equal(page.text(), "adabob");
  });

  for (const known of [true, false]) {
    test(`a server does not wait, and the page hydrates without a complaint, known ${known}`, async () => {
      const client = slowClient(authenticated("ada"));
      const app = () => strict(within(client, waiting(h(Name))));
      const html = server.renderToString(app());
      assert.match(html, /loading/);
      assert.equal(client.waiting.length, 0);
      if (known) client.change(authenticated("ada"));
      const problems = [];
      const page = await hydrate(html, app(), { onRecoverableError: (e) => problems.push(e) });
      await act(async () => client.arrive());
      assert.equal(page.text(), "ada");
      assert.deepEqual(problems, []);
    });
  }
});
