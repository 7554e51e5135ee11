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
