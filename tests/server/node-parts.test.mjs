// nodeHandler() with requests and responses that only record: one property at a time. node.test.mjs has
// servers.
import assert from "node:assert/strict";
import { EventEmitter } from "node:events";
import { describe, it } from "node:test";
import { use } from "../../pkg/engine/error.js";
import { PresskeyError } from "../../pkg/front/presskey-error.js";
import { refusal } from "../../pkg/server/answer.js";
import { nodeHandler } from "../../pkg/server/node.js";

use(PresskeyError);

const turn = () => new Promise(setImmediate);

/** A request of `node:http`; its body comes in pieces. */
function incoming({ headers = { host: "app.example" }, pieces = [], ...more } = {}) {
  const rawHeaders = Object.entries(headers).flatMap(([name, value]) =>
    [value].flat().flatMap((each) => [name, each]),
  );
  const state = { returned: 0 };
  const req = {
    ...{ socket: {}, method: "GET", url: "/", headers, rawHeaders, state },
    [Symbol.asyncIterator]: () => {
      const left = [...pieces];
      return {
        next: async () => (left.length ? { done: false, value: left.shift() } : { done: true }),
        return: async () => void state.returned++,
      };
    },
    ...more,
  };
  return req;
}

/** A response that takes so many pieces before it says that it is full. */
class Outgoing extends EventEmitter {
  headers = {};
  log = [];
  destroyed = false;
  headersSent = false;
  writableFinished = false;
  constructor(room = Infinity) {
    super();
    this.room = room;
  }
  setHeader(name, value) {
    assert.equal(this.headersSent, false);
    this.headers[name] = value;
  }
  #take(name, chunk) {
    this.headersSent = true;
    this.log.push(chunk ? `${name} ${Buffer.from(chunk)}` : name);
  }
  write(chunk) {
    this.#take("write", chunk);
    return this.room-- > 0;
  }
  end(chunk) {
    this.#take("end", chunk);
    this.writableFinished = true;
    this.emit("close");
  }
  destroy() {
    this.destroyed = true;
    this.log.push("destroy");
    this.emit("close");
  }
}

/** Handles a request with a backend, or one that gives this response. */
async function run(req, answer = new Response("ok"), { res = new Outgoing(), next } = {}) {
  const asked = [];
  const handle = async (request, context) => {
    asked.push(request);
    assert.equal(context, req);
    return typeof answer === "function" ? answer(request) : answer;
  };
  await nodeHandler({ handle })(req, res, next);
  return { request: asked[0], res };
}

