// Sealed values, and what a process remembers of them for a while.
import assert from "node:assert/strict";
import { afterEach, describe, it, mock } from "node:test";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import fc from "fast-check";
import { expiringMap, recentSessions, settled } from "../../pkg/server/recent.js";
import { digest, fromBase64url, randomId, sealer, toBase64url } from "../../pkg/server/seal.js";

const SITE = "https://example.com";
const [OLD, NEW] = ["an old secret of 32 characters....", "a new secret of 32 characters....."];
const { Buffer } = globalThis;
const unrefed = [];
afterEach(() => {
  globalThis.Buffer = Buffer;
  mock.timers.reset();
});

describe("base64url", () => {
  for (const [runtime, buffer] of [
    ["Node", Buffer],
    ["a runtime without Buffer", undefined],
  ]) {
    it(`is that of RFC 4648 in ${runtime}`, () => {
      fc.assert(
        fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
          const wanted = Buffer.from(bytes).toString("base64url");
          globalThis.Buffer = buffer;
          const [text, back] = [toBase64url(bytes), fromBase64url(wanted)];
          globalThis.Buffer = Buffer;
          assert.equal(text, wanted);
          assert.deepEqual([...back], [...bytes]);
        }),
      );
    });

    it(`refuses other characters in ${runtime}`, () => {
      for (const text of ["a+b/", "YQ==", " YQ", "YQ ", "YQ\n", "é", "a.b", "a\0"]) {
        globalThis.Buffer = buffer;
        const bytes = fromBase64url(text);
        globalThis.Buffer = Buffer;
        assert.equal(bytes, undefined, text);
      }
    });
  }

  it("makes ids of 256 bits unless told otherwise, and digests of SHA-256", async () => {
    assert.match(randomId(), /^[\w-]{43}$/);
    assert.match(randomId(16), /^[\w-]{22}$/);
    assert.notEqual(randomId(), randomId());
    assert.equal(await digest("abc"), "ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0");
  });
});

describe("a sealed value", () => {
  const value = { token: "a.b.c", n: 1 };

  it("opens for its site, purpose and subject, and for nothing else", async () => {
    const ours = sealer([NEW], SITE);
    const text = await ours.seal("cookie", value, "id");
    assert.deepEqual(await sealer([NEW], SITE).open("cookie", text, "id"), value);
    for (const [secret, site, purpose, subject] of [
      [OLD, SITE, "cookie", "id"],
      [NEW, `${SITE}/blog`, "cookie", "id"],
      [NEW, SITE, "login", "id"],
      [NEW, SITE, "cookie", "other"],
      [NEW, SITE, "cookie", undefined],
    ]) {
      const other = sealer([secret], site);
      assert.equal(await other.open(purpose, text, subject), undefined);
    }
    // Also when this process remembers what it has opened.
    assert.deepEqual(await ours.open("cookie", text, "id"), value);
    assert.deepEqual(await ours.open("cookie", text, "id"), value);
    assert.equal(await ours.open("login", text, "id"), undefined);
    assert.equal(await ours.open("cookie", text), undefined);
  });

  it("opens if an earlier version sealed it: an update logs nobody out", async () => {
    const text = "2cuFXnMHb7aezNRLSyDmqrXqmaYghfk7dYTv6rkQHL5CARsSZfcFJI9wyAzit0i2AGdT";
    assert.deepEqual(await sealer([NEW], SITE).open("cookie", text, "id"), value);
  });

  it("opens with each secret, and is sealed with the first", async () => {
    const [old, both] = [sealer([OLD], SITE), sealer([NEW, OLD], SITE)];
    assert.deepEqual(await both.open("a", await old.seal("a", value)), value);
    assert.deepEqual(await sealer([NEW], SITE).open("a", await both.seal("a", value)), value);
    assert.equal(await old.open("a", await both.seal("a", value)), undefined);
  });

  it("is another text each time, and shows nothing of the value", async () => {
    const { seal } = sealer([NEW], SITE);
    const texts = await Promise.all([seal("a", value), seal("a", value)]);
    assert.notEqual(texts[0], texts[1]);
    assert.notEqual(texts[0].slice(0, 16), texts[1].slice(0, 16));
    for (const text of texts) {
      assert.match(text, /^[\w-]+$/);
      assert.ok(!Buffer.from(text, "base64url").toString("latin1").includes("a.b.c"));
    }
  });

  it("does not open with any character changed, cut or added", async () => {
    const text = await sealer([NEW], SITE).seal("a", value);
    const { open } = sealer([NEW], SITE);
    for (let at = 0; at < text.length; at++) {
      const other = text[at] === "A" ? "B" : "A";
      assert.equal(await open("a", text.slice(0, at) + other + text.slice(at + 1)), undefined);
      assert.equal(await open("a", text.slice(0, at)), undefined);
    }
    for (const added of [`${text}A`, `${text}=`, `${text} `, `A${text}`])
      assert.equal(await open("a", added), undefined);
    // The last character has bits that decoding drops: each text has one spelling.
    const bytes = Buffer.from(text, "base64url");
    for (const last of "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") {
      const spelled = text.slice(0, -1) + last;
      if (spelled === text || !Buffer.from(spelled, "base64url").equals(bytes)) continue;
      assert.equal(await open("a", spelled), undefined, last);
    }
    assert.deepEqual(await open("a", text), value);
  });

  it("is undefined for anything that is no text", async () => {
    const { open } = sealer([NEW], SITE);
    for (const text of [undefined, null, 1, {}, ["AAAA"], "", "AAAA", "A".repeat(16)])
      assert.equal(await open("a", text), undefined);
  });
});

