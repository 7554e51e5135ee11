// Requests while a logout is on its way: the browser still has the cookie, the user has left.
import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, it } from "node:test";
import { credentials } from "../support/app.mjs";
import { usesRust } from "../support/rust-client.mjs";
import { createStage, outcome } from "./stage.mjs";

let stage;
let visitor;
before(async () => {
  stage = await createStage({ mode: "pro" });
});
beforeEach(async () => {
  stage.reset();
  visitor = await stage.visitor();
});
afterEach(() => visitor.close());
after(() => stage?.stop());

/** What a proxy responds while the app's server is restarted. */
const gateway = (_, response) => {
  response.writeHead(502, { "content-type": "text/html" }).end("<h1>Bad Gateway</h1>");
  return true;
};

const me = () => wp.fetch("/wp/v2/users/me").then(({ status }) => status);

it("sends a visitor's requests without the cookie until the logout is confirmed", async () => {
  const tab = await visitor.open();
  await outcome(tab, (given) => wp.login(given), credentials("editor"));
  assert.equal((await outcome(tab, me)).value, 200);
  const held = deferred();
  const cookies = [];
  stage.intercept(async (request) => {
    if (request.url.includes("/logout")) await held.promise;
    else if (request.url.includes("/rest/")) cookies.push(request.headers.cookie);
    return false;
  });
  await tab.evaluate(() => {
    globalThis.leaving = wp.logout();
  });
  assert.equal((await outcome(tab, me)).value, 401);
  assert.deepEqual(cookies, [undefined]);
  held.resolve();
  await tab.evaluate(() => globalThis.leaving);
  // The next user is known again.
  await outcome(tab, (given) => wp.login(given), credentials("editor"));
  assert.equal((await outcome(tab, me)).value, 200);
});

it("does so after a reload, too, if the server did not get the logout", async () => {
  const tab = await visitor.open();
  await outcome(tab, (given) => wp.login(given), credentials("editor"));
  stage.intercept((request, response) => {
    if (!request.url.includes("/logout")) return false;
    response.destroy();
    return true;
  });
  await outcome(tab, () => wp.logout());
  assert.equal((await outcome(tab, me)).value, 401);
  await tab.reload();
  await tab.waitForFunction(() => globalThis.wp);
  assert.equal((await outcome(tab, me)).value, 401);
});

it("a logout that a proxy has answered is asked for again", async () => {
  const tab = await visitor.open();
  await outcome(tab, (given) => wp.login(given), credentials("editor"));
  stage.intercept(gateway);
  await outcome(tab, () => wp.logout());
  stage.reset();
  await tab.reload();
  await tab.waitForFunction(() => globalThis.wp);
  const { value } = await outcome(tab, () => wp.ready());
  assert.equal(value.status, "anonymous");
});

/** Runs in the page before anything else: nothing can be stored. */
const FULL = `Storage.prototype.setItem = () => {
  throw new DOMException("full", "QuotaExceededError");
};`;

it("if the storage is full, the page itself asks for a logout again", async () => {
  const tab = await visitor.open(FULL);
  await outcome(tab, (given) => wp.login(given), credentials("editor"));
  stage.intercept(gateway);
  assert.equal((await outcome(tab, () => wp.logout())).error, undefined);
  stage.reset();
  visitor.requests.length = 0;
  // As each tab says that something has changed.
  await outcome(tab, () => new BroadcastChannel("presskey:/api/presskey").postMessage("changed"));
  const asked = () =>
    visitor.requests.filter((request) => /presskey\/(logout|session)/.test(request));
  await until(() => asked().length >= 2);
  assert.deepEqual(asked(), ["POST /api/presskey/logout", "GET /api/presskey/session?claims=1"]);
  await outcome(tab, () => wp.ready());
  assert.equal((await outcome(tab, () => wp.session)).value.status, "anonymous");
  assert.equal((await outcome(tab, me)).value, 401);
  // It is done with.
  await outcome(tab, (given) => wp.login(given), credentials("editor"));
  assert.equal((await outcome(tab, me)).value, 200);
  assert.equal(asked().filter((request) => request.includes("logout")).length, 1);
});