describe("a request", () => {
  const urlOf = async (more) => (await run(incoming(more))).request?.url;

  it("has the address that the client has asked for", async () => {
    assert.equal(await urlOf(), "http://app.example/");
    assert.equal(await urlOf({ socket: { encrypted: true } }), "https://app.example/");
    assert.equal(await urlOf({ headers: { host: "[::1]:8080" } }), "http://[::1]:8080/");
    assert.equal(await urlOf({ url: "/a/b?c=d?e" }), "http://app.example/a/b?c=d?e");
    assert.equal(await urlOf({ url: "/a?" }), "http://app.example/a?");
    assert.equal(await urlOf({ url: "/b", originalUrl: "/a/b" }), "http://app.example/a/b");
    assert.equal(await urlOf({ url: "//evil.example/a" }), "http://app.example//evil.example/a");
    assert.equal(await urlOf({ url: "a" }), "http://app.example/a");
    assert.equal(await urlOf({ url: "*", method: "OPTIONS" }), "http://app.example/*");
    const headers = { ":authority": "two.example", host: "one.example" };
    assert.equal(await urlOf({ headers }), "http://two.example/");
  });

  it("without a host, or with one that is more than that, is the client's mistake", async () => {
    const hosts = [undefined, "", "a/b", "user@a", "user:x@a", "a?b", "a#b", "a b", "a:x"];
    for (const host of hosts) {
      const headers = host === undefined ? { accept: "x" } : { host };
      const req = incoming({ headers });
      req.rawHeaders = [];
      const { request, res } = await run(req);
      assert.equal(request, undefined, host);
      assert.equal(res.statusCode, 400);
      const message = "This request is not in the form that browsers send.";
      assert.ok(res.log.join().includes(`"code":"invalid_option","message":"${message}"`));
    }
    const { res } = await run(incoming({ method: "TRACE" }));
    assert.equal(res.statusCode, 400);
  });

  it("has the headers that came, but those of HTTP/2 itself", async () => {
    const headers = { ":authority": "a.example", ":path": "/", Accept: ["x", "y"], "X-A": "b" };
    const { request } = await run(incoming({ headers }));
    assert.deepEqual(
      [...request.headers],
      [
        ["accept", "x, y"],
        ["x-a", "b"],
      ],
    );
  });

  it("has a body if its method may have one", async () => {
    const pieces = ["a", Buffer.from("b")].map((piece) => Buffer.from(piece));
    for (const method of ["POST", "PUT", "DELETE", "OPTIONS"]) {
      const { request } = await run(incoming({ method, pieces }));
      assert.equal(request.method, method);
      assert.equal(await request.text(), "ab");
    }
    for (const method of ["GET", "HEAD"])
      assert.equal((await run(incoming({ method, pieces }))).request.body, null);
  });

  it("is not read any further if nobody wants its body", async () => {
    const req = incoming({ method: "POST", pieces: [Buffer.from("a"), Buffer.from("b")] });
    const { request } = await run(req);
    await request.body.cancel();
    assert.equal(req.state.returned, 1);
    const other = incoming({ method: "POST" });
    other[Symbol.asyncIterator] = () => ({ next: () => new Promise(() => {}) });
    await (await run(other)).request.body.cancel();
  });

  it("has what a body parser has left", async () => {
    const textOf = async (body, type, more) => {
      const headers = { host: "a.example", ...(type && { "content-type": type }) };
      const given = { method: "POST", readableEnded: true, body, headers, ...more };
      return (await run(incoming({ pieces: [Buffer.from("stream")], ...given }))).request.text();
    };
    assert.equal(await textOf("text", "text/plain"), "text");
    assert.equal(await textOf(Buffer.from("bytes"), "image/png"), "bytes");
    assert.equal(await textOf({ a: 1 }, "application/json"), '{"a":1}');
    assert.equal(await textOf({ a: "1 2" }, "application/x-www-form-urlencoded"), "a=1+2");
    assert.equal(await textOf({ a: "1" }, "Application/X-WWW-Form-Urlencoded; charset=x"), "a=1");
    assert.equal(await textOf({ a: 1 }, "x; application/x-www-form-urlencoded"), '{"a":1}');
    assert.equal(await textOf({ a: 1 }), '{"a":1}');
    assert.equal(await textOf(undefined, "application/json"), "stream");
    assert.equal(await textOf({ a: 1 }, "application/json", { readableEnded: false }), "stream");
  });

  it("is over when the client leaves, and not when it has its response", async () => {
    const { request, res } = await run(incoming());
    res.emit("close");
    assert.equal(request.signal.aborted, false);
    let signal;
    const leaving = new Outgoing();
    await run(
      incoming(),
      (request) => {
        ({ signal } = request);
        assert.equal(signal.aborted, false);
        leaving.emit("close");
        return new Response("x");
      },
      { res: leaving },
    );
    assert.equal(signal.aborted, true);
  });
});