describe("what a process remembers", () => {
  it("is forgotten after its time, to the millisecond", () => {
    mock.timers.enable({ apis: ["Date"], now: 1000 });
    const map = expiringMap();
    map.set("a", 1, 10);
    assert.equal(map.get("a"), 1);
    mock.timers.tick(9);
    assert.equal(map.get("a"), 1);
    mock.timers.tick(1);
    assert.equal(map.get("a"), undefined);
    assert.equal(map.get("b"), undefined);
    map.set("a", 2, 10);
    map.delete("a");
    assert.equal(map.get("a"), undefined);
  });

  it("is at most as many entries as it may be, the newest", () => {
    const map = expiringMap(3);
    for (const key of ["a", "b", "c"]) map.set(key, key, 1000);
    // Set again: now the newest.
    map.set("a", "A", 1000);
    map.set("d", "d", 1000);
    assert.deepEqual(
      ["a", "b", "c", "d"].map((key) => map.get(key)),
      ["A", undefined, "c", "d"],
    );
  });

  it("leaves memory after its time, also if nobody asks", async () => {
    mock.timers.enable({ apis: ["Date", "setTimeout"], now: 1000 });
    setFlagsFromString("--expose-gc");
    const collect = runInNewContext("gc");
    const map = expiringMap();
    const refs = ["a", "b"].map((key) => {
      const value = { key };
      map.set(key, value, 30_000);
      return new WeakRef(value);
    });
    const isThere = async () => {
      for (let round = 0; round < 20; round++) {
        await new Promise(setImmediate);
        collect();
      }
      return refs.map((ref) => ref.deref() !== undefined);
    };
    mock.timers.tick(29_999);
    assert.deepEqual(await isThere(), [true, true]);
    mock.timers.tick(2);
    assert.deepEqual(await isThere(), [false, false]);
    // Not before, so that it is not the whole map that was collected.
    assert.equal(map.get("a"), undefined);
  });

  it("is forgotten at once by what it is", () => {
    const map = expiringMap();
    for (const key of ["a", "b", "c"]) map.set(key, key.toUpperCase(), 1000);
    map.deleteWhere((value, key) => value === "A" || key === "c");
    assert.deepEqual(
      ["a", "b", "c"].map((key) => map.get(key)),
      [undefined, "B", undefined],
    );
  });

  // Next.js bundles the app's backend three times.
  it("is an opened value, which a logout in another copy of the backend removes", async () => {
    const [one, two] = [sealer([NEW], SITE), sealer([NEW], SITE)];
    for (const isIt of [({ id }) => id === "session", (_, subject) => subject === "key"]) {
      const text = await one.seal("cookie", { id: "session" }, "key");
      const kept = await one.seal("cookie", { id: "another" }, "other");
      const opened = await two.open("cookie", text, "key");
      const another = await two.open("cookie", kept, "other");
      assert.equal(await two.open("cookie", text, "key"), opened);
      one.forget(isIt);
      assert.notEqual(await two.open("cookie", text, "key"), opened);
      assert.equal(await two.open("cookie", kept, "other"), another);
    }
  });

  it("is kept under a name that all copies of this version know", () => {
    recentSessions();
    assert.ok(globalThis[Symbol.for("presskey/server 1")].renewed);
  });

  it("is a renewed session for 30 seconds, if it is newer", () => {
    mock.timers.enable({ apis: ["Date"], now: 1000 });
    const recent = recentSessions();
    const payload = { version: 2 };
    recent.renew("id", payload);
    assert.equal(recent.newer("id", 1), payload);
    assert.equal(recent.newer("id", 2), undefined);
    assert.equal(recent.newer("other", 1), undefined);
    mock.timers.tick(29_999);
    assert.equal(recent.newer("id", 1), payload);
    mock.timers.tick(1);
    assert.equal(recent.newer("id", 1), undefined);
  });

  it("is the end of a session, which takes its renewal away", () => {
    const recent = recentSessions();
    recent.renew("id", { version: 2 });
    recent.end("id", "logged_out", 1000);
    assert.equal(recent.newer("id", 1), undefined);
    assert.equal(recent.ended("id"), "logged_out");
    assert.equal(recent.ended("other"), undefined);
  });
});

