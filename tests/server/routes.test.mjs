// Where a call below /rest can lead: to routes of the site's REST API, and nowhere else.
import assert from "node:assert/strict";
import { createConnection } from "node:net";
import { it } from "node:test";
import { createBackend, nodeHandler } from "presskey/server";
import { credentials } from "../support/app.mjs";
import { capture, serve } from "../support/servers.mjs";
import { browser } from "./lib/browser.mjs";
import { SECRET, setWorld } from "./lib/world.mjs";

const world = setWorld();

const REFUSED = [
  "/rest//evil.example/x",
  "/rest//evil.example",
  "/rest///evil.example/x",
  "/rest/https://evil.example/x",
  "/rest/http://127.0.0.1:22/",
  "/rest/wp//v2/posts",
  "/rest/%2f%2fevil.example/x",
  "/rest/wp%2fv2%2fposts",
  "/rest/wp%2Fv2",
  "/rest/%5c%5cevil.example/x",
  "/rest/wp%5cv2",
  "/rest/wp/..%2fx",
  "/rest/%252e%252e/x",
  "/rest/%252e%252e%252fx",
  "/rest/%25252e%25252e/x",
  "/rest/..%255cx",
  "/rest/wp/%252e./x",
  "/rest/%2525252525252e/x",
  "/rest/%25%32%65%25%32%65/x",
  "/rest/x%00",
  "/rest/x%0a",
  "/rest/x%0d%0aHost:%20evil.example",
  "/rest/x%250d%250aHost:%20evil",
  "/rest/x%7f",
  "/rest/x%09",
  "/rest/x%c0%af",
  "/rest/x%ff",
  "/rest/x%",
  "/rest/x%zz",
  // nginx's `proxy_pass` with `$uri` makes a query of it.
  "/rest/x%3frest_route=y",
  "/rest/x%253fy",
  "/rest/x%23y",
  // Tomcat and Jetty cut off parameters of a segment.
  "/rest/..;/x",
  "/rest/x/..;a=1/y",
  "/rest/%2e%2e;/x",
  "/rest/%252e%252e%253b/x",
  "/rest/;/x",
  "/rest/wp/v2/users;/me",
  "/rest/x?rest_route=/wp/v2/users",
  "/rest/x?a=1&rest_route=/wp/v2/users",
  "/rest/x?a=1;rest_route=/wp/v2/users",
  "/rest/x?rest.route=/wp/v2/users",
  "/rest/x?rest+route=/wp/v2/users",
  "/rest/x?rest%5froute=/wp/v2/users",
  "/rest/x?rest[route=/wp/v2/users",
  "/rest/x?%20rest_route=/wp/v2/users",
  "/rest/x?rest_route[]=/wp/v2/users",
  "/rest/x?rest_route%00=/wp/v2/users",
  "/rest/x?rest_route",
  "/rest/x?REST_ROUTE=/x",
  "/rest/x?_jsonp=alert",
  "/rest/x?.jsonp=alert",
  "/rest/x?%5Fjsonp=alert",
  "/rest/x?_method=GET&_method=DELETE",
  "/rest/x?_method=GET&.method=DELETE",
];

for (const path of REFUSED) {
  // Holds B4 of SECURITY.md.
  it(`${path} is refused`, async () => {
    const answer = await browser(world.backend()).send(path, {
      headers: { "presskey-user": "" },
    });
    assert.equal(answer.status, 400, await answer.clone().text());
    assert.equal((await answer.json()).code, "invalid_option");
    assert.deepEqual(world.site.log(), []);
  });
}

for (const [path, route] of [
  ["/rest", "/"],
  ["/rest/", "/"],
  ["/rest/x", "/x"],
  ["/rest/x/", "/x"],
  ["/rest/wp-json/x", "/x"],
  ["/rest/evil.example:443", "/evil.example:443"],
  ["/rest/@evil.example", "/@evil.example"],
  ["/rest/x&rest_route=/y", "/x&rest_route=/y"],
  ["/rest/x%26rest_route=y", "/x&rest_route=y"],
  ["/rest/caf%C3%A9", "/café"],
  ["/rest/50%25", "/50%"],
  ["/rest/a.b/..c/...", "/a.b/..c/..."],
]) {
  it(`${path} is the route ${route}, under pretty and plain permalinks`, async () => {
    for (const root of ["/wp-json", "/index.php?rest_route="]) {
      const backend = world.backend({
        site: world.site.url + root,
        plugin: "jwt-authentication-for-wp-rest-api",
        allow: (call) => call.route === route,
      });
      await browser(backend).send(path);
      const [{ route: got }, ...more] = world.site.log();
      assert.equal(root === "/wp-json" ? decodeURIComponent(got) : got, route);
      assert.deepEqual(more, []);
      world.site.clearLog();
    }
  });
}

