// storage: "vault": the session encrypted in IndexedDB, and what browsers do to it.
import assert from "node:assert/strict";
import { it } from "node:test";
import { credentials, jwt } from "../../support/app.mjs";
import { PLUGIN, setStage } from "../../support/stage.mjs";

const stage = setStage({ mock: true });
const VAULT = { storage: "vault" };
const ME = ["/wp/v2/users/me", { auth: "required" }];
const OUT = { status: "anonymous", reason: "logged_out" };

/** Runs `change(entries, key)` on the vault's object store, in the page; what it returns. */
const inVault = (app, change) =>
  app.run(async (change) => {
    const done = (request) =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const database = await done(indexedDB.open("presskey"));
    const entries = database.transaction("vault", "readwrite").objectStore("vault");
    const result = await new Function(`return (${change})`)()(entries, done, wp.storageKey);
    database.close();
    return result;
  }, change.toString());

// Holds P11 of SECURITY.md.
it("keeps the session, and nothing of it in plain text", async () => {
  stage.site.setOptions({ mode: "pro" });
  const app = await stage.visit(VAULT);
  const session = await app.login();
  assert.equal(session.persisted, true);
  const token = await app.call("token");
  assert.doesNotMatch(await app.stored(), jwt);
  const [text, extractable, names] = await inVault(app, async (entries, done) => {
    const all = await done(entries.getAll());
    const names = await done(entries.getAllKeys());
    const { key } = all[names.indexOf("key")];
    const bytes = all.filter(({ data }) => data).map(({ data }) => new Uint8Array(data));
    const text = bytes.map((data) => new TextDecoder("latin1").decode(data)).join();
    return [text, key.extractable, names];
  });
  assert.equal(extractable, false);
  assert.ok(names.includes(`presskey:${stage.site.url}`), names.join());
  assert.ok(text.length > token.length);
  for (const secret of [token, token.slice(0, 20), "editor", "refresh"]) {
    assert.ok(!text.includes(secret), secret);
  }
  stage.site.clearLog();
  await app.reload();
  assert.deepEqual(await app.call("ready"), session);
  assert.deepEqual(stage.sent(), []);
  assert.equal((await app.fetch(...ME)).status, 200);
  await app.call("refresh");
  await app.reload();
  assert.equal((await app.call("refresh")).status, "authenticated");
});

// Holds P11 of SECURITY.md.
for (const storage of ["local", "session"]) {
  it(`removes a session that the app kept in "${storage}" before`, async () => {
    const app = await stage.visit({ storage, storageKey: "mine" });
    await app.login();
    const kept = await app.run(() => ({ ...localStorage, ...sessionStorage }));
    const left = () =>
      app.run(() => {
        const names = [...Object.keys(localStorage), ...Object.keys(sessionStorage)];
        return names.filter((name) => /^mine(:front)?$/.test(name));
      });
    app.options.storage = "vault";
    await app.reload();
    assert.deepEqual(await app.call("ready"), { status: "anonymous" });
    assert.deepEqual(await left(), []);
    // As a tab with an earlier release of the app, which is still open.
    const restore = () =>
      app.run((kept) => {
        for (const name of ["mine", "mine:front"]) {
          localStorage.setItem(name, kept[name]);
          sessionStorage.setItem(name, kept[name]);
        }
      }, kept);
    await restore();
    await app.login();
    assert.deepEqual(await left(), []);
    await restore();
    await app.logout();
    assert.deepEqual(await left(), []);
  });
}

it("is shared by tabs: a login, a refresh, a logout", async () => {
  stage.site.setOptions({ mode: "pro" });
  const one = await stage.visit(VAULT);
  const two = await stage.visit(VAULT, { beside: one });
  await two.call("ready");
  const { user } = await one.login();
  assert.deepEqual((await two.sessionWith({ status: "authenticated" })).user, user);
  await two.call("refresh");
  const token = await two.call("token");
  await one.run(async (token) => window.until(() => wp.token() === token), token);
  await one.logout();
  assert.deepEqual(await two.sessionWith({ status: "anonymous" }), OUT);
  await two.reload();
  assert.equal((await two.call("ready")).status, "anonymous");
  assert.equal((await two.login("admin")).status, "authenticated");
});

