// What is passed on to WordPress, and what comes back.
import assert from "node:assert/strict";
import { it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { memoryStore } from "presskey/server";
import { credentials, jwt } from "../support/app.mjs";
import { capture, serve } from "../support/servers.mjs";
import { browser } from "./lib/browser.mjs";
import { setWorld } from "./lib/world.mjs";

const world = setWorld();

async function loggedIn(more) {
  const visitor = browser(world.backend(more));
  assert.equal((await visitor.login(credentials("editor"))).status, 200);
  return visitor;
}

/** Replaces WordPress's response on one route, and returns the requests for it. */
function answerWith(answer, wanted = "/x") {
  const asked = [];
  world.site.setOptions({
    answer(request) {
      if (request.route !== wanted) return undefined;
      asked.push(request);
      return typeof answer === "function" ? answer(request) : answer;
    },
  });
  return asked;
}

// Holds B5 of SECURITY.md.
it("these headers go on to WordPress, and no others", async () => {
  const visitor = await loggedIn();
  const asked = answerWith({ body: {} });
  const on = {
    accept: "application/json;q=0.5",
    "accept-language": "cs",
    "content-type": "application/octet-stream",
    "content-disposition": 'attachment; filename="a.png"',
    "if-none-match": '"1"',
    "if-modified-since": "Sat, 01 Jan 2000 00:00:00 GMT",
    range: "bytes=0-1",
    "x-http-method-override": "PUT",
  };
  const off = {
    authorization: "Bearer evil",
    forwarded: "for=1.2.3.4",
    "x-forwarded-for": "1.2.3.4",
    "x-forwarded-host": "evil.example",
    "x-forwarded-proto": "https",
    "x-real-ip": "1.2.3.4",
    "x-wp-nonce": "0123456789",
    "x-method-override": "DELETE",
    "x-http-method": "DELETE",
    "x-api-key": "k",
    "proxy-authorization": "Basic x",
    "x-original-url": "/wp-admin",
    "x-rewrite-url": "/wp-admin",
    referer: "https://app.example.com/secret",
    "user-agent": "visitor",
    via: "1.1 x",
    te: "trailers",
    "x-evil": "1",
    "sec-fetch-mode": "navigate",
  };
  const answer = await visitor.send("/rest/x", {
    method: "POST",
    body: new TextEncoder().encode("bytes"),
    headers: {
      ...on,
      ...off,
      cookie: `wordpress_logged_in_x=1; ${visitor.cookie()}`,
      host: "evil",
    },
  });
  assert.equal(answer.status, 200);
  const { headers, text } = asked[0];
  assert.equal(text, "bytes");
  for (const [name, value] of Object.entries(on)) assert.equal(headers[name], value, name);
  assert.match(headers.authorization, /^Bearer eyJ/);
  assert.equal(headers.host, new URL(world.site.url).host);
  assert.equal(headers.cookie, undefined);
  for (const name of Object.keys(off).filter((each) => each !== "authorization")) {
    assert.notEqual(headers[name], off[name], name);
  }
  // The rest is what Node's `fetch` itself sends.
  const rest = Object.keys(headers).filter((name) => !(name in on));
  const own =
    "accept-encoding authorization cache-control connection content-length host pragma sec-fetch-mode transfer-encoding user-agent";
  assert.deepEqual(
    rest.filter((name) => !own.includes(name)),
    [],
  );
});

it("these headers come back, and no others", async () => {
  const visitor = await loggedIn();
  const back = {
    "content-type": "text/csv",
    "content-disposition": "inline",
    "content-range": "bytes 0-1/2",
    etag: '"1"',
    "last-modified": "Sat, 01 Jan 2000 00:00:00 GMT",
    allow: "GET, POST",
    "retry-after": "5",
    "x-wp-total": "7",
    "x-wp-totalpages": "2",
    "x-wp-upload-attachment-id": "9",
  };
  const not = {
    "set-cookie": ["a=1; Path=/", "presskey=evil", "__Host-presskey=evil; Path=/; Secure"],
    location: "https://evil.example",
    "access-control-allow-origin": "*",
    "access-control-allow-credentials": "true",
    "x-powered-by": "PHP",
    server: "Apache",
    "x-jwt-refresh": world.site.token(2),
    "x-jwt-auth": world.site.token(2),
    "www-authenticate": "Basic",
    "clear-site-data": '"*"',
    refresh: "0; url=https://evil.example",
    "service-worker-allowed": "/",
    "strict-transport-security": "max-age=1",
    "content-security-policy": "default-src *",
    "presskey-error": "forbidden",
    "presskey-session": "anonymous",
    "presskey-explanation": "%7B%22code%22%3A%22offline%22%7D",
    "x-wp-nonce": "0123456789",
    "cache-control": "public, max-age=3600",
    expires: "Fri, 01 Jan 2100 00:00:00 GMT",
    vary: "Accept",
    "alt-svc": "h3=evil.example",
  };
  answerWith({ status: 201, headers: { ...back, ...not }, body: "a,b" });
  const answer = await visitor.send("/rest/x");
  assert.equal(answer.status, 201);
  assert.equal(await answer.text(), "a,b");
  for (const [name, value] of Object.entries(back)) assert.equal(answer.headers.get(name), value);
  const added = {
    link: '</api/presskey/rest/>; rel="https://api.w.org/"',
    "cache-control": "private, no-store",
    vary: "Cookie",
    "content-security-policy": "default-src 'none'; sandbox",
    "cross-origin-resource-policy": "same-origin",
    "x-content-type-options": "nosniff",
  };
  assert.deepEqual(Object.fromEntries(answer.headers), { ...back, ...added });
});

// Holds B7 of SECURITY.md.
it("nothing personal may be stored; what is not, only by the visitor", async () => {
  const visitor = await loggedIn();
  answerWith({ headers: { "cache-control": "public, max-age=9", etag: '"1"' }, body: [] });
  const cached = async (who, path, more) => {
    const { headers } = await who.send(path, more);
    return [headers.get("cache-control"), headers.get("vary")];
  };
  const never = ["private, no-store", "Cookie"];
  for (const path of ["/rest/x", "/session", "/rest/y", "/rest/../x", "/none"]) {
    assert.deepEqual(await cached(visitor, path), never, path);
  }
  const nobody = browser(world.backend());
  assert.deepEqual(await cached(nobody, "/rest/x"), ["private, no-cache", "Cookie"]);
  assert.deepEqual(await cached(nobody, "/session"), never);
  // One that removes a cookie.
  const bad = { headers: { cookie: "__Host-presskey=AAAA" } };
  assert.deepEqual(await cached(nobody, "/rest/x", bad), never);
  // Also the response that ends a session.
  answerWith({ status: 401, body: { code: "jwt_auth_invalid_token", message: "no" } });
  assert.deepEqual(await cached(visitor, "/rest/x", { method: "POST" }), never);
});

for (const status of [301, 302, 303, 307, 308]) {
  it(`a redirect (${status}) is not followed, with a session or without`, async () => {
    const elsewhere = await capture();
    try {
      for (const [visitor, told] of [
        [await loggedIn(), undefined],
        [browser(world.backend()), status],
      ]) {
        for (const method of ["GET", "POST", "HEAD"]) {
          answerWith({ status, headers: { location: `${elsewhere.url}/x` }, body: "" });
          const answer = await visitor.send("/rest/x", { method });
          assert.equal(answer.status, 502);
          const error = await answer.json();
          assert.deepEqual(
            [error.code, error.sent, error.status],
            ["redirected", "answered", told],
          );
          assert.equal(answer.headers.get("location"), null);
        }
      }
      assert.deepEqual(elsewhere.seen, []);
    } finally {
      await elsewhere.stop();
    }
  });
}

it("a call is made for the user whom the page shows", async () => {
  const visitor = await loggedIn();
  const { shown } = await (await visitor.send("/session?claims=1")).json();
  const asked = answerWith({ body: {} });
  const call = async (method, user) => {
    const answer = await visitor.send("/rest/x", { method, headers: { "presskey-user": user } });
    const { code, sent } = await answer.json();
    return [answer.status, code, sent, answer.headers.get("presskey-session")];
  };
  for (const method of ["GET", "POST"]) {
    assert.deepEqual(await call(method, shown), [200, undefined, undefined, null]);
    assert.deepEqual((await call(method, "x")).slice(0, 2), [409, "user_mismatch"]);
    // The page shows nobody: the session is left alone.
    await call(method, "");
  }
  const sent = asked.map(({ headers }) => Boolean(headers.authorization));
  assert.deepEqual(sent, [true, false, true, false]);

  await visitor.post("/logout");
  assert.deepEqual(await call("GET", shown), [200, undefined, undefined, "anonymous"]);
  const written = await call("POST", shown);
  assert.deepEqual(written.slice(0, 3), [401, "session_expired", "answered"]);
  assert.deepEqual(await call("POST", ""), [200, undefined, undefined, null]);
  assert.deepEqual(await call("GET", undefined), [200, undefined, undefined, null]);
});

it("a page learns from its call that the session has ended", async () => {
  const visitor = browser(world.backend());
  world.site.setOptions({ lifetime: 1 });
  await visitor.login(credentials("editor"));
  assert.equal((await visitor.send("/rest/wp/v2/posts")).headers.get("presskey-session"), null);
  await sleep(1100);
  world.site.setOptions({ refresh_error: "jwt_auth_invalid_refresh_token" });
  const answer = await visitor.send("/rest/wp/v2/posts");
  assert.equal(answer.headers.get("presskey-session"), "anonymous");
  assert.equal(answer.headers.get("cache-control"), "private, no-store");
});

it("an explanation has 2048 bytes at most: the hint goes first, and the message last", async () => {
  const visitor = await loggedIn();
  const explained = async (message, code) => {
    answerWith({ status: 403, body: { code, message, data: { status: 403 } } });
    const header = (await visitor.send("/rest/x")).headers.get("presskey-explanation");
    const fields = JSON.parse(decodeURIComponent(header));
    const { hint, serverMessage } = fields;
    return [header.length, Boolean(hint), Boolean(serverMessage), fields.message !== ""];
  };
  assert.deepEqual(await explained("ä".repeat(120)), [1905, true, true, true]);
  assert.deepEqual(await explained("ä".repeat(140)), [1822, false, true, true]);
  assert.deepEqual(await explained("ä".repeat(160)), [1071, false, false, true]);
  const longest = "ä".repeat(318);
  assert.deepEqual(await explained(`${longest}aa`, "acme"), [2048, false, false, true]);
  assert.deepEqual(await explained(`${longest}aaa`, "acme"), [138, false, false, false]);
});

it("a status that no response can have is WordPress's fault, not presskey's", async () => {
  const visitor = await loggedIn();
  answerWith({ status: 999, body: {} });
  const answer = await visitor.send("/rest/x");
  assert.equal(answer.status, 502);
  const { code, sent, status } = await answer.json();
  assert.deepEqual([code, sent, status], ["malformed_response", "answered", 999]);
  const head = await visitor.send("/rest/x", { method: "HEAD" });
  assert.deepEqual([head.status, (await head.json()).code], [502, "malformed_response"]);
  answerWith({ status: 599, body: {} });
  assert.equal((await visitor.send("/rest/x")).status, 599);
});

it("nor is one below 200", async () => {
  const own = async (url, init) => (url.endsWith("/x") ? Response.error() : fetch(url, init));
  const answer = await browser(world.backend({ fetch: own })).send("/rest/x");
  assert.deepEqual([answer.status, (await answer.json()).code], [502, "malformed_response"]);
});

it("a page without a type is explained as one", async () => {
  const page = new TextEncoder().encode("<!doctype html><title>Maintenance</title>");
  const own = async (url, init) => (url.endsWith("/x") ? new Response(page) : fetch(url, init));
  const answer = await browser(world.backend({ fetch: own })).send("/rest/x");
  assert.deepEqual([answer.status, answer.headers.get("content-type")], [200, null]);
  assert.match(answer.headers.get("presskey-explanation"), /malformed_response|rest_/);
});

it("a login is not redirected either", async () => {
  const elsewhere = await capture();
  try {
    answerWith({ status: 307, headers: { location: elsewhere.url } }, "/jwt-auth/v1/token");
    const answer = await browser(world.backend()).login(credentials("editor"));
    assert.equal(answer.status, 502);
    assert.equal((await answer.json()).code, "redirected");
    assert.deepEqual(elsewhere.seen, []);
  } finally {
    await elsewhere.stop();
  }
});

it("a Link names the backend's own addresses", async () => {
  const visitor = await loggedIn();
  const { url } = world.site;
  const link = async (value) => {
    answerWith({ headers: { link: value }, body: [] });
    return (await visitor.send("/rest/x")).headers.get("link");
  };
  const base = "/api/presskey/rest";
  assert.equal(
    await link(
      `<${url}/wp-json/wp/v2/posts?page=1&a=b>; rel="prev", <${url}/wp-json/wp/v2/posts?page=3>; rel="next"`,
    ),
    `<${base}/wp/v2/posts?page=1&a=b>; rel="prev", <${base}/wp/v2/posts?page=3>; rel="next"`,
  );
  assert.equal(
    await link(`<${url}/index.php?rest_route=%2Fwp%2Fv2%2Fposts&page=3>; rel="next"`),
    `<${base}/wp/v2/posts?page=3>; rel="next"`,
  );
  // WordPress may know itself by another name.
  assert.equal(
    await link('<https://www.example.com/wp-json/wp/v2/posts?page=3>; rel="next"'),
    `<${base}/wp/v2/posts?page=3>; rel="next"`,
  );
  for (const other of [
    '<https://example.com/wp-json/oembed>; rel="alternate"',
    `<${url}/a-post/>; rel="alternate"; type="text/html"`,
    `<${url}/wp-jsonx/wp>; rel="next"`,
    "rubbish",
  ]) {
    assert.equal(await link(other), other);
  }
});

it("answers are streamed as they come", async () => {
  const visitor = await loggedIn();
  let go;
  const wait = new Promise((done) => {
    go = done;
  });
  async function* body() {
    yield "first,";
    await wait;
    yield "second";
  }
  answerWith({ headers: { "content-type": "text/plain" }, body: body() });
  const reader = (await visitor.send("/rest/x")).body.getReader();
  const text = async () => new TextDecoder().decode((await reader.read()).value);
  assert.equal(await text(), "first,");
  go();
  assert.equal(await text(), "second");
});

it("bodies are streamed as they come, and keep their length", async () => {
  const visitor = await loggedIn();
  const big = new Uint8Array(300_000).fill(97);
  const upload = async (headers) => {
    const asked = answerWith({ status: 201, body: {} });
    let sent = 0;
    const body = new ReadableStream({
      async pull(controller) {
        if (sent >= big.length) return controller.close();
        await sleep(1);
        controller.enqueue(big.subarray(sent, sent + 50_000));
        sent += 50_000;
      },
    });
    const answer = await visitor.send("/rest/x", {
      method: "POST",
      body,
      headers: { "content-type": "image/png", ...headers },
    });
    assert.equal(answer.status, 201);
    assert.equal(asked[0].text.length, big.length);
    return asked[0].headers;
  };
  const known = await upload({ "content-length": String(big.length) });
  assert.equal(known["content-length"], String(big.length));
  assert.equal(known["transfer-encoding"], undefined);
  const unknown = await upload();
  assert.equal(unknown["transfer-encoding"], "chunked");
});

it("a lie about the length is not passed on", async () => {
  const visitor = await loggedIn();
  const few = answerWith({ body: {} });
  const headers = { "content-type": "text/plain", "content-length": "5" };
  const short = await visitor.send("/rest/x", { method: "POST", body: "0123456789", headers });
  assert.deepEqual([short.status, few[0].text], [200, "0123456789"]);
  for (const length of ["5", "70000", "1e9", "-1", "5, 6", "0x10"]) {
    const asked = answerWith({ body: {} });
    const body = new Blob(["x".repeat(100_000)]).stream();
    const answer = await visitor.send("/rest/x", {
      method: "POST",
      body,
      headers: { "content-length": length, "transfer-encoding": "chunked" },
    });
    await answer.text();
    if (answer.ok) assert.equal(asked[0].text.length, 100_000, length);
    else assert.ok([413, 502].includes(answer.status), `${length}: ${answer.status}`);
  }
});

for (const method of ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]) {
  it(`passes ${method} on with its query`, async () => {
    const visitor = await loggedIn();
    const asked = answerWith({ body: { ok: true } });
    const answer = await visitor.send("/rest/x?include[]=1&include[]=2&search=%26%3D%2B+é", {
      method,
    });
    assert.equal(answer.status, 200);
    assert.equal(asked[0].method, method);
    assert.deepEqual(asked[0].query.getAll("include[]"), ["1", "2"]);
    assert.equal(asked[0].query.get("search"), "&=+ é");
    assert.equal(await answer.text(), method === "HEAD" ? "" : '{"ok":true}');
  });
}