it("a worker, which has no localStorage, asks for a logout again", { skip: usesRust }, async () => {
  const tab = await visitor.open();
  await tab.route("**/worker.js", (route) =>
    route.fulfill({
      contentType: "text/javascript",
      body: `import { createClient } from "/presskey/index.js";
        const wp = createClient({ via: "/api/presskey" });
        onmessage = async ({ data: [method, ...args] }) => {
          const value = method === "me" ? (await wp.fetch("/wp/v2/users/me")).status : await wp[method](...args);
          postMessage([value, wp.session.status]);
        };`,
    }),
  );
  await tab.evaluate(() => {
    wp.close();
    const worker = new Worker("/worker.js", { type: "module" });
    globalThis.inWorker = (...call) =>
      new Promise((resolve) => {
        worker.onmessage = ({ data }) => resolve(data);
        worker.postMessage(call);
      });
  });
  const inWorker = (...call) => tab.evaluate((call) => inWorker(...call), call);
  await inWorker("login", credentials("editor"));
  assert.deepEqual(await inWorker("me"), [200, "authenticated"]);
  stage.intercept((request, response) => request.url.includes("/logout") && gateway(0, response));
  await inWorker("logout");
  assert.deepEqual(await inWorker("me"), [401, "anonymous"]);
  stage.reset();
  visitor.requests.length = 0;
  await tab.evaluate(() => new BroadcastChannel("presskey:/api/presskey").postMessage("changed"));
  const isAsked = () => visitor.requests.some((request) => request.includes("/session"));
  await until(isAsked);
  await inWorker("ready");
  assert.deepEqual(await inWorker("me"), [401, "anonymous"]);
});

for (const hears of [true, false]) {
  const how = hears ? "hears of it" : "has no channel";
  it(`another tab ends with a logout that the server has not confirmed, if it ${how}`, async () => {
    const tab = await visitor.open();
    await outcome(tab, (given) => wp.login(given), credentials("editor"));
    const other = await visitor.open();
    assert.equal((await outcome(other, () => wp.ready())).value.status, "authenticated");
    if (!hears) await other.evaluate(() => wp.close());
    stage.intercept((request, response) => {
      if (!request.url.includes("/logout")) return false;
      response.destroy();
      return true;
    });
    await outcome(tab, () => wp.logout());
    if (hears) await other.waitForFunction(() => wp.session.status === "anonymous");
    const write = () =>
      wp.fetch("/wp/v2/posts", { method: "POST", json: { title: "x" } }).then((r) => r.status);
    assert.equal((await outcome(other, me)).value, 401);
    assert.equal((await outcome(other, write)).value, 401);
    const { value } = await outcome(other, () => wp.session);
    assert.deepEqual(value, { status: "anonymous", reason: "logged_out" });
  });
}

/** What a tab can begin with the session; `late` counts requests with it after a logout. */
const works = {
  "a read": me,
  "a write": () =>
    wp.fetch("/wp/v2/posts", { method: "POST", json: { title: "x" } }).then((r) => r.status),
  "a call that needs a user": () => wp.json("/wp/v2/users/me", { auth: "required" }),
  "refresh()": () => wp.refresh(),
  "validate()": () => wp.validate(),
};

/** How the other tab fails to hear of a logout before it works. */
const silences = {
  "has no channel": (tab) => tab.evaluate(() => wp.close()),
  "is asking who is logged in": (tab) => ask(tab),
  "is asking that in vain": (tab) => ask(tab),
};
const ask = (tab) =>
  tab.evaluate(() => {
    dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }));
  });