it("dot segments that a URL resolves leave /rest, and so find nothing", async () => {
  const visitor = browser(world.backend());
  await visitor.login(credentials("editor"));
  world.site.clearLog();
  for (const path of ["/rest/../x", "/rest/%2e%2e/x", "/rest/a/../../x", "/rest/.%2E/x"]) {
    assert.equal((await visitor.send(path)).status, 404, path);
  }
  for (const path of ["/restx", "/rest.php", "/REST/x", "/rest%2fx", "x/rest/x"]) {
    assert.equal((await visitor.send(path)).status, 404, path);
  }
  assert.deepEqual(world.site.log(), []);
});

it("a root on another host that the site names is not believed", async () => {
  const elsewhere = await capture();
  const site = await serve((_, response) => {
    response.writeHead(200, {
      "content-type": "application/json",
      link: `<${elsewhere.url}/wp-json/>; rel="https://api.w.org/"`,
    });
    response.end('{"namespaces":["jwt-auth/v1"]}');
  });
  try {
    const visitor = browser(createBackend({ site: site.url, secret: SECRET }));
    await visitor.send("/rest/x");
    await visitor.login(credentials("editor"));
    assert.deepEqual(elsewhere.seen, []);
  } finally {
    await Promise.all([site.stop(), elsewhere.stop()]);
  }
});

it("through Node's own server, raw request lines lead nowhere else", async () => {
  const elsewhere = await capture();
  const backend = world.backend();
  const server = await serve(nodeHandler(backend));
  const { port } = new URL(server.url);
  const raw = (line, more = "") =>
    new Promise((done, fail) => {
      const socket = createConnection(port, "127.0.0.1", () => {
        socket.write(`${line}\r\nHost: 127.0.0.1:${port}\r\n${more}Connection: close\r\n\r\n`);
      });
      let text = "";
      socket.on("data", (chunk) => {
        text += chunk;
      });
      socket.on("end", () => done(text));
      socket.on("error", fail);
    });
  try {
    const { host } = new URL(elsewhere.url);
    for (const target of [
      `/api/presskey/rest//${host}/x`,
      `/api/presskey/rest/\\\\${host}/x`,
      `//${host}/api/presskey/rest/x`,
      `http://${host}/api/presskey/rest/x`,
      `/api/presskey/rest/../../../${host}`,
      "*",
    ]) {
      const answer = await raw(`GET ${target} HTTP/1.1`);
      assert.match(answer, /^HTTP\/1.1 (200|400|401|404) /, target);
    }
    // Smuggled: two lengths, or a length and chunks.
    for (const more of [
      "Content-Length: 5\r\nContent-Length: 6\r\n",
      "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
    ]) {
      assert.match(await raw("POST /api/presskey/rest/x HTTP/1.1", more), /^HTTP\/1.1 400 /);
    }
    assert.deepEqual(elsewhere.seen, []);
  } finally {
    await Promise.all([server.stop(), elsewhere.stop()]);
  }
});

for (const status of [301, 302, 307, 308]) {
  // Holds B4 of SECURITY.md.
  it(`no redirect (${status}) leads a backend off the site, whatever it asks for`, async () => {
    const inner = await capture();
    const site = await serve((request, response) => {
      const location = inner.url + request.url;
      response.writeHead(status, { location, "content-type": "text/html" }).end();
    });
    try {
      const backend = createBackend({ site: site.url, secret: SECRET });
      const visitor = browser(backend);
      const wp = await backend.client(visitor.request());
      for (const call of [
        () => wp.json("/wp/v2/posts"),
        () => wp.fetch(`${site.url}/anything`),
        () => wp.fetch(new Request(`${site.url}/anything`)),
        () => wp.login(credentials("editor")),
        () => wp.batch([{ path: "/wp/v2/posts", method: "POST" }]),
      ]) {
        await assert.rejects(call, { code: "redirected" });
      }
      for (const path of ["/rest/wp/v2/posts", "/graphql"]) await visitor.send(path);
      const answer = await visitor.login(credentials("editor"));
      assert.equal((await answer.json()).code, "redirected");
      assert.deepEqual(inner.seen, []);
    } finally {
      await site.stop();
      await inner.stop();
    }
  });
}

it("a redirect within the site leads a search on", async () => {
  let asked = 0;
  const site = await serve((request, response) => {
    if (asked++ < 3) {
      const location = `${request.url}${request.url.includes("?") ? "&" : "?"}again=${asked}`;
      return response.writeHead(301, { location }).end();
    }
    response.writeHead(200, { "content-type": "application/json" });
    return response.end(
      JSON.stringify({ home: site.url, namespaces: ["jwt-auth/v1"], routes: {} }),
    );
  });
  try {
    const answer = await browser(createBackend({ site: site.url, secret: SECRET })).send("/rest/x");
    assert.equal(answer.status, 200);
  } finally {
    await site.stop();
  }
});

it("one that never ends does not lead it on for ever", async () => {
  let asked = 0;
  const site = await serve((request, response) => {
    asked++;
    response.writeHead(302, { location: request.url }).end();
  });
  try {
    const answer = await browser(createBackend({ site: site.url, secret: SECRET })).send("/rest/x");
    assert.notEqual(answer.status, 200);
    assert.ok(asked < 40, String(asked));
  } finally {
    await site.stop();
  }
});