it("answers without a body stay so", async () => {
  const visitor = await loggedIn();
  for (const status of [204, 304]) {
    answerWith({ status, headers: { etag: '"1"' }, body: "" });
    const answer = await visitor.send("/rest/x");
    assert.deepEqual([answer.status, answer.body], [status, null]);
  }
});

it("WordPress's own errors pass as they are; the backend's carry a mark", async () => {
  const visitor = await loggedIn();
  const none = await visitor.send("/rest/none");
  assert.equal(none.status, 404);
  assert.equal(none.headers.get("presskey-error"), null);
  assert.equal((await none.json()).code, "rest_no_route");
  world.site.setOptions({ answer: () => "break" });
  const away = await visitor.send("/rest/x");
  assert.equal(away.status, 502);
  assert.equal(away.headers.get("presskey-error"), "unreachable");
  const { code, message, ...rest } = await away.json();
  assert.equal(code, "unreachable");
  assert.ok(message);
  assert.ok(!("token" in rest));
});

it("a WordPress that does not answer is waited for as long as `timeout` says", async () => {
  const visitor = await loggedIn({ timeout: 200 });
  answerWith("hang");
  const answer = await visitor.send("/rest/x");
  assert.equal(answer.status, 504);
  assert.equal((await answer.json()).code, "timeout");
});

