// WordPress's cookies, which a backend keeps for its visitor.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { wordpressCookies } from "../../pkg/server/wordpress-cookies.js";

/** A jar; `get(lines)` is a request whose response sets these cookies, and gives what was sent. */
function jarOf(kept) {
  let sent;
  let lines = [];
  const fetch = async (url, init) => {
    sent = { url, ...init, headers: Object.fromEntries(init.headers) };
    return { headers: { getSetCookie: () => lines } };
  };
  const jar = wordpressCookies(fetch, kept);
  const get = async (...set) => {
    lines = set;
    await jar.fetch("https://e.com/a", { method: "POST", headers: { "X-A": "b" } });
    return sent.headers.cookie;
  };
  return { jar, get, sent: () => sent };
}

it("are sent with the next request, next to what is in it", async () => {
  const { jar, get, sent } = jarOf();
  assert.equal(await get("a=1; Path=/; HttpOnly", " b = 2 ;Secure"), undefined);
  assert.equal(await get(), "a=1; b=2");
  const { url, method, headers } = sent();
  assert.deepEqual([url, method, headers["x-a"]], ["https://e.com/a", "POST", "b"]);
  assert.equal(await get("a=3"), "a=1; b=2");
  assert.equal(await get(), "a=3; b=2");
  assert.equal(jar.revision(), 3);
});

it("come back from a session, and go into it", async () => {
  const kept = { cookies: [["a", "1"]], since: 7 };
  const { jar, get } = jarOf(kept);
  assert.equal(await get(), "a=1");
  assert.deepEqual(jar.export(), kept);
  assert.equal(jar.since.get(), 7);
  const before = Date.now();
  jar.since.set();
  assert.ok(jar.since.get() >= before);
  assert.equal(jar.revision(), 1);
  assert.equal(jarOf().jar.export(), undefined);
  assert.equal(jarOf().jar.since.get(), 0);
});

describe("are removed", () => {
  const past = "Thu, 01 Jan 1970 00:00:00 GMT";
  const future = new Date(Date.now() + 1e9).toUTCString();
  for (const [line, removed] of [
    ["a=", true],
    ["a=2; Max-Age=0", true],
    ["a=2; max-age = -1", true],
    ["a=2; Max-Age=1", false],
    [`a=2; Expires=${past}`, true],
    [`a=2; Expires=${future}`, false],
    [`a=2; Expires= ${past} ; Path=/`, true],
    // RFC 6265 section 5.2: Max-Age wins.
    [`a=2; Max-Age=60; Expires=${past}`, false],
    [`a=2; Max-Age=0; Expires=${future}`, true],
    ["a=2; Expires=soon", false],
    ["a=2; Expires", false],
    ["a=2; Max-Age", false],
    ["a=2", false],
  ]) {
    it(`${removed ? "" : "not "}by ${line}`, async () => {
      const { get } = jarOf({ cookies: [["a", "1"]] });
      await get(line);
      assert.equal(await get(), removed ? undefined : "a=2");
    });
  }
});

it("are kept as far as a session has room", async () => {
  const { jar, get } = jarOf();
  await get(...Array.from({ length: 9 }, (_, at) => `c${at}=x`));
  assert.equal(jar.export().cookies.length, 8);
  await get("c0=y", "c8=y");
  assert.equal((await get()).startsWith("c0=y; c1=x"), true);
  assert.equal((await get()).includes("c8"), false);
  const long = jarOf();
  await long.get(`a=${"x".repeat(2048)}`, `b=${"x".repeat(2049)}`, "=c", "d");
  assert.deepEqual(
    long.jar.export().cookies.map(([name]) => name),
    ["a"],
  );
});

it("are forgotten after a logout, and so is what a response sets that comes late", async () => {
  const told = [];
  let answer;
  const fetch = () => new Promise((resolve) => (answer = resolve));
  const kept = { cookies: [["a", "begin-of-a-secret"]], since: 7 };
  const jar = wordpressCookies(fetch, kept, (value) => (value ? told.push(value) : told.splice(0)));
  jar.share();
  assert.ok(told.includes("begin-of-a-secret"));
  const late = jar.fetch("https://e.com/a", {});
  jar.forget();
  assert.deepEqual([told, jar.export()], [[], undefined]);
  answer({ headers: { getSetCookie: () => ["a=another-secret"] } });
  await late;
  assert.deepEqual([told, jar.export()], [[], undefined]);
});

it("are removed in the second in which they expire", async (t) => {
  const now = Date.UTC(2030, 0, 1);
  t.mock.timers.enable({ apis: ["Date"], now });
  const { get } = jarOf({ cookies: [["a", "1"]] });
  await get(`a=2; Expires=${new Date(now + 1000).toUTCString()}`);
  assert.equal(await get(`a=2; Expires=${new Date(now).toUTCString()}`), "a=2");
  assert.equal(await get(), undefined);
});

it("are searched for as they are sent and as PHP reads them, from eight characters on", () => {
  const toldOf = (value) => {
    const told = [];
    wordpressCookies(fetch, { cookies: [["a", value]], since: 7 }, (text) =>
      told.push(text),
    ).share();
    return told;
  };
  assert.deepEqual(toldOf("a%20b%2Bc+d"), ["", "a%20b%2Bc+d", "a b+c d"]);
  assert.deepEqual(toldOf("%zz+is+none"), ["", "%zz+is+none", "%zz+is+none"]);
  assert.deepEqual(toldOf("12345678"), ["", "12345678", "12345678"]);
  assert.deepEqual(toldOf("1234567"), [""]);
});

it("are searched for up to 64 earlier values, and those in force", async () => {
  const told = new Set();
  let line;
  const fetch = async () => ({ headers: { getSetCookie: () => [line] } });
  const kept = { cookies: [["other", "in-force-all-the-time"]], since: 7 };
  const jar = wordpressCookies(fetch, kept, (value) => (value ? told.add(value) : told.clear()));
  for (let at = 0; at < 200; at++) {
    line = `a=value-number-${at}`;
    await jar.fetch("https://e.com/a", {});
  }
  assert.equal(told.size, 65);
  for (const value of ["in-force-all-the-time", "value-number-199", "value-number-136"])
    assert.ok(told.has(value), value);
  assert.ok(!told.has("value-number-135"));
});