for (const [silence, begin] of Object.entries(silences)) {
  it(`another tab that ${silence} sends nothing with the session after a logout`, async () => {
    for (const [name, work] of Object.entries(works)) {
      const tab = await visitor.open();
      await outcome(tab, (given) => wp.login(given), credentials("editor"));
      const other = await visitor.open();
      await outcome(other, () => wp.ready());
      const [asked, released] = [deferred(), deferred()];
      let hasLeft = false;
      const late = [];
      stage.intercept(async ({ method, url, headers }, response) => {
        const isLogout = url.includes("/logout");
        if (hasLeft && headers.cookie && !isLogout) late.push(`${method} ${url}`);
        if (!isLogout && !(url.includes("/session") && !hasLeft)) return false;
        if (!isLogout) {
          asked.resolve();
          await released.promise;
          // Chromium itself repeats a GET whose connection ends.
          return silence.endsWith("vain") && gateway(0, response);
        }
        response.destroy();
        return true;
      });
      await begin(other);
      if (silence.startsWith("is")) await asked.promise;
      await outcome(tab, () => wp.logout());
      hasLeft = true;
      const worked = outcome(other, work);
      await Promise.race([worked, new Promise((resolve) => setTimeout(resolve, 300))]);
      released.resolve();
      const { value } = await worked;
      assert.ok(value === undefined || value === 401, `${name}: ${value}`);
      assert.deepEqual(late, [], name);
      await other.waitForFunction(() => wp.session.reason === "logged_out");
      stage.reset();
      await tab.close();
      await other.close();
    }
  });
}

it("JSON that is not the backend's is no login, no session and no logout", async () => {
  const tab = await visitor.open();
  await outcome(tab, (given) => wp.login(given), credentials("editor"));
  stage.intercept((_, response) => {
    response.setHeader("content-type", "application/json");
    response.end('{"status":"accepted"}');
    return true;
  });
  for (const run of [() => wp.validate(), () => create().ready()]) {
    assert.equal((await outcome(tab, run)).error?.code, "malformed_response", String(run));
  }
  await outcome(tab, () => wp.logout());
  stage.reset();
  await tab.reload();
  await tab.waitForFunction(() => globalThis.wp);
  assert.equal((await outcome(tab, () => wp.ready())).value.status, "anonymous");
});

it("a page of a proxy is no login, no session and no verdict on the token", async () => {
  const tab = await visitor.open();
  await outcome(tab, (given) => wp.login(given), credentials("editor"));
  stage.intercept(gateway);
  for (const run of [
    () => wp.login({ username: "editor", password: "wrong" }),
    () => wp.refresh(),
    () => wp.validate(),
    () => create().ready(),
  ]) {
    assert.equal((await outcome(tab, run)).error?.code, "malformed_response", String(run));
  }
  assert.equal((await outcome(tab, () => wp.session)).value.status, "authenticated");
});

it("a logout rejects if the server's store keeps the session", async () => {
  const kept = new Map();
  const store = {
    get: async (key) => kept.get(key),
    set: async (key, value) => void kept.set(key, value),
    delete: () => Promise.reject(new Error("broken")),
  };
  const stage = await createStage({ mode: "pro" }, "index.js", store);
  const visitor = await stage.visitor();
  try {
    const tab = await visitor.open();
    await outcome(tab, (given) => wp.login(given), credentials("editor"));
    const { error } = await outcome(tab, () => wp.logout());
    assert.deepEqual([error.code, error.sent], ["storage_unavailable", "answered"]);
    assert.match(error.hint, /copy of the cookie/);
    const { value } = await outcome(tab, () => wp.session);
    assert.deepEqual(value, { status: "anonymous", reason: "logged_out" });
    assert.equal((await outcome(tab, me)).value, 401);
  } finally {
    await visitor.close();
    await stage.stop();
  }
});

async function until(holds) {
  for (let tries = 0; !holds(); tries++) {
    assert.ok(tries < 500, "it took too long");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

function deferred() {
  let resolve;
  const promise = new Promise((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
