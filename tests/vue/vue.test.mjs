// presskey/vue with the real Vue: reactivity, unmounting, several clients, servers and hydration.
import "../support/dom.mjs";
import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import { renderToString } from "@vue/server-renderer";
import { container } from "../support/dom.mjs";
import { anonymous, authenticated, fakeClient } from "../support/fake-client.mjs";

const { createApp, createSSRApp, effectScope, h, nextTick, ref, watch } = await import("vue");
const { createPresskey, useClaims, useClient, useLogin, useLogout, useSession } = await import(
  "presskey/vue"
);

// Every complaint of Vue is a failure: hydration, lifecycle outside of setup, missing injections.
const complaints = [];
const { warn, error } = console;
beforeEach(() => {
  complaints.length = 0;
  console.warn = (...args) => complaints.push(args.map(String).join(" "));
  console.error = console.warn;
});
afterEach(() => {
  Object.assign(console, { warn, error });
  assert.deepEqual(complaints, []);
});

const wait = async () => {
  for (let times = 0; times < 4; times++) await nextTick();
};
/** A component that draws nothing. */
const withSetup = (work) => ({
  setup() {
    work();
    return () => null;
  },
});
const nameIn = (session) => session.user?.username ?? session.status;
/** Shows the session, and keeps what it was at each rendering. */
const Name = (seen = []) => ({
  setup() {
    const session = useSession();
    return () => {
      seen.push(session.value.status);
      return h("p", nameIn(session.value));
    };
  },
});

function mount(component, client, { create = createApp, html } = {}) {
  const element = container();
  if (html) element.innerHTML = html;
  const app = create(component);
  if (client) app.use(createPresskey(client));
  app.mount(element);
  return { app, text: () => element.textContent };
}

describe("useSession()", () => {
  it("follows the session, in whichever tab it changes", async () => {
    const client = fakeClient();
    const { app, text } = mount(Name(), client);
    assert.equal(text(), "loading");
    await wait();
    assert.equal(text(), "anonymous");
    client.change(authenticated("ada"));
    await wait();
    assert.equal(text(), "ada");
    app.unmount();
  });

  it("shows what is known already at the first rendering", async () => {
    const client = fakeClient();
    client.change(authenticated("ada"));
    const seen = [];
    mount(Name(seen), client).app.unmount();
    assert.deepEqual(seen, ["authenticated"]);
  });

  it("listens while the component lives, and never closes the client", async () => {
    const client = fakeClient();
    const shown = ref(true);
    const Child = Name();
    const { app } = mount({ setup: () => () => (shown.value ? h(Child) : null) }, client);
    assert.equal(client.listeners.size, 1);
    shown.value = false;
    await wait();
    assert.equal(client.listeners.size, 0);
    app.unmount();
    assert.equal(client.closed, false);
  });

  it("may be watched, and cannot be written", async () => {
    const client = fakeClient();
    const statuses = [];
    let session;
    const { app } = mount(
      {
        setup() {
          session = useSession();
          watch(session, ({ status }) => statuses.push(status), { flush: "sync" });
          return () => null;
        },
      },
      client,
    );
    client.change(authenticated("ada"));
    client.change(anonymous("expired"));
    assert.deepEqual(statuses, ["authenticated", "anonymous"]);
    session.value = { status: "authenticated" };
    assert.match(complaints.pop(), /readonly/);
    assert.equal(session.value.status, "anonymous");
    app.unmount();
  });

  it("works with a client that is given, outside of components too", async () => {
    const client = fakeClient();
    const scope = effectScope();
    const session = scope.run(() => useSession(client));
    await wait();
    assert.equal(session.value.status, "anonymous");
    scope.stop();
    assert.equal(client.listeners.size, 0);
  });

  it("reports what keeps the stored session from being read, once", async () => {
    const reported = [];
    globalThis.reportError = (error) => reported.push(error.message);
    const client = fakeClient({ ready: () => Promise.reject(new Error("storage_unavailable")) });
    const Child = Name();
    const { app, text } = mount({ render: () => [h(Child), h(Child)] }, client);
    await wait();
    assert.deepEqual(reported, ["storage_unavailable"]);
    assert.equal(text(), "loadingloading");
    app.unmount();
    delete globalThis.reportError;
  });
});

it("keeps several clients apart", async () => {
  const [one, two] = [fakeClient(), fakeClient()];
  const Both = {
    setup() {
      const [mine, yours] = [useSession(), useSession(two)];
      return () => `${nameIn(mine.value)} ${nameIn(yours.value)}`;
    },
  };
  const first = mount(Both, one);
  const second = mount(Name(), two);
  await wait();
  one.change(authenticated("ada"));
  two.change(authenticated("bob"));
  await wait();
  assert.deepEqual([first.text(), second.text()], ["ada bob", "bob"]);
  first.app.unmount();
  second.app.unmount();
});