it("a visitor who gives up ends the request to WordPress", async () => {
  let closed;
  const left = new Promise((done) => {
    closed = done;
  });
  const site = await serve((request, response) => {
    response.writeHead(200, { "content-type": "application/json" });
    if (!request.url.includes("/x")) return response.end('{"namespaces":["jwt-auth/v1"]}');
    response.on("close", closed);
    response.write("[");
  });
  const given = new AbortController();
  const visitor = browser(world.backend({ site: site.url }));
  const answer = await visitor.send("/rest/x", { signal: given.signal });
  const reading = answer.text();
  given.abort();
  await assert.rejects(reading);
  await left;
  await site.stop();
});

it("allow decides with the route, the method and the session", async () => {
  const calls = [];
  const visitor = await loggedIn({
    allow: async ({ route, method, session }) => {
      calls.push([route, method, session.status]);
      return route === "/x" || route.startsWith("/batch");
    },
  });
  const asked = answerWith({ body: {} });
  assert.equal((await visitor.send("/rest/x?a=1")).status, 200);
  assert.equal((await visitor.send("/rest/wp-json/x/")).status, 200);
  const refused = await visitor.send("/rest/%78/y?_method=PUT", { method: "POST" });
  assert.equal(refused.status, 403);
  const { code, message } = await refused.json();
  assert.deepEqual([code, message], ["forbidden", "`allow` of the backend refuses this request."]);
  await browser(world.backend()).send("/rest/x");
  assert.deepEqual(calls, [
    ["/x", "GET", "authenticated"],
    ["/x", "GET", "authenticated"],
    ["/x/y", "PUT", "authenticated"],
  ]);
  assert.equal(asked.length, 3);
});

