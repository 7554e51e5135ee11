// biome-ignore-all lint/correctness/noComponentHookFactories: a test's component is its own
import assert from "node:assert/strict";
import { test } from "node:test";
import { anonymous, authenticated, fakeClient } from "../support/fake-client.mjs";
import { eachReact } from "./harness.mjs";

await eachReact((kit) => {
  const { React, h, act, mount, hydrate, strict, server } = kit;
  const { PresskeyProvider, SignedIn, SignedOut, useClaims, useClient, useSession } = kit;

  const Status = () => useSession().status;
  const Page = () =>
    h(
      React.Fragment,
      null,
      h(SignedIn, { fallback: "wait-in " }, "in"),
      h(SignedOut, { fallback: "wait-out" }, "out"),
    );
  const within = (client, node) => h(PresskeyProvider, { client }, node);

  test("the stored session appears after ready()", async () => {
    const client = fakeClient({ stored: authenticated("ada") });
    const seen = [];
    const Watch = () => {
      seen.push(useSession().status);
      return null;
    };
    await mount(within(client, h(Watch)));
    assert.deepEqual(seen, ["loading", "authenticated"]);
  });

  test("a ready() that rejects is reported, once, and the session stays loading", async () => {
    const failure = new Error("wasm_unavailable");
    let asked = 0;
    const client = fakeClient({
      ready: () => {
        asked++;
        return Promise.reject(failure);
      },
    });
    const reported = [];
    globalThis.reportError = (error) => reported.push(error);
    const page = await mount(strict(within(client, h(Status))));
    delete globalThis.reportError;
    assert.equal(page.text(), "loading");
    assert.deepEqual(reported, [failure]);
    assert.equal(asked, 1);
  });

  test("components follow the session, and only the right one of the two is there", async () => {
    const client = fakeClient();
    const page = await mount(strict(within(client, h(Page))));
    assert.equal(page.text(), "out");
    await act(async () => client.change(authenticated("ada")));
    assert.equal(page.text(), "in");
    await act(async () => client.change(anonymous("expired")));
    assert.equal(page.text(), "out");
  });

  test("the fallback shows while loading, and nothing is its default", async () => {
    const client = fakeClient({ ready: () => new Promise(() => {}) });
    const page = await mount(within(client, h(Page)));
    assert.equal(page.text(), "wait-in wait-out");
    await page.render(within(client, [h(SignedIn, { key: 1 }, "in"), h(SignedOut, { key: 2 })]));
    assert.equal(page.text(), "");
  });

  test("unmounting unsubscribes and does not close the client", async () => {
    const client = fakeClient();
    const page = await mount(strict(within(client, h(Page))));
    assert.ok(client.listeners.size > 0);
    await page.unmount();
    assert.equal(client.listeners.size, 0);
    assert.equal(client.closed, false);
  });

  test("no tearing: one render never sees two sessions", async () => {
    const client = fakeClient({ stored: authenticated("ada") });
    const torn = [];
    const Parent = () => {
      const session = useSession();
      return [1, 2, 3].map((key) => h(Child, { key, parent: session }));
    };
    const Child = ({ parent }) => {
      // Slow enough that React 18 and 19 yield between children inside a transition.
      for (const end = performance.now() + 6; performance.now() < end; );
      const session = useSession();
      React.useLayoutEffect(() => {
        if (parent !== session) torn.push([parent, session]);
      });
      return session.user?.username ?? session.status;
    };
    const Switch = () => {
      const [shown, setShown] = React.useState(false);
      Switch.show = () => React.startTransition(() => setShown(true));
      return shown ? h(Parent) : null;
    };
    const page = await mount(within(client, h(Switch)));
    await act(async () => {
      Switch.show();
      setTimeout(() => client.change(authenticated("bob")), 8);
      await new Promise((resolve) => setTimeout(resolve, 80));
    });
    assert.equal(page.text(), "bobbobbob");
    assert.deepEqual(torn, []);
  });

  test("claims are one object per session, for every component and render", async () => {
    const client = fakeClient({ stored: authenticated("ada") });
    const seen = new Set();
    let again;
    const Claims = () => {
      [, again] = React.useState(0);
      const claims = useClaims();
      seen.add(claims);
      return claims?.sub ?? "nobody";
    };
    const page = await mount(
      strict(within(client, [h(Claims, { key: 1 }), h(Claims, { key: 2 })])),
    );
    await act(async () => again((n) => n + 1));
    assert.equal(page.text(), "adaada");
    seen.delete(null); // while loading
    assert.equal(seen.size, 1);

    await act(async () => client.change(authenticated("bob")));
    assert.equal(page.text(), "bobbob");
    assert.equal(seen.size, 2);
    await act(async () => client.change(anonymous("logged_out")));
    assert.equal(page.text(), "nobodynobody");
  });

  test("several clients on a page do not meet, nested ones included", async () => {
    const one = fakeClient({ stored: authenticated("ada") });
    const two = fakeClient({ stored: authenticated("bob") });
    const Name = () => `${useSession().user?.username} ${useClaims()?.sub};`;
    const page = await mount(
      strict(
        within(one, [h(Name, { key: 1 }), h(PresskeyProvider, { key: 2, client: two }, h(Name))]),
      ),
    );
    assert.equal(page.text(), "ada ada;bob bob;");
    await act(async () => one.change(authenticated("cleo")));
    assert.equal(page.text(), "cleo cleo;bob bob;");
  });

  test("another client in the same provider is followed instead", async () => {
    const one = fakeClient({ stored: authenticated("ada") });
    const two = fakeClient({ stored: anonymous() });
    const page = await mount(within(one, h(Status)));
    await page.render(within(two, h(Status)));
    assert.equal(page.text(), "anonymous");
    assert.equal(one.listeners.size, 0);
  });

  test("a server renders loading and the page hydrates without a complaint", async () => {
    // A session that is known before hydration is what usually breaks it.
    const client = fakeClient({ stored: authenticated("ada") });
    const app = () => strict(within(client, [h(Status, { key: 1 }), h(Page, { key: 2 })]));
    const html = server.renderToString(app());
    assert.match(html, /loading.*wait-in.*wait-out/);

    await client.ready();
    const problems = [];
    const page = await hydrate(html, app(), { onRecoverableError: (e) => problems.push(e) });
    assert.equal(page.text(), "authenticatedin");
    assert.deepEqual(problems, []);
    const other = server.renderToString(app());
    assert.equal(other, html, "on a server the session is always loading");
  });

  test("without a provider the error says what to do", () => {
    const Naked = () => useClient() && null;
    assert.throws(() => server.renderToString(h(Naked)), /<PresskeyProvider client=/);
    assert.throws(() => server.renderToString(h(Status)), /<PresskeyProvider client=/);
  });
});
