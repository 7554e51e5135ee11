// The bodies that a backend reads itself: of logins and batches.
import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it, mock } from "node:test";
import { readBytes, readJson } from "../../pkg/server/body.js";

/** A request whose body comes in these pieces; `canceled` tells that nobody reads on. */
function request(pieces, headers = { "content-type": "application/json" }) {
  const one = { headers: new Headers(headers), canceled: 0 };
  const rest = pieces.map((piece) =>
    typeof piece === "string" ? new TextEncoder().encode(piece) : piece,
  );
  one.body = {
    getReader: () => ({
      async read() {
        const value = rest.shift();
        if (value instanceof Promise) await value;
        return value ? { value, done: false } : { done: true };
      },
      async cancel() {
        one.canceled++;
        throw new Error("canceling fails as well");
      },
    }),
  };
  return one;
}

describe("readJson", () => {
  for (const type of [
    "application/json",
    "Application/JSON; charset=utf-8",
    "application/json ;x",
  ]) {
    it(`reads an object of ${type}`, async () => {
      const one = request(['{"a":"', "ä", '"}'], { "content-type": type });
      assert.deepEqual(await readJson(one), { a: "ä" });
      assert.equal(one.canceled, 0);
    });
  }

  it("reads nothing as nothing, whatever it is called", async () => {
    assert.equal(await readJson(request([], {})), undefined);
    assert.equal(await readJson({ headers: new Headers(), body: null }), undefined);
  });

  for (const [type, body, status] of [
    ["text/plain", "{}", 415],
    ["application/x-www-form-urlencoded", "a=b", 415],
    ["application/json5", "{}", 415],
    ["text/application/json", "{}", 415],
    ["", "{}", 415],
    [undefined, "{}", 415],
    ["application/json", "{", 400],
    ["application/json", "null", 400],
    ["application/json", "[]", 400],
    ["application/json", "7", 400],
    ["application/json", '"{}"', 400],
    ["application/json", new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]), 400],
  ]) {
    it(`refuses ${body} of ${type} with ${status}`, async () => {
      const headers = type === undefined ? {} : { "content-type": type };
      await assert.rejects(readJson(request([body], headers)), (error) => {
        assert.deepEqual([error.code, error.http], ["invalid_option", status]);
        return true;
      });
    });
  }

  it("says whether it is no JSON, or no object", async () => {
    for (const [body, message] of [
      ["{", "The body is not valid JSON."],
      ["[]", "The body must be a JSON object."],
    ])
      await assert.rejects(readJson(request([body])), { message });
  });

  it("refuses what is nested more deeply than WordPress reads", async () => {
    const deep = (levels) => `{"[":"]\\"[","a":${"[".repeat(levels - 1)}${"]".repeat(levels - 1)}}`;
    assert.equal(Object.keys(await readJson(request([deep(512)]))).length, 2);
    assert.equal((await readJson(request([`{"a":"${"[{".repeat(600)}"}`]))).a.length, 1200);
    const message = "The JSON of the body is nested more than 512 levels deep.";
    for (const levels of [513, 30_000])
      await assert.rejects(readJson(request([deep(levels)])), { message, http: 400 });
  });

  it("leaves no timer that keeps a process running", async () => {
    const timers = () =>
      process.getActiveResourcesInfo().filter((resource) => resource === "Timeout").length;
    const before = timers();
    await readJson(request(["{}"]));
    await readJson(request(["{"])).catch(() => {});
    assert.equal(timers(), before);
  });

  it("takes 64 kB, or as much as is said", async () => {
    const text = (length) => `{"a":"${"x".repeat(length - 8)}"}`;
    assert.ok(await readJson(request([text(65_536)])));
    await assert.rejects(readJson(request([text(65_537)])), { http: 413 });
    assert.ok(await readJson(request([text(65_537)]), 65_537));
    await assert.rejects(readJson(request([text(11)]), 10), { http: 413 });
  });
});

describe("readBytes", () => {
  beforeEach(() => mock.timers.enable({ apis: ["setTimeout"] }));
  afterEach(() => mock.timers.reset());

  it("joins the pieces", async () => {
    const one = request([new Uint8Array([1, 2]), new Uint8Array([3]), new Uint8Array([4])]);
    assert.deepEqual([...(await readBytes(one, 4))], [1, 2, 3, 4]);
  });

  it("stops as soon as it is too much", async () => {
    const one = request([new Uint8Array(3), new Uint8Array(2), new Uint8Array(9)]);
    await assert.rejects(readBytes(one, 4), { code: "invalid_option", http: 413 });
    assert.equal(one.canceled, 1);
    const said = request([], { "content-length": "5" });
    await assert.rejects(readBytes(said, 4), { http: 413 });
    assert.deepEqual([...(await readBytes(request([], { "content-length": "4" }), 4))], []);
    assert.deepEqual([...(await readBytes(request([], { "content-length": "x" }), 4))], []);
  });

  it("does not wait for longer than ten seconds", async () => {
    const one = request([new Promise(() => {})]);
    const read = readBytes(one, 4);
    let ended = false;
    read.catch(() => {
      ended = true;
    });
    await undefined;
    mock.timers.tick(9999);
    await new Promise(setImmediate);
    assert.equal(ended, false);
    mock.timers.tick(1);
    await assert.rejects(read, { code: "timeout", http: 408 });
    assert.equal(one.canceled, 1);
  });

  it("tells the reason where reading fails", async () => {
    const cause = new Error("reset");
    const failing = Promise.reject(cause);
    failing.catch(() => {});
    const one = request([failing]);
    await assert.rejects(readBytes(one, 4), (error) => error === cause);
    assert.equal(one.canceled, 1);
  });
});
