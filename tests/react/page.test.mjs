// biome-ignore-all lint/correctness/noComponentHookFactories: a test's component is its own
// usePage: loading, paging, races, users, servers; and SignedIn with a function. Holds P6 of SECURITY.md.
import assert from "node:assert/strict";
import { test } from "node:test";
import { anonymous, authenticated, fakeClient } from "../support/fake-client.mjs";
import { eachReact } from "./harness.mjs";

/**
 * A client whose `page()` waits in `calls` until the test resolves it. An abort is only noted, so that
 * tests can let a response come too late.
 */
function pagingClient(options) {
  const calls = [];
  const page = (route, { signal, page, ...init }) =>
    new Promise((resolve, reject) => {
      const answer = (items, total = 6, totalPages = 3) =>
        resolve({ items, page, total, totalPages });
      const fail = (code) => reject(Object.assign(new Error(code), { code }));
      calls.push({ route, page, init, signal, answer, fail });
    });
  const client = Object.defineProperties(
    { page },
    Object.getOwnPropertyDescriptors(fakeClient({ stored: authenticated("ada"), ...options })),
  );
  return { client, calls, open: () => calls.filter(({ signal }) => !signal.aborted) };
}

await eachReact((kit) => {
  const { h, act, mount, strict, hydrate, server } = kit;
  const { PresskeyProvider, usePage, SignedIn, SignedOut } = kit;

  /** A component that keeps what the hook returns, and every rendering as text. */
  function probe(route = "/wp/v2/posts", init = undefined) {
    const used = { renders: [] };
    used.Probe = ({ to = route, with: options = init }) => {
      used.now = usePage(to, options);
      const { items, page, pending, error } = used.now;
      const text = `${items} ${page}${pending ? " …" : ""}${error ? ` ${error.code}` : ""}`;
      used.renders.push(text);
      return text;
    };
    used.in = (client, props) => h(PresskeyProvider, { client }, h(used.Probe, props));
    return used;
  }
  const answered = (call, ...answer) => act(async () => call.answer(...answer));

  test("loads nothing before the client knows whether the server's session is still in force", async () => {
    let resolve;
    const known = new Promise((done) => {
      resolve = done;
    });
    const { client, calls } = pagingClient({ ready: () => known });
    const used = probe();
    const ada = authenticated("ada");
    const app = h(PresskeyProvider, { client, session: ada }, h(used.Probe));
    const page = await mount(app);
    assert.deepEqual([page.text(), calls.length], [" 1 …", 0]);
    await act(async () => resolve(client.change({ ...ada, user: { id: 2, username: "bob" } })));
    assert.equal(calls.length, 1);
    await answered(calls[0], ["bob's"]);
    assert.equal(page.text(), "bob's 1");
  });

  test("loads the first page once the session is known, and tells the whole", async () => {
    const { client, calls, open } = pagingClient();
    const used = probe("/wp/v2/posts", { perPage: 2, query: { search: "x" } });
    const page = await mount(used.in(client));
    assert.equal(page.text(), " 1 …");
    assert.equal(calls.length, 1);
    const { route, page: asked, init } = open()[0];
    assert.deepEqual(
      [route, asked, init],
      ["/wp/v2/posts", 1, { perPage: 2, query: { search: "x" } }],
    );
    await answered(open()[0], ["a", "b"]);
    assert.equal(page.text(), "a,b 1");
    assert.deepEqual([used.now.total, used.now.totalPages], [6, 3]);
  });

  test("pages back and forth, and keeps the items until the next are there", async () => {
    const { client, open } = pagingClient();
    const used = probe();
    const page = await mount(used.in(client));
    await answered(open().at(-1), ["a"]);
    await act(async () => used.now.setPage((now) => now + 1));
    assert.equal(page.text(), "a 2 …");
    assert.equal(open().at(-1).page, 2);
    await answered(open().at(-1), ["b"]);
    assert.equal(page.text(), "b 2");
    await act(async () => used.now.setPage(-5));
    assert.equal(page.text(), "b 1 …");
    await act(async () => used.now.setPage(Number.NaN));
    assert.equal(page.text(), "b 1 …");
  });

  test("of fast changes only the last page is shown, and the others are aborted", async () => {
    const { client, calls, open } = pagingClient();
    const used = probe();
    const page = await mount(used.in(client));
    await answered(open().at(-1), ["a"]);
    for (const number of [2, 3, 2]) await act(async () => used.now.setPage(number));
    assert.deepEqual(
      calls.map(({ page, signal }) => `${page}${signal.aborted ? "!" : ""}`),
      // The first has been answered, and its signal aborted when the effect ended.
      ["1!", "2!", "3!", "2"],
    );
    await act(async () => calls[2].answer(["c"]));
    await act(async () => calls[1].fail("http_error"));
    assert.equal(page.text(), "a 2 …");
    await answered(open()[0], ["b"]);
    assert.equal(page.text(), "b 2");
  });

  test("reloads the page", async () => {
    const { client, calls, open } = pagingClient();
    const used = probe();
    const page = await mount(used.in(client));
    await answered(open().at(-1), ["a"]);
    const { reload } = used.now;
    await act(async () => reload());
    assert.equal(page.text(), "a 1 …");
    await answered(open().at(-1), ["a", "new"]);
    assert.equal(page.text(), "a,new 1");
    assert.equal(calls.length, 2);
    assert.equal(used.now.reload, reload);
  });

  test("keeps an error until the next attempt, and the items beside it", async () => {
    const { client, open } = pagingClient();
    const used = probe();
    const page = await mount(used.in(client));
    await answered(open().at(-1), ["a"]);
    await act(async () => used.now.setPage(9));
    await act(async () => open().at(-1).fail("http_error"));
    assert.equal(page.text(), "a 9 http_error");
    await act(async () => used.now.setPage(1));
    assert.equal(page.text(), "a 1 …");
  });

  test("begins anew with another route or other options, at the first page", async () => {
    const { client, open } = pagingClient();
    const used = probe();
    const page = await mount(used.in(client));
    await answered(open().at(-1), ["a"]);
    await act(async () => used.now.setPage(2));
    await answered(open().at(-1), ["b"]);
    await page.render(used.in(client, { with: { query: { search: "x" } } }));
    assert.equal(page.text(), " 1 …");
    // The same options, in another object.
    const before = open().length;
    await page.render(used.in(client, { with: { query: { search: "x" } } }));
    assert.equal(open().length, before);
    await page.render(used.in(client, { to: "/wp/v2/pages" }));
    assert.equal(open().at(-1).route, "/wp/v2/pages");
    await page.render(used.in(client, { to: null }));
    assert.equal(page.text(), " 1");
    assert.equal(open().length, 0);
  });

  test("shows nobody another user's items", async () => {
    const { client, calls, open } = pagingClient();
    const used = probe();
    const page = await mount(used.in(client));
    await answered(open().at(-1), ["ada's"]);
    const late = calls.length;
    await act(async () => used.now.reload());
    await act(async () => client.change({ ...authenticated("bob"), user: { id: 2 } }));
    assert.equal(page.text(), " 1 …");
    await act(async () => calls[late].answer(["ada's, late"]));
    assert.equal(page.text(), " 1 …");
    await act(async () => used.now.setPage(1));
    await answered(open().at(-1), ["bob's"]);
    const before = used.renders.length;
    await act(async () => client.change(anonymous("logged_out")));
    assert.equal(page.text(), " 1 …");
    // Not for one rendering either.
    assert.deepEqual([...new Set(used.renders.slice(before))], [" 1 …"]);
  });

  for (const [what, subjects, times] of [
    ["the subject of the token", ["ada", "bob"], [1, 1]],
    ["the time of the token", [], [1, 2]],
  ]) {
    test(`tells users of whom the server tells nothing apart by ${what}`, async () => {
      const { client, open } = pagingClient();
      const used = probe();
      const [ada, bob] = times.map((issuedAt) => ({
        ...authenticated(null),
        ...{ user: { id: null, username: null, email: null }, issuedAt },
      }));
      client.claims = () => ({ sub: subjects[client.session === bob ? 1 : 0] });
      const page = await mount(used.in(client));
      await act(async () => client.change(ada));
      await answered(open().at(-1), ["ada's"]);
      assert.equal(page.text(), "ada's 1");
      await act(async () => client.change(bob));
      assert.equal(page.text(), " 1 …");
    });
  }

  test("a renewed token of the same user loads nothing", async () => {
    for (const known of [{ id: 1 }, { username: "ada" }, { email: "a@e.com" }, {}]) {
      const { client, calls, open } = pagingClient();
      client.claims = () => ({ sub: "ada" });
      const used = probe();
      await mount(used.in(client));
      const user = { id: null, username: null, email: null, ...known };
      await act(async () => client.change({ ...authenticated("ada"), user, issuedAt: 1 }));
      await answered(open().at(-1), ["a"]);
      const asked = calls.length;
      await act(async () =>
        client.change({ ...authenticated("ada"), user: { ...user }, issuedAt: 2, expiresAt: 5 }),
      );
      assert.equal(calls.length, asked, JSON.stringify(known));
    }
  });

  test("follows another client", async () => {
    const [one, two] = [pagingClient(), pagingClient()];
    const used = probe();
    const page = await mount(used.in(one.client));
    await answered(one.open()[0], ["one"]);
    await page.render(used.in(two.client));
    assert.equal(page.text(), " 1 …");
    assert.equal(one.open().length, 0);
    await answered(two.open().at(-1), ["two"]);
    assert.equal(page.text(), "two 1");
  });

  test("says what keeps the stored session from being read", async () => {
    globalThis.reportError = () => {};
    const error = Object.assign(new Error("x"), { code: "storage_unavailable" });
    const { client, calls } = pagingClient({ ready: () => Promise.reject(error) });
    const page = await mount(probe().in(client));
    assert.equal(page.text(), " 1 storage_unavailable");
    assert.equal(calls.length, 0);
    delete globalThis.reportError;
  });

  test("is safe under StrictMode, and leaves nothing behind", async () => {
    const { client, calls, open } = pagingClient();
    const page = await mount(strict(probe().in(client)));
    assert.equal(open().length, 1);
    await answered(open()[0], ["a"]);
    assert.equal(page.text(), "a 1");
    await page.unmount();
    assert.equal(open().length, 0);
    assert.ok(calls.length <= 2);
  });

  test("a server and a page that hydrates show a page that is loading", async () => {
    const { client, calls, open } = pagingClient();
    const used = probe();
    const html = server.renderToString(used.in(client));
    assert.equal(html, " 1 …");
    assert.equal(calls.length, 0);
    client.change(authenticated("ada"));
    const page = await hydrate(html, used.in(client));
    await answered(open().at(-1), ["a"]);
    assert.equal(page.text(), "a 1");
  });

  test("SignedIn and SignedOut give their session to a function", async () => {
    const client = fakeClient({ stored: anonymous("expired") });
    const page = await mount(
      h(PresskeyProvider, { client }, [
        h(SignedIn, { key: 1 }, ({ user }) => user.username),
        h(SignedOut, { key: 2 }, ({ reason }) => reason),
      ]),
    );
    assert.equal(page.text(), "expired");
    await act(async () => client.change(authenticated("ada")));
    assert.equal(page.text(), "ada");
  });
});