// Holds B5 of SECURITY.md.
it("allow is told that WordPress adds what the response links to", async () => {
  const seen = [];
  const visitor = await loggedIn({ allow: ({ embeds }) => seen.push(embeds) });
  const queries = ["_embed", "a=1&_embed=author", "%5Fembed%5B%5D=author", ".embed=1", "+_embed"];
  for (const query of queries) await visitor.send(`/rest/wp/v2/posts?${query}`);
  assert.deepEqual(seen.splice(0), Array(queries.length).fill(true));
  for (const query of ["", "?embed=1", "?a=_embed", "?_embedded=1"]) {
    await visitor.send(`/rest/wp/v2/posts${query}`);
  }
  assert.deepEqual(seen, Array(4).fill(false));
});

it("a batch is no request that WordPress adds linked objects to", async () => {
  const seen = [];
  const visitor = await loggedIn({ allow: ({ route, embeds }) => seen.push([route, embeds]) });
  answerWith({ status: 207, body: { responses: [] } }, "/batch/v1");
  await visitor.post("/rest/batch/v1", { requests: [{ path: "/x/1" }] });
  assert.deepEqual(seen, [
    ["/batch/v1", false],
    ["/x/1", false],
  ]);
});

// JSON.stringify() of Node 20 overflows the stack after a few thousand levels.
it("JSON of a visitor that nests deeply is refused, or passed on as it is", async () => {
  const visitor = await loggedIn();
  const asked = answerWith({ body: {} });
  const deep = (levels) => "[".repeat(levels) + "]".repeat(levels);
  const batch = (inside) => `{"requests":[{"path":"/x",${inside}}]}`;
  for (const levels of [1000, 8000, 30_000])
    for (const [path, body, status, code = "invalid_option"] of [
      ["/rest/batch/v1", batch(`"body":${deep(levels)}`), 400],
      ["/rest/batch/v1", batch(`"x":${deep(levels)}`), 400],
      ["/rest/batch/v1", batch(`"headers":{"a":${deep(levels)}}`), 400],
      ["/rest/batch/v1", `{"requests":[],"x":${deep(levels)}}`, 400],
      ["/rest/x", batch(`"body":${deep(levels)}`), 400],
      ["/rest/x", `{"\\u0061":${deep(levels)}}`, 200, undefined],
      ["/rest/x", deep(levels), 200, undefined],
      ["/login", `{"username":"a","password":${deep(levels)}}`, 400],
      ["/logout", `{"kept":${deep(levels)}}`, 400],
      ["/refresh", `{"a":${deep(levels)}}`, 400],
      ["/validate", `{"a":${deep(levels)}}`, 400],
    ]) {
      const response = await visitor.send(path, {
        method: "POST",
        body,
        headers: { "content-type": "application/json" },
      });
      const told = [response.status, status === 200 ? undefined : (await response.json()).code];
      assert.deepEqual(told, [status, status === 200 ? undefined : code], `${path} ${levels}`);
    }
  assert.equal(asked.length, 6);
});