it("tabs that need a refresh at the same time send one", async () => {
  stage.site.setOptions({ mode: "pro" });
  const one = await stage.visit(VAULT);
  await one.login();
  const two = await stage.visit(VAULT, { beside: one });
  await two.call("ready");
  const call = async () => {
    const get = () => wp.fetch("/wp/v2/users/me", { auth: "required" });
    const answers = await Promise.all([get(), get(), get()]);
    return answers.map(({ status }) => status);
  };
  for (let round = 0; round < 5; round++) {
    stage.site.setOptions({ secret: `another ${round}` });
    stage.site.clearLog();
    const statuses = await Promise.all([one.run(call), two.run(call)]);
    assert.deepEqual(statuses.flat(), Array(6).fill(200));
    assert.equal(stage.calls().filter((line) => line.includes("refresh")).length, 1);
  }
});

/** Two tabs with an editor's session: the first one renews it while an admin logs in in the second one. */
async function raceOf() {
  stage.site.setOptions({ mode: "pro" });
  const one = await stage.visit(VAULT);
  await one.login();
  const two = await stage.visit(VAULT, { beside: one });
  await two.call("ready");
  return [one, two];
}

/** Waits until a tab waits to store something. */
const waiting = (app) =>
  app.run(async () => {
    const isStore = ({ name }) => name.endsWith(":store");
    while (!(await navigator.locks.query()).pending.some(isStore)) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  });

async function checkAdmin(...apps) {
  for (const app of apps) {
    await app.run(() => window.until(() => wp.session.user?.displayName === "admin"));
    await app.reload();
    assert.equal((await app.call("ready")).user.displayName, "admin");
  }
}

it("a login in another tab replaces a session that is just being stored", async () => {
  const [one, two] = await raceOf();
  await one.run(() => {
    const { encrypt } = crypto.subtle;
    crypto.subtle.encrypt = async function (...all) {
      await new Promise((resolve) => {
        window.goOn = resolve;
      });
      return encrypt.apply(this, all);
    };
  });
  const renewed = one.call("refresh");
  await one.run(() => window.until(() => window.goOn));
  const login = two.login("admin");
  await Promise.race([login, waiting(one)]);
  await one.run(() => window.goOn());
  await Promise.all([renewed, login]);
  await checkAdmin(one, two);
});

it("a renewed session replaces no login that another tab has stored meanwhile", async () => {
  const [one, two] = await raceOf();
  await one.run(() => {
    const { request } = LockManager.prototype;
    LockManager.prototype.request = async function (name, ...more) {
      if (!name.endsWith(":store")) return request.call(this, name, ...more);
      await new Promise((resolve) => {
        window.goOn = resolve;
      });
      return request.call(this, name, more.at(-1));
    };
  });
  const renewed = one.call("refresh");
  renewed.catch(() => {});
  await one.run(() => window.until(() => window.goOn));
  await two.login("admin");
  await one.run(() => window.goOn());
  // It was for the user before.
  await assert.rejects(renewed, { code: "user_mismatch" });
  await checkAdmin(one, two);
});

it("a refusal in one tab ends the session in all", async () => {
  stage.site.setOptions({ mode: "pro" });
  const one = await stage.visit(VAULT);
  await one.login();
  const two = await stage.visit(VAULT, { beside: one });
  await two.call("ready");
  stage.site.setOptions({ refresh_error: "jwt_auth_invalid_refresh_token" });
  await assert.rejects(two.call("refresh"), { code: "session_expired" });
  const ended = { status: "anonymous", reason: "revoked" };
  assert.deepEqual(await two.session(), ended);
  assert.deepEqual(await one.sessionWith({ status: "anonymous" }), ended);
});

it("works in a worker, and shares the page's session there", async () => {
  const app = await stage.visit(VAULT);
  const { user } = await app.login();
  const [session, status] = await app.run(
    (options) =>
      new Promise((done, fail) => {
        const worker = new Worker("/worker.js", { type: "module" });
        worker.onmessage = ({ data }) => (data.error ? fail(data.error) : done(data.value));
        const code = async (options) => {
          const wp = presskey.createClient(options);
          const session = await wp.ready();
          return [session, (await wp.fetch("/wp/v2/users/me", { auth: "required" })).status];
        };
        worker.postMessage([code.toString(), [options]]);
      }),
    app.options,
  );
  assert.deepEqual([session.user, session.persisted, status], [user, true, 200]);
});

