// nodeHandler(): a backend behind Node's own HTTP server, and behind Express with its body parsers.
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, request as send } from "node:http";
import http2 from "node:http2";
import { connect } from "node:net";
import { it } from "node:test";
import express from "express";
import { nodeHandler } from "presskey/server";
import { credentials } from "../support/app.mjs";
import { browser } from "./lib/browser.mjs";
import { setWorld } from "./lib/world.mjs";

const world = setWorld();

/** Serves, and gives what `browser()` takes for a backend. */
async function listen(listener) {
  const server = createServer(listener).listen(0, "127.0.0.1");
  await once(server, "listening");
  const origin = `http://127.0.0.1:${server.address().port}`;
  return {
    origin,
    handle: (request) => fetch(request, { redirect: "manual" }),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

const apps = {
  "Node's server": (handler) => handler,
  "Express, mounted": (handler) => express().use("/api/presskey", handler),
  "Express, by a wildcard": (handler) => express().all("/api/presskey/*path", handler),
  "Express, behind body parsers": (handler) =>
    express()
      .use(express.json(), express.urlencoded(), express.text(), express.raw({ type: "image/*" }))
      .use("/api/presskey", handler),
};

for (const [name, make] of Object.entries(apps)) {
  it(`${name}: logs in, writes, uploads, streams and logs out`, async () => {
    const server = await listen(make(nodeHandler(world.backend())));
    try {
      const visitor = browser(server, { origin: server.origin });
      const answer = await visitor.login(credentials("editor"));
      assert.equal(answer.status, 200, await answer.text());
      assert.match(answer.headers.getSetCookie()[0], /^presskey=/);
      assert.equal((await (await visitor.send("/rest/wp/v2/users/me")).json()).id, 2);
      const json = await visitor.post("/rest/echo", { a: "é" });
      assert.equal((await json.json()).sent, '{"a":"é"}');
      const form = await visitor.send("/rest/echo", {
        method: "POST",
        body: new URLSearchParams({ a: "1 & 2" }),
        headers: { "content-type": "application/x-www-form-urlencoded" },
      });
      assert.equal((await form.json()).sent, "a=1+%26+2");
      const image = await visitor.send("/rest/echo", {
        method: "PUT",
        body: new Blob(["x".repeat(100_000)]),
        headers: { "content-type": "image/png" },
      });
      assert.equal((await image.json()).sent.length, 100_000);
      const none = await visitor.send("/rest/echo", { method: "DELETE" });
      assert.deepEqual([none.status, (await none.json()).sent], [200, ""]);
      assert.equal((await visitor.post("/logout")).status, 200);
      assert.equal(visitor.cookie(), "");
    } finally {
      await server[Symbol.asyncDispose]();
    }
  });
}

it("a visitor who leaves is noticed, and the server lives on", async () => {
  let asked;
  const begun = new Promise((done) => {
    asked = done;
  });
  world.site.setOptions({
    answer({ route }) {
      if (route !== "/slow") return undefined;
      asked();
      return "hang";
    },
  });
  const server = await listen(nodeHandler(world.backend()));
  try {
    const request = send(`${server.origin}/api/presskey/rest/slow`).end();
    request.on("error", () => {});
    await begun;
    request.destroy();
    const visitor = browser(server, { origin: server.origin });
    assert.equal((await visitor.session()).status, "anonymous");
  } finally {
    await server[Symbol.asyncDispose]();
  }
});

it("a body that breaks off ends the request", async () => {
  const server = await listen(nodeHandler(world.backend()));
  try {
    const request = send(`${server.origin}/api/presskey/login`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        "content-length": "100",
        "sec-fetch-site": "same-origin",
      },
    });
    request.on("error", () => {});
    request.write("{");
    await new Promise((done) => setTimeout(done, 50));
    request.destroy();
    const visitor = browser(server, { origin: server.origin });
    assert.equal((await visitor.session()).status, "anonymous");
  } finally {
    await server[Symbol.asyncDispose]();
  }
});