it("allow is asked about each call of a batch", async () => {
  const visitor = await loggedIn({ allow: ({ route }) => /^\/(x|batch)/.test(route) });
  const asked = answerWith({ status: 207, body: { responses: [] } }, "/batch/v1");
  const batch = (body, path = "/rest/batch/v1", headers = {}) =>
    visitor.send(path, {
      method: "POST",
      body: typeof body === "string" ? body : JSON.stringify(body),
      headers: { "content-type": "application/json", ...headers },
    });
  const one = { path: "/x/1", method: "DELETE" };
  assert.equal((await batch({ requests: [one], validation: "normal" })).status, 207);
  assert.deepEqual(JSON.parse(asked[0].text), { requests: [one], validation: "normal" });
  for (const requests of [
    [one, { path: "/wp/v2/users/1", method: "DELETE" }],
    [{ path: "/wp/v2/users" }],
    [{ path: "/x/../wp/v2/users" }],
    [{ path: "/x?rest_route=/wp/v2/users" }],
    [null],
    [{ path: { toString: 1 } }],
    [{ path: "/x/1", method: { toString: 1 } }],
    "x",
    { 0: one },
    undefined,
  ]) {
    const answer = await batch({ requests });
    assert.ok([400, 403].includes(answer.status), JSON.stringify(requests));
  }
  const form = { "content-type": "application/x-www-form-urlencoded" };
  const fields = "requests[0][path]=/wp/v2/users";
  assert.equal((await batch(fields, undefined, form)).status, 415);
  // Encoded wrongly, which PHP does not mind.
  for (const [query, status] of [
    ["%zz", 207],
    ["%ff&requests[0][path]=/y", 400],
    ["%zz=1&%72equests[]=1", 400],
  ]) {
    const answer = await batch({ requests: [one] }, `/rest/batch/v1?${query}`);
    assert.equal(answer.status, status, query);
  }
  assert.equal((await batch({ requests: [one] }, `/rest/batch/v1?${fields}`)).status, 400);
  const twice = `{"requests":[{"path":"/wp/v2/users"}],"requests":[{"path":"/x/1"}]}`;
  assert.equal((await batch(twice)).status, 207);
  assert.doesNotMatch(asked.at(-1).text, /users/);
});

it("only headers on the list pass inside of a batch", async () => {
  for (const options of [{}, { allow: () => true }]) {
    const visitor = await loggedIn(options);
    const asked = answerWith({ status: 207, body: { responses: [] } }, "/batch/v1");
    const batch = (requests, headers) =>
      visitor.send("/rest/batch/v1", {
        method: "POST",
        body: typeof requests === "string" ? requests : JSON.stringify({ requests }),
        headers: { "content-type": "application/json", ...headers },
      });
    const headers = {
      Accept: "text/x",
      "if-none-match": "1",
      Authorization: "Basic x",
      authorization_: "x",
      COOKIE: "a=b",
      Cookie_: "a=b",
      "X-Forwarded-For": "1.2.3.4",
      "X-HTTP-Method-Override": "DELETE",
      "X-WP-Nonce": "n",
      Host: "evil.example",
    };
    const one = { path: "/x/1", method: "PUT", body: { headers } };
    const bare = { path: "/x/2" };
    assert.equal((await batch([{ ...one, headers }, bare])).status, 207);
    const sent = JSON.parse(asked[0].text).requests;
    assert.deepEqual(sent, [
      { ...one, headers: { accept: "text/x", "if-none-match": "1" } },
      { ...bare, method: "POST" },
    ]);
    for (const odd of ["x", 5, ["x"], [["a"]], { "a b": "c" }, { Accept: "a\nb" }, null]) {
      assert.equal((await batch([{ ...one, headers: odd }])).status, 400, JSON.stringify(odd));
    }
    const form = { "content-type": "application/x-www-form-urlencoded" };
    const fields = "requests[0][path]=/x&requests[0][headers][cookie]=a";
    assert.equal((await batch(fields, form)).status, 415);
    assert.equal(asked.length, 1);
  }
});

it("a form cannot name the route of a batch in its body", async () => {
  const visitor = await loggedIn();
  const asked = answerWith({ body: {} });
  for (const [type, body] of [
    ["application/x-www-form-urlencoded", "rest_route=/batch/v1"],
    ["Multipart/form-data; boundary=b", `${partOf('name="rest_route"', "/batch/v1")}--b--`],
  ]) {
    const init = { method: "POST", body, headers: { "content-type": type } };
    assert.equal((await visitor.send("/rest/x?a=1", init)).status, 200);
    const { search } = new URL(asked.at(-1).url, "http://x");
    assert.equal(search, "?a=1&rest_route=%2Fx");
  }
  await visitor.post("/rest/x?a=1", { rest_route: "/batch/v1" });
  assert.equal(new URL(asked.at(-1).url, "http://x").search, "?a=1", "JSON names no route");
});

it("with allow, a form cannot name another route in its body", async () => {
  const visitor = await loggedIn({ allow: ({ route }) => route === "/x" });
  const asked = answerWith({ body: {} });
  const answer = await visitor.send("/rest/x", {
    method: "POST",
    body: "rest_route=/wp/v2/users",
    headers: { "content-type": "application/x-www-form-urlencoded" },
  });
  assert.equal(answer.status, 200);
  // WordPress responds with 400 where query and body differ (WP::parse_request()).
  assert.equal(asked[0].query.get("rest_route"), "/x");
});

// Only OAuth 1.0a signs its fields.
it("a form is passed on as it is written", async () => {
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  // Before the backend has found out about the site, and afterwards.
  for (const visitor of [browser(world.backend()), await loggedIn()]) {
    const asked = answerWith({ body: {} });
    for (const body of ["a=%7e&b&c=%zz+d&e=%E4", `a=${"b".repeat(1 << 20)}`]) {
      assert.equal((await visitor.send("/rest/x", { method: "POST", body, headers })).status, 200);
      assert.equal(asked.pop().text, body);
    }
  }
});