describe("useClient()", () => {
  it("says what to do where there is none", () => {
    const app = createApp({ setup: () => useClient() && (() => null) });
    app.config.errorHandler = (error) => complaints.push(error.message);
    app.config.warnHandler = () => {};
    app.mount(container());
    assert.match(complaints.pop(), /app\.use\(createPresskey\(createClient\(site\)\)\)/);
    complaints.length = 0;
  });
});

describe("useClaims()", () => {
  it("is what the token says, the same object until the session changes", async () => {
    const client = fakeClient();
    let claims;
    const { app } = mount(
      withSetup(() => {
        claims = useClaims();
      }),
      client,
    );
    assert.equal(claims.value, null);
    client.change(authenticated("ada"));
    const first = claims.value;
    assert.deepEqual(first, { sub: "ada" });
    assert.equal(claims.value, first);
    client.change(authenticated("bob"));
    assert.deepEqual(claims.value, { sub: "bob" });
    client.change(anonymous());
    assert.equal(claims.value, null);
    app.unmount();
  });
});

describe("useLogin()", () => {
  function form(client) {
    let kit;
    const { app } = mount(
      withSetup(() => {
        kit = useLogin();
      }),
      client,
    );
    return { app, ...kit, now: () => [kit.pending.value, kit.error.value?.code ?? null] };
  }

  it("loads the engine ahead when it mounts", async () => {
    const client = fakeClient();
    form(client).app.unmount();
    assert.equal(client.preloads, 1);
  });

  it("shows a login under way, and resolves with the session", async () => {
    const client = fakeClient();
    const { app, login, now } = form(client);
    const done = login({ username: "ada", password: "x" });
    assert.deepEqual(now(), [true, null]);
    client.logins[0].succeed();
    assert.equal((await done).user.username, "ada");
    assert.deepEqual(now(), [false, null]);
    app.unmount();
  });

  it("keeps the error, never rejects, and forgets it on reset()", async () => {
    const client = fakeClient();
    const { app, login, now, reset } = form(client);
    const done = login({ username: "ada", password: "x" });
    client.logins[0].fail("invalid_credentials");
    assert.equal(await done, null);
    assert.deepEqual(now(), [false, "invalid_credentials"]);
    reset();
    assert.deepEqual(now(), [false, null]);
    app.unmount();
  });

  it("shows only the last of overlapping logins, and no abort", async () => {
    const client = fakeClient();
    const { app, login, now } = form(client);
    const controller = new AbortController();
    const first = login({ username: "ada" });
    const second = login({ username: "bob" }, { signal: controller.signal });
    client.logins[0].fail("timeout");
    assert.equal(await first, null);
    assert.deepEqual(now(), [true, null]);
    controller.abort();
    client.logins[1].fail("aborted");
    assert.equal(await second, null);
    assert.deepEqual(now(), [false, null]);
    app.unmount();
  });
});

it("useLogout() logs out of the app's client", async () => {
  const client = fakeClient();
  let logout;
  const { app } = mount(
    withSetup(() => {
      logout = useLogout();
    }),
    client,
  );
  await logout({ everywhere: true });
  assert.deepEqual(client.logouts, [{ everywhere: true }]);
  app.unmount();
});

describe("on a server", () => {
  const render = (component, client) =>
    renderToString(createSSRApp(component).use(createPresskey(client)));

  it("is always loading, and asks the client nothing", async () => {
    const client = fakeClient({ ready: () => assert.fail("read on a server") });
    client.change(authenticated("the server's own account"));
    assert.equal(await render(Name(), client), "<p>loading</p>");
    assert.equal(client.listeners.size, 0);
    assert.equal(client.preloads, 0);
  });

  it("hydrates with what the server rendered, then shows the session", async () => {
    const client = fakeClient();
    const html = await render(Name(), client);
    client.change(authenticated("ada"));
    const seen = [];
    const { app, text } = mount(Name(seen), client, { create: createSSRApp, html });
    await wait();
    assert.deepEqual(seen, ["loading", "authenticated"]);
    assert.equal(text(), "ada");
    app.unmount();
    assert.equal(client.listeners.size, 0);
  });

  it("shows a component that comes after hydration at once", async () => {
    const client = fakeClient();
    const seen = [];
    const shown = ref(false);
    const Child = Name(seen);
    const Page = { setup: () => () => h("div", shown.value ? h(Child) : "") };
    const html = await render(Page, client);
    client.change(authenticated("ada"));
    const { app } = mount(Page, client, { create: createSSRApp, html });
    shown.value = true;
    await wait();
    assert.deepEqual(seen, ["authenticated"]);
    app.unmount();
  });

  it("stops a component that is gone before it is mounted", async () => {
    const client = fakeClient();
    const scope = effectScope();
    scope.run(() => useSession(client));
    scope.stop();
    client.change(authenticated("ada"));
    assert.equal(client.listeners.size, 0);
  });
});