describe("a response", () => {
  it("has its status and its headers, each cookie alone", async () => {
    const headers = new Headers({ "X-A": "b", "Content-Type": "text/x" });
    headers.append("Set-Cookie", "a=1");
    headers.append("Set-Cookie", "b=2");
    const { res } = await run(incoming(), new Response(null, { status: 204, headers }));
    assert.equal(res.statusCode, 204);
    assert.deepEqual(res.headers, {
      "content-type": "text/x",
      "x-a": "b",
      "Set-Cookie": ["a=1", "b=2"],
    });
    assert.deepEqual(res.log, ["end"]);
    const { res: other } = await run(incoming(), new Response(null, { headers: { "x-a": "b" } }));
    assert.deepEqual(other.headers, { "x-a": "b" });
  });

  /** A body whose pieces come when the test says so. */
  function body() {
    let controller;
    const state = { cancelled: 0 };
    const stream = new ReadableStream({
      start(given) {
        controller = given;
      },
      cancel: () => void state.cancelled++,
    });
    return {
      stream,
      state,
      push: (text) => controller.enqueue(Buffer.from(text)),
      close: () => controller.close(),
      fail: (error) => controller.error(error),
    };
  }

  it("that is short is sent in one piece", async () => {
    assert.deepEqual((await run(incoming(), new Response("short"))).res.log, ["end short"]);
    assert.deepEqual((await run(incoming(), new Response(""))).res.log, ["end"]);
  });

  it("that is long is sent as it comes", async () => {
    const { stream, push, close } = body();
    const res = new Outgoing();
    const done = run(incoming(), new Response(stream), { res });
    push("a");
    await turn();
    await turn();
    assert.deepEqual(res.log, ["write a"]);
    push("b");
    await turn();
    assert.deepEqual(res.log, ["write a", "write b"]);
    push("c");
    close();
    await done;
    assert.deepEqual(res.log, ["write a", "write b", "write c", "end"]);
  });

  it("waits for a client that is slow", async () => {
    for (const event of ["drain", "close"]) {
      const { stream, push, close } = body();
      const res = new Outgoing(0);
      const done = run(incoming(), new Response(stream), { res });
      for (const text of ["a", "b"]) push(text);
      close();
      for (let at = 0; at < 5; at++) await turn();
      assert.deepEqual(res.log, ["write a"]);
      res.room = Infinity;
      res.emit(event);
      await done;
      assert.deepEqual(res.log, ["write a", "write b", "end"]);
    }
  });

  it("is not read any further when the client has left", async () => {
    const { stream, state, push } = body();
    const res = new Outgoing();
    const done = run(incoming(), new Response(stream), { res });
    push("a");
    await turn();
    await turn();
    res.destroyed = true;
    push("b");
    await done;
    assert.deepEqual([res.log, state.cancelled], [["write a", "end"], 1]);
    const kept = body();
    const whole = run(incoming(), new Response(kept.stream));
    kept.push("a");
    kept.close();
    await whole;
    assert.equal(kept.state.cancelled, 0);
  });

  it("that breaks off ends the connection", async () => {
    const { stream, push, fail } = body();
    const res = new Outgoing();
    const next = () => assert.fail("it has begun");
    const done = run(incoming(), new Response(stream), { res, next });
    push("a");
    await turn();
    await turn();
    fail(new Error("broken"));
    await done;
    assert.deepEqual(res.log, ["write a", "destroy"]);
  });

  it("that breaks off before its first piece is an error", async () => {
    const { stream, fail } = body();
    const res = new Outgoing();
    const done = run(incoming(), new Response(stream), { res });
    await turn();
    fail(new Error("broken"));
    await done;
    assert.equal(res.statusCode, 500);
  });

  it("that breaks off behind its first piece is no short one", async () => {
    const { stream, push, fail } = body();
    const res = new Outgoing();
    push("a");
    const done = run(incoming(), new Response(stream), { res });
    await null;
    fail(new Error("broken"));
    await done;
    assert.ok(!res.log.includes("end a"), String(res.log));
    assert.ok(res.destroyed || res.statusCode === 500);
  });
});

describe("an error", () => {
  const throwing = (error) => () => {
    throw error;
  };

  it("is the next handler's, but a refusal", async () => {
    const told = [];
    const next = (...given) => told.push(given);
    const error = new Error("own");
    for (const each of [error, undefined, null, "text"]) {
      const { res } = await run(incoming(), throwing(each), { next });
      assert.deepEqual(told.splice(0), [[each]]);
      assert.deepEqual(res.log, []);
    }
    const refused = refusal("invalid_option", 413, "Too large.");
    const { res } = await run(incoming(), throwing(refused), { next });
    assert.deepEqual([res.statusCode, told], [413, []]);
    assert.match(res.log.join(), /^end .*"Too large\."/);
  });

  it("is a response without a next handler", async () => {
    const { res } = await run(incoming(), throwing(new Error("own")));
    assert.equal(res.statusCode, 500);
    assert.match(res.log.join(), /internal_error/);
    assert.doesNotMatch(res.log.join(), /own/);
  });

  it("of a client that has left is nobody's", async () => {
    const res = new Outgoing();
    const next = () => assert.fail("nobody is there");
    const answer = () => {
      res.emit("close");
      throw new Error("aborted");
    };
    await run(incoming(), answer, { res, next });
    assert.deepEqual(res.log, ["destroy"]);
  });
});