it("never shows a token, whatever WordPress echoes in its headers", async () => {
  const visitor = await loggedIn();
  answerWith(({ headers }) => ({
    headers: { "x-echo": headers.authorization, "set-cookie": headers.authorization },
    body: {},
  }));
  const answer = await visitor.send("/rest/x");
  assert.doesNotMatch(JSON.stringify([...answer.headers]), jwt);
});

// Holds B6 of SECURITY.md.
it("a page of WordPress's cannot run in the app's origin", async () => {
  const visitor = await loggedIn();
  const html = "<script>alert(1)</script>";
  answerWith({ headers: { "content-type": "text/html" }, body: html });
  const answer = await visitor.send("/rest/x", { headers: { "sec-fetch-dest": "document" } });
  assert.match(answer.headers.get("content-security-policy"), /sandbox/);
});

it("a response of WordPress is no script, worker or style of the app's origin", async () => {
  const visitor = await loggedIn();
  const link =
    '</a>; rel=preload; as=script, </b>; rel="x prefetch", <https://e.com/>; rel=alternate';
  answerWith({ headers: { "content-type": "text/javascript", link }, body: "1" });
  for (const dest of ["script", "serviceworker", "worker", "sharedworker", "style", "xslt"]) {
    const answer = await visitor.send("/rest/x", { headers: { "sec-fetch-dest": dest } });
    assert.deepEqual([answer.status, (await answer.json()).code], [403, "forbidden"], dest);
  }
  const answer = await visitor.send("/rest/x", { headers: { "sec-fetch-dest": "empty" } });
  assert.equal(answer.status, 200);
  assert.equal(answer.headers.get("link"), "<https://e.com/>; rel=alternate");
});

it("a method that the site's web server refuses is sent as POST, once that was seen to work", async () => {
  const methods = [];
  world.site.setOptions({
    answer({ method, route, query }) {
      if (route !== "/x") return undefined;
      methods.push(method);
      if (method === "POST" && query.get("_method") === "PUT") return { body: { id: 1 } };
      return { status: 405, body: "<h1>405</h1>", headers: { "content-type": "text/html" } };
    },
  });
  const backend = world.backend();
  const put = (visitor, path) => visitor.send(path, { method: "PUT", json: {} });
  const one = browser(backend);
  await one.login(credentials("editor"));
  assert.equal((await put(one, "/rest/x")).status, 405);
  assert.equal((await put(one, "/rest/x")).status, 405, "nobody has tried it");
  assert.equal((await one.post("/rest/x?_method=PUT", {})).status, 200);
  const two = browser(backend);
  await two.login(credentials("subscriber"));
  assert.equal((await put(two, "/rest/x")).status, 200);
  assert.deepEqual(methods, ["PUT", "PUT", "POST", "POST"]);
});