describe("work for one session", () => {
  it("is done one at a time, in order, also after a failure", async () => {
    const recent = recentSessions();
    const log = [];
    const work = (name, fails) => async () => {
      log.push(`${name} begins`);
      await new Promise(setImmediate);
      log.push(`${name} ends`);
      if (fails) throw new Error(name);
      return name;
    };
    const runs = [
      recent.exclusive("id", work("a")),
      recent.exclusive("id", work("b", true)),
      recent.exclusive("id", work("c")),
    ];
    const results = await Promise.allSettled(runs);
    assert.deepEqual(
      results.map(({ value, reason }) => value ?? reason.message),
      ["a", "b", "c"],
    );
    assert.deepEqual(
      log,
      ["a", "b", "c"].flatMap((name) => [`${name} begins`, `${name} ends`]),
    );
    // Another session does not wait.
    let release;
    const stuck = recent.exclusive("id", () => new Promise((resolve) => (release = resolve)));
    assert.equal(await recent.exclusive("other", () => 1), 1);
    await new Promise(setImmediate);
    release(2);
    assert.equal(await stuck, 2);
  });

  it("waits also for work that began when earlier work ended", async () => {
    const recent = recentSessions();
    let release;
    const first = recent.exclusive("id", () => 1);
    const second = recent.exclusive("id", () => new Promise((resolve) => (release = resolve)));
    await first;
    await new Promise(setImmediate);
    let begun = false;
    const third = recent.exclusive("id", () => (begun = true));
    await new Promise(setImmediate);
    assert.equal(begun, false);
    release();
    await Promise.all([second, third]);
  });

  it("leaves nothing in memory", async () => {
    setFlagsFromString("--expose-gc");
    const collect = runInNewContext("gc");
    const recent = recentSessions();
    const result = new WeakRef(await recent.exclusive("id", () => ({})));
    for (let round = 0; round < 20 && result.deref(); round++) {
      await new Promise(setImmediate);
      collect();
    }
    assert.equal(result.deref(), undefined);
    // Not before, so that it is not the whole map that was collected.
    assert.equal(recent.newer("id", 1), undefined);
  });

  // Servers with rotation revoke all tokens of a session whose refresh token is used twice.
  it("waits longer than a renewal may take, and not for ever", async () => {
    for (const [timeout, patience] of [
      [undefined, 70_000],
      [1000, 12_000],
      [0, 600_000],
      // More than a timer can count: it would fire immediately.
      [Number.POSITIVE_INFINITY, 600_000],
      [2 ** 30, 600_000],
    ]) {
      mock.timers.enable({ apis: ["setTimeout"] });
      const recent = recentSessions(timeout);
      recent.exclusive("id", () => new Promise(() => {}));
      let begun = false;
      const second = recent.exclusive("id", () => {
        begun = true;
      });
      await new Promise(setImmediate);
      mock.timers.tick(patience - 1);
      await new Promise(setImmediate);
      assert.equal(begun, false, `${timeout}`);
      mock.timers.tick(1);
      await second;
      mock.timers.reset();
    }
  });

  it("leaves memory after its time, also if other entries come meanwhile", () => {
    mock.timers.enable({ apis: ["Date", "setTimeout"], now: 1000 });
    const map = expiringMap();
    const there = () => {
      const keys = [];
      map.deleteWhere((_, key) => void keys.push(key));
      return keys;
    };
    map.set("a", 1, 30_000);
    mock.timers.tick(29_000);
    map.set("b", 1, 30_000);
    mock.timers.tick(1001);
    assert.deepEqual(there(), ["b"]);
    mock.timers.tick(29_000);
    assert.deepEqual(there(), []);
  });

  for (const [runtime, Deno] of [
    ["Deno, without keeping the process alive", { unrefTimer: (timer) => unrefed.push(timer) }],
    ["Cloudflare Workers, with the next entry only", undefined],
  ]) {
    it(`cleans up in ${runtime}`, (t) => {
      unrefed.length = 0;
      const numbers = [];
      t.mock.method(globalThis, "setTimeout", (work) => numbers.push(work));
      const cleared = t.mock.method(globalThis, "clearTimeout", () => {});
      globalThis.Deno = Deno;
      t.after(() => delete globalThis.Deno);
      expiringMap().set("a", 1, 1000);
      assert.equal(numbers.length, 1);
      assert.deepEqual(unrefed, Deno ? [1] : []);
      assert.equal(cleared.mock.calls.at(-1).arguments[0], Deno ? undefined : 1);
    });
  }

  it("waits 20 seconds for a promise that never settles", async () => {
    mock.timers.enable({ apis: ["setTimeout"] });
    let over = false;
    const waiting = settled(new Promise(() => {})).then(() => (over = true));
    mock.timers.tick(19_999);
    await new Promise(setImmediate);
    assert.equal(over, false);
    mock.timers.tick(1);
    await waiting;
    await settled(undefined);
    await settled(Promise.reject(new Error("not ours")));
  });
});