for (const [what, first] of [
  ["missing", "Object.defineProperty(window, 'indexedDB', { value: undefined })"],
  [
    "forbidden",
    "Object.defineProperty(window, 'indexedDB', { get() { throw new DOMException('', 'SecurityError'); } })",
  ],
  [
    "read-only",
    "IDBObjectStore.prototype.put = () => { throw new DOMException('', 'QuotaExceededError'); }",
  ],
  ["without crypto", "Object.defineProperty(crypto, 'subtle', { value: undefined })"],
]) {
  it(`rejects before a password is sent where IndexedDB is ${what}`, async () => {
    const app = await stage.visit(VAULT, { first });
    const wanted = { code: "storage_unavailable", sent: "no" };
    await assert.rejects(app.call("ready"), wanted);
    await assert.rejects(app.login(), wanted);
    assert.deepEqual(stage.sent(), []);
    assert.doesNotMatch(await app.stored(), jwt);
  });
}

it("rejects before a password is sent in a sandboxed frame", async () => {
  const page = await stage.page("/blank.html");
  await page.evaluate(() => {
    const frame = document.createElement("iframe");
    frame.sandbox = "allow-scripts";
    frame.src = "/";
    document.body.append(frame);
  });
  const frame = await page.waitForSelector("iframe").then((handle) => handle.contentFrame());
  await frame.waitForFunction(() => window.presskey);
  const code = await frame.evaluate(
    ([options, credentials]) =>
      presskey
        .createClient(options)
        .login(credentials)
        .then(
          () => "logged in",
          (error) => error.code,
        ),
    [{ site: stage.site.url, plugin: PLUGIN, ...VAULT }, credentials("editor")],
  );
  assert.equal(code, "storage_unavailable");
  assert.deepEqual(stage.sent(), []);
});

it("fails a login that it cannot keep, and never falls back to plain text", async () => {
  const app = await stage.visit(VAULT);
  await app.call("ready");
  await app.run(() => {
    IDBObjectStore.prototype.put = () => {
      throw new DOMException("The disk is full.", "QuotaExceededError");
    };
  });
  await assert.rejects(app.login(), { code: "storage_unavailable" });
  assert.equal((await app.session()).status, "anonymous");
  assert.equal(await app.call("token"), null);
  assert.doesNotMatch(await app.stored(), jwt);
});

it("a refresh waits while the vault removes what it could not replace, and leaves no lock behind", async () => {
  stage.site.setOptions({ mode: "pro" });
  const app = await stage.visit(VAULT);
  await app.login();
  const held = await app.run(async () => {
    const entries = IDBObjectStore.prototype;
    const { put, delete: remove } = entries;
    entries.put = function (value, name) {
      // What is known of the site is stored as well.
      if (name.endsWith(":site")) return put.call(this, value, name);
      entries.put = put;
      throw new DOMException("The disk is full.", "QuotaExceededError");
    };
    let removes = false;
    let mayEnd = false;
    entries.delete = function (name) {
      removes = true;
      // A transaction lasts for as long as something is requested in it.
      const goOn = () => {
        if (!mayEnd) this.get(name).onsuccess = goOn;
      };
      goOn();
      return remove.call(this, name);
    };
    const failed = wp.refresh();
    await window.until(() => removes);
    const second = wp.refresh();
    await new Promise((resolve) => setTimeout(resolve, 100));
    mayEnd = true;
    await Promise.all([failed, second]);
    await new Promise((resolve) => setTimeout(resolve, 500));
    const { held } = await navigator.locks.query();
    await wp.refresh();
    return held.map(({ name }) => name);
  });
  assert.deepEqual(held, []);
  await app.reload();
  assert.equal((await app.call("refresh")).status, "authenticated");
});