// Holds B5 of SECURITY.md.
it("a list of `requests` is a batch, whatever the route, the method and the form", async () => {
  const visitor = await loggedIn({ allow: ({ route }) => /^\/shop\//.test(route) });
  const asked = answerWith({ body: {} }, "/shop/batch");
  const calls = (path) => ({ requests: [{ path, headers: { Cookie: "a=b", Accept: "x" } }] });
  const json = (value, type = "application/json", query = "", method = "POST") =>
    visitor.send(`/rest/shop/batch${query}`, {
      method,
      body: typeof value === "string" ? value : JSON.stringify(value),
      headers: { "content-type": type },
    });
  assert.equal((await json(calls("/shop/cart"))).status, 200);
  assert.deepEqual(JSON.parse(asked[0].text).requests, [
    { path: "/shop/cart", method: "POST", headers: { accept: "x" } },
  ]);
  const users = calls("/wp/v2/users");
  for (const [given, status, ...more] of [
    [users, 403],
    [users, 403, "application/x+json"],
    [users, 403, undefined, "?method=GET"],
    [users, 403, undefined, "?_method=GET"],
    [users, 403, undefined, "", "DELETE"],
    [JSON.stringify(users).replace("requests", "\\u0072equests"), 403],
    [JSON.stringify(users).replace("]", ",TRUE]"), 400],
    [{ requests: { 0: users.requests[0] } }, 400],
    [calls("/shop/x?requests[0][path]=/wp/v2/users"), 400],
    [{ requests: [{ path: "/shop/x", body: users }] }, 400],
    [calls(`/shop/x?${"&".repeat(1 << 20)}`), 414],
    [users, 415, "text/x, application/json"],
    ["requests[0][path]=/wp/v2/users", 400, "application/x-www-form-urlencoded"],
    ["a=1&%72equests%5B0][path]=/x", 400, "Application/X-WWW-Form-Urlencoded"],
    ["{}", 400, undefined, "?requests[0][path]=/wp/v2/users"],
  ]) {
    const answer = await json(given, ...more);
    assert.equal(answer.status, status, JSON.stringify([given, ...more]).slice(0, 200));
  }
  assert.equal(asked.length, 1);
  for (const fine of [{ requests: 5 }, { requests: [{ id: 1 }] }, { text: "requests" }])
    assert.equal((await json(fine)).status, 200);
});

it("a body without a type is no form", async () => {
  const visitor = await loggedIn();
  const asked = answerWith({ body: {} });
  const form = new TextEncoder().encode("requests[0][path]=/wp/v2/users");
  for (const [method, body] of [
    ["PUT", form],
    ["PATCH", new Blob([form]).stream()],
    ["POST", form],
  ]) {
    const answer = await visitor.send("/rest/x", { method, body });
    assert.equal(answer.status, 200);
    assert.equal(asked.at(-1).text.length, form.length);
    assert.equal(asked.at(-1).headers["content-type"], "application/octet-stream");
  }
  await visitor.send("/rest/x", { method: "DELETE" });
  assert.equal(asked.at(-1).headers["content-type"], undefined, "there is no body");
});

it("whatever `allow` throws, the response is the backend's, with the visitor's cookies", async () => {
  // Errors of other HTTP libraries have a `response` as well, and `got` has the text in its `body`.
  const responses = [undefined, null, "text", {}].map((body) => ({ response: { body } }));
  for (const thrown of [undefined, null, "text", {}, ...responses]) {
    const allow = () => {
      throw thrown;
    };
    const visitor = browser(world.backend({ allow }));
    const headers = { cookie: "__Host-presskey=AAAA" };
    const answer = await visitor.send("/rest/x", { headers });
    assert.deepEqual([answer.status, (await answer.json()).code], [500, "internal_error"]);
    assert.match(answer.headers.getSetCookie().join(), /^__Host-presskey=;/);
  }
});

it("nothing is sent as nobody while the store can't be read", async () => {
  const store = memoryStore();
  let isDown = false;
  const get = async (key) => {
    if (isDown) throw new Error("down");
    return store.get(key);
  };
  const visitor = await loggedIn({ store: { ...store, get } });
  const asked = answerWith({ body: {} });
  assert.equal((await visitor.send("/rest/x")).status, 200);
  isDown = true;
  for (const method of ["GET", "POST"]) {
    const answer = await visitor.send("/rest/x", { method });
    assert.deepEqual([answer.status, (await answer.json()).code], [503, "storage_unavailable"]);
  }
  assert.equal(asked.length, 1);
});

/** Sends a form of several parts, in pieces of `size` bytes. */
function sendParts(visitor, form, { type = "multipart/form-data; boundary=b", size = 7 } = {}) {
  const bytes = typeof form === "string" ? new TextEncoder().encode(form) : form;
  return visitor.send("/rest/x", {
    method: "POST",
    body: new ReadableStream({
      start(controller) {
        for (let at = 0; at < bytes.length; at += size)
          controller.enqueue(bytes.slice(at, at + size));
        controller.close();
      },
    }),
    headers: { "content-type": type },
  });
}

const partOf = (disposition, value = "/x") =>
  `--b\r\nContent-Disposition: form-data; ${disposition}\r\n\r\n${value}\r\n`;

// Holds B5 of SECURITY.md.
it("a form of several parts is not passed on with a list of `requests`, however it arrives", async () => {
  const visitor = await loggedIn();
  const asked = answerWith({ body: {} });
  const before = partOf('name="a"');
  const list = partOf('name="requests[0][path]"');
  const file = partOf('name="a"; filename="x"', "VALUE");
  for (const [what, form, type] of [
    ["as usual", list],
    ["unquoted", partOf("name=requests[0][path]")],
    ["spaces before the name", partOf('name="  requests[0]"')],
    ["two equals signs", partOf('name=="requests[0][path]"')],
    ["a line break in the name", partOf('name="reque\r\nsts[0][path]"')],
    ["a quote after a backslash", partOf('name="a\\"; filename="; name="requests[0]"')],
    ["single quotes", partOf("name='requests[0]'")],
    ["two names", partOf('name="a"; name="requests[0]"')],
    ["upper case", partOf('NAME="requests[0]"; x="a"')],
    ["two headers", list.replace("\r\n", "\r\nContent-Disposition: form-data; name=a\r\n")],
    ["a header without a name", list.replace("\r\n", "\r\nX\r\n")],
    ["a long line", list.replace("\r\n", `\r\nX: ${"x".repeat(5117)}`)],
    ["another line break", list.replaceAll("\r\n", "\n")],
    ["NUL after the boundary", list.replace("--b", "--b\0")],
    ["a boundary in a line", file.replace("VALUE", `${"x".repeat(5120)}${list}`)],
    ["a boundary at the beginning of the value", file.replace("VALUE", list)],
    ["no form", list, "multipart/form-data; boundary=x; boundary=b"],
    ["another boundary", list, 'multipart/form-data; boundary=b"'],
  ]) {
    for (const size of [1e6, 7]) {
      const answer = await sendParts(visitor, `${before}${form}--b--\r\n`, { type, size });
      assert.ok(!answer.ok, what);
      assert.ok(
        asked.every(({ text }) => !/sts\[/.test(text)),
        what,
      );
    }
  }
  for (const [what, form] of [
    ["a preamble", `x\r\n${before}--b--\r\n`],
    ["an epilogue", `${before}--b--\r\n${list}`],
    ["a part without a name", `--b\r\nContent-Type: text/plain\r\n\r\nx\r\n--b--\r\n`],
    ["no end", before],
    ["an end with more", `${before}--b--x`],
    ["a header that ends nowhere", `--b\r\n${"x".repeat(5000)}`],
  ]) {
    const bytes = new TextEncoder().encode(form);
    const answer = await visitor.send("/rest/x", {
      method: "POST",
      body: bytes,
      headers: {
        "content-type": "multipart/form-data; boundary=b",
        "content-length": `${bytes.length}`,
      },
    });
    assert.equal(answer.status, 400, what);
    assert.match(JSON.stringify(await answer.json()), /written as browsers write it/);
    assert.ok(!(await sendParts(visitor, form)).ok, what);
  }
});

it("forms of several parts are passed on as browsers and libraries write them", async () => {
  const visitor = await loggedIn();
  const asked = answerWith({ body: {} });
  const form = new FormData();
  form.set("requests", "x");
  form.set("b[requests][0]", 'name="requests[0]"\r\n\r\n-');
  form.set('Größe "\r\n', "é\n😀");
  form.set("empty", "");
  for (const name of ['a "quoted".png', "Žluť 😀.png", "two\r\nlines; name=x", "C:\\a'.png"])
    form.append("file[]", new File([new Uint8Array([0, 255, 13, 10, 45, 45])], name));
  for (const each of [form, new FormData()]) {
    const written = new Response(each);
    const type = written.headers.get("content-type");
    const bytes = new Uint8Array(await written.arrayBuffer());
    assert.equal((await sendParts(visitor, bytes, { type, size: 1e6 })).status, 200);
    assert.equal(asked.at(-1).text, new TextDecoder().decode(bytes));
    assert.equal(asked.at(-1).headers["content-type"], type);
  }
  for (const [text, type] of [
    [partOf('name="a"; filename="x\\"y"'), undefined],
    [
      partOf('name="a"; filename="x"; filename*=utf-8\'\'%C3%A4\'s.png'),
      'multipart/form-data;boundary="b"',
    ],
    [partOf('name="a"').toLowerCase(), "multipart/form-data; charset=utf-8; boundary=b"],
    [
      partOf('name="a"\r\nContent-Type: text/plain'),
      "Multipart/Form-Data; boundary=b; charset=utf-8",
    ],
  ]) {
    for (const end of ["--b--", "--b--\r\n\r\n"]) {
      assert.equal((await sendParts(visitor, text + end, { type })).status, 200, text);
      assert.equal(asked.at(-1).text, text + end);
    }
  }
});

it("`allow` and WordPress read one and the same method", async () => {
  const seen = [];
  const visitor = await loggedIn({ allow: ({ method }) => seen.push(method) });
  const asked = answerWith({ body: {} });
  for (const [query, override, method] of [
    ["?method=GET", undefined, "POST"],
    ["?_method=get", undefined, "GET"],
    ["", "get", "GET"],
    ["?_method=GET", "GET", "GET"],
    ["?_method=GET", "DELETE", undefined],
    ["?_method=GET&_method=PUT", undefined, undefined],
    ["?_method[]=GET", undefined, undefined],
    ["?a=1;_method=GET", undefined, undefined],
    ["", "GET, PUT", undefined],
    ["", "PUT\u00a0", undefined],
  ]) {
    seen.length = asked.length = 0;
    const headers = override && { "x-http-method-override": override };
    const answer = await visitor.send(`/rest/x${query}`, { method: "POST", headers });
    assert.equal(answer.status, method ? 200 : 400, query);
    const { code, message } = await answer.json();
    const refused = ["invalid_option", "The request names its method in an ambiguous way."];
    assert.deepEqual([code, message], method ? [undefined, undefined] : refused);
    assert.deepEqual([seen[0], asked.length], [method, method ? 1 : 0], query);
  }
});

it("`allow` and WordPress get a method that is not written in capitals as WordPress reads it", async () => {
  const seen = [];
  const visitor = await loggedIn({ allow: ({ method }) => seen.push(method) });
  const asked = answerWith({ body: {} });
  for (const [own, override, method] of [
    ["patch", undefined, "PATCH"],
    ["Patch", "patch", "PATCH"],
    // No method that WordPress knows, whatever else the request names.
    ["M-SEARCH", undefined, undefined],
    ["M-SEARCH", "PATCH", undefined],
  ]) {
    seen.length = asked.length = 0;
    const headers = override && { "x-http-method-override": override };
    const answer = await visitor.send("/rest/x", { method: own, headers, json: {} });
    assert.equal(answer.status, method ? 200 : 400, own);
    assert.deepEqual([seen[0], asked[0]?.method], [method, method], own);
  }
});

it("a request that names its method keeps it on a site that refuses others", async () => {
  const asked = [];
  world.site.setOptions({
    answer({ method, route, query, headers }) {
      if (route !== "/x") return undefined;
      asked.push([method, query.getAll("_method"), headers["x-http-method-override"]]);
      if (method === "POST") return { body: { id: 1 } };
      return { status: 405, body: "<h1>405</h1>", headers: { "content-type": "text/html" } };
    },
  });
  const visitor = await loggedIn();
  await visitor.send("/rest/x", { method: "PUT", json: {} });
  await visitor.post("/rest/x?_method=PUT", {});
  asked.length = 0;
  await visitor.send("/rest/x?_method=GET", { method: "PUT", json: {} });
  const headers = { "x-http-method-override": "GET" };
  await visitor.send("/rest/x", { method: "PUT", json: {}, headers });
  assert.deepEqual(asked, [
    ["PUT", ["GET"], undefined],
    ["PUT", [], "GET"],
  ]);
});

for (const [pace, size] of [
  ["fast", 1 << 18],
  ["slow", 1],
]) {
  it(`a failed response that never ends, a ${pace} one, holds nothing up`, async () => {
    const site = await serve((request, response) => {
      const isIt = request.url.endsWith("x");
      response.writeHead(isIt ? 404 : 200, { "content-type": "application/json" });
      if (!isIt) return response.end('{"namespaces":["jwt-auth/v1"]}');
      response.write('{"code":"rest_no_route","message":"');
      const timer = setInterval(() => {
        if (response.writableLength < 2 ** 20) response.write(" ".repeat(size));
      }, 5);
      response.on("close", () => clearInterval(timer));
    });
    try {
      const visitor = browser(world.backend({ site: site.url, timeout: 5000 }));
      const given = await Promise.race([visitor.send("/rest/x"), sleep(30_000)]);
      assert.equal(given?.status, 404);
      assert.match(given.headers.get("presskey-explanation"), /rest_not_found/);
      await given.body.cancel();
    } finally {
      await site.stop();
    }
  });
}

it("a long success that is JSON is none to explain", async () => {
  const wp = await world.backend().client(browser(world.backend()).request("/"));
  answerWith({ body: Array.from({ length: 2 ** 18 }, () => "text") });
  assert.equal(await wp.explain(await wp.fetch("/x")), null);
});