it("a response that breaks off while the visitor is slow ends the connection only", async () => {
  let fail;
  const parts = [new Uint8Array(4), new Uint8Array(4_000_000)];
  const body = () =>
    new ReadableStream({
      async pull(controller) {
        if (parts.length) return controller.enqueue(parts.shift());
        await new Promise((resolve) => {
          fail = resolve;
        });
        throw new Error("gone");
      },
    });
  const server = await listen(nodeHandler({ handle: async () => new Response(body()) }));
  try {
    const request = send(server.origin).end();
    const [response] = await once(request, "response");
    await new Promise((done) => setTimeout(done, 50));
    // The second part still waits to be sent.
    fail();
    await new Promise((done) => setTimeout(done, 50));
    const broken = once(response, "error");
    response.resume();
    assert.equal((await broken)[0].code, "ECONNRESET");
  } finally {
    await server[Symbol.asyncDispose]();
  }
});

it("a short body comes with its length, a long one as it comes", async () => {
  async function* parts() {
    yield new Uint8Array(3);
    await new Promise((done) => setTimeout(done, 20));
    yield new Uint8Array(4);
  }
  const handle = async ({ url }) =>
    new Response(url.endsWith("short") ? "short" : ReadableStream.from(parts()));
  const server = await listen(nodeHandler({ handle }));
  try {
    const short = await fetch(`${server.origin}/short`);
    assert.deepEqual([short.headers.get("content-length"), await short.text()], ["5", "short"]);
    const long = await fetch(`${server.origin}/long`);
    assert.equal(long.headers.get("content-length"), null);
    assert.equal((await long.arrayBuffer()).byteLength, 7);
  } finally {
    await server[Symbol.asyncDispose]();
  }
});

/** The first line of the response to raw bytes, or nothing if the connection is just closed. */
async function firstLine(origin, text) {
  const socket = connect(new URL(origin).port, "127.0.0.1");
  socket.on("error", () => {});
  socket.write(text);
  let answer = "";
  for await (const chunk of socket) {
    answer += chunk;
    if (answer.includes("\r\n\r\n")) break;
  }
  return answer.split("\r\n")[0];
}

const ROUTE = "/api/presskey/rest/wp/v2/posts";
const raw = {
  "a Host with a path": `GET ${ROUTE} HTTP/1.1\r\nHost: a/api/presskey/login?\r\n\r\n`,
  "a Host with a user": `GET ${ROUTE} HTTP/1.1\r\nHost: a:b@localhost\r\n\r\n`,
  "a Host that is none": `GET ${ROUTE} HTTP/1.1\r\nHost: :::@@\r\n\r\n`,
  "no Host": `GET ${ROUTE} HTTP/1.0\r\n\r\n`,
  TRACE: `TRACE ${ROUTE} HTTP/1.1\r\nHost: localhost\r\n\r\n`,
  "two lengths": `POST ${ROUTE} HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 5\r\n\r\nabcde`,
  "a length beside chunks": `POST ${ROUTE} HTTP/1.1\r\nHost: a\r\nContent-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nG`,
  "a folded header": `GET ${ROUTE} HTTP/1.1\r\nHost: a\r\nAccept: a\r\n X-Forwarded-For: 6.6.6.6\r\n\r\n`,
};
for (const [what, text] of Object.entries(raw)) {
  it(`${what} is a bad request, and nothing is passed on`, async () => {
    world.site.clearLog();
    const apps = [(handler) => handler, (handler) => express().use(handler)];
    for (const app of apps) {
      const server = await listen(app(nodeHandler(world.backend())));
      try {
        assert.equal(await firstLine(server.origin, text), "HTTP/1.1 400 Bad Request");
      } finally {
        await server[Symbol.asyncDispose]();
      }
    }
    assert.deepEqual(world.site.log(), []);
  });
}

// Holds B2 of SECURITY.md.
it("over HTTP/2 the host is `:authority`", async () => {
  const server = http2.createServer(nodeHandler(world.backend())).listen(0, "127.0.0.1");
  await once(server, "listening");
  const session = http2.connect(`http://127.0.0.1:${server.address().port}`);
  try {
    const login = async (authority) => {
      const stream = session.request({
        ":method": "POST",
        ":path": "/api/presskey/login",
        ":authority": authority,
        "content-type": "application/json",
        "sec-fetch-site": "same-origin",
      });
      stream.end(JSON.stringify(credentials("editor"))).resume();
      const [headers] = await once(stream, "response");
      return [headers[":status"], headers["set-cookie"]?.[0].split("=")[0]];
    };
    assert.deepEqual(await login("app.example.com"), [200, "__Host-presskey"]);
    assert.deepEqual(await login("localhost:3000"), [200, "presskey"]);
  } finally {
    session.close();
    server.close();
  }
});