for (const [what, spoil] of [
  ["the key is lost", (entries) => entries.delete("key")],
  [
    "the key is another one",
    async (entries, done) => {
      const made = await done(entries.get("key"));
      const algorithm = { name: "AES-GCM", length: 256 };
      const key = crypto.subtle.generateKey(algorithm, false, ["encrypt", "decrypt"]);
      return key.then(async (key) => {
        const again = (
          await new Promise((resolve) => {
            const request = indexedDB.open("presskey");
            request.onsuccess = () => resolve(request.result);
          })
        ).transaction("vault", "readwrite");
        again.objectStore("vault").put({ ...made, key }, "key");
        return new Promise((resolve) => {
          again.oncomplete = () => resolve();
        });
      });
    },
  ],
  [
    "the entry is half written",
    async (entries, done) => {
      const [name] = (await done(entries.getAllKeys())).filter((one) =>
        one.startsWith("presskey:"),
      );
      const entry = await done(entries.get(name));
      await done(entries.put({ ...entry, data: entry.data.slice(0, 40) }, name));
    },
  ],
  [
    "the entry is of another version",
    async (entries, done) => {
      const [name] = (await done(entries.getAllKeys())).filter((one) =>
        one.startsWith("presskey:"),
      );
      await done(entries.put({ version: 2, secret: "?" }, name));
    },
  ],
  [
    "the entry is rubbish",
    async (entries, done) => {
      const [name] = (await done(entries.getAllKeys())).filter((one) =>
        one.startsWith("presskey:"),
      );
      await done(entries.put("rubbish", name));
    },
  ],
]) {
  it(`nobody is logged in when ${what}, and the next login is kept`, async () => {
    const app = await stage.visit(VAULT);
    await app.login();
    await inVault(app, spoil);
    await app.reload();
    assert.deepEqual(await app.call("ready"), { status: "anonymous" });
    await app.login();
    await app.reload();
    assert.equal((await app.call("ready")).status, "authenticated");
  });
}

it("an entry does not decrypt under another name", async () => {
  const app = await stage.visit({ ...VAULT, storageKey: "mine" });
  await app.login();
  await inVault(app, async (entries, done) => {
    await done(entries.put(await done(entries.get("mine")), "yours"));
  });
  const { status } = await app.run(
    (options) => presskey.createClient({ ...options, storageKey: "yours" }).ready(),
    app.options,
  );
  assert.equal(status, "anonymous");
});

it("a session that is called as the key is does not replace it", async () => {
  const app = await stage.visit(VAULT);
  const session = await app.login();
  const status = await app.run(
    async (options) => {
      const other = presskey.createClient({ ...options, storageKey: "key" });
      await other.login({ username: "admin", password: options.password });
      other.close();
      const again = presskey.createClient({ ...options, storageKey: "key" });
      const { user } = await again.ready();
      await again.logout();
      again.close();
      return user?.nicename;
    },
    { ...app.options, ...credentials("admin") },
  );
  assert.equal(status, "admin");
  await app.reload();
  assert.deepEqual(await app.call("ready"), session);
});

it("a database of a later version is used as it is", async () => {
  const app = await stage.visit(VAULT);
  await app.login();
  await app.run(
    () =>
      new Promise((resolve, reject) => {
        const request = indexedDB.open("presskey", 7);
        request.onupgradeneeded = () => request.result.createObjectStore("later");
        request.onsuccess = () => resolve(request.result.close());
        request.onerror = reject;
      }),
  );
  assert.equal((await app.call("ready")).status, "authenticated");
  await app.reload();
  assert.equal((await app.call("ready")).status, "authenticated");
});

it("cleared by the visitor: the page goes on, keeps its next token, and a new page is anonymous", async () => {
  stage.site.setOptions({ mode: "pro" });
  const app = await stage.visit(VAULT);
  await app.login();
  const clear = () => app.run(() => fetch("/cleared.html").then(({ ok }) => ok));
  await clear();
  assert.equal((await app.fetch(...ME)).status, 200);
  assert.equal((await app.call("refresh")).status, "authenticated");
  await app.reload();
  assert.equal((await app.call("ready")).status, "authenticated");
  await clear();
  await app.reload();
  assert.deepEqual(await app.call("ready"), { status: "anonymous" });
  assert.equal((await app.login()).persisted, true);
});
