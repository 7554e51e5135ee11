// The token goes to the site's own origin and path, and nowhere else.
import assert from "node:assert/strict";
import { after, before, beforeEach, it } from "node:test";
import { capture } from "../../support/servers.mjs";
import { setStage } from "../../support/stage.mjs";

const stage = setStage({ mock: true });
let foreign;
before(async () => {
  foreign = await capture();
});
beforeEach(() => foreign.seen.splice(0));
after(() => foreign?.stop());

const secret = /eyJ|Bearer|presskey-demo/;
const seenMethods = () => foreign.seen.map(({ method }) => method);

// Holds P1 of SECURITY.md.
it("another origin gets a call, but no token", async () => {
  const app = await stage.visit();
  await app.login();
  for (const input of [`${foreign.url}/x`, `${foreign.url}/wp-json/wp/v2/posts`]) {
    assert.deepEqual((await app.fetch(input)).body, { captured: true });
    await app.fetch(input, { method: "POST", json: { a: 1 } });
  }
  assert.ok(seenMethods().includes("POST"));
  assert.doesNotMatch(foreign.text(), secret);
  assert.ok(foreign.seen.every(({ headers }) => headers.authorization === undefined));
});

it("a required call to another origin is refused, as string, URL and Request", async () => {
  const app = await stage.visit();
  await app.login();
  const outcomes = await app.run(async (url) => {
    const inputs = [url, new URL(url), new Request(url, { method: "POST", body: "x" })];
    const code = (input) =>
      wp.fetch(input, { auth: "required" }).catch(({ code, sent }) => `${code} ${sent}`);
    return Promise.all(inputs.map(code));
  }, `${foreign.url}/x`);
  assert.deepEqual(outcomes, Array(3).fill("origin_not_allowed no"));
  assert.deepEqual(foreign.seen, []);
});

it("an origin that the app allowed gets it", async () => {
  const app = await stage.visit({ allowedOrigins: [foreign.url] });
  await app.login();
  await app.fetch(`${foreign.url}/x`, { auth: "required" });
  const call = foreign.seen.find(({ method }) => method === "GET");
  assert.match(call.headers.authorization, /^Bearer eyJ/);
});

it("an address that the app allowed gets it on that path and below", async () => {
  const app = await stage.visit({ allowedOrigins: [`${foreign.url}/api/`] });
  await app.login();
  const required = (path) => app.fetch(`${foreign.url}${path}`, { auth: "required" });
  for (const path of ["/api", "/api/x?y=/"]) await required(path);
  const calls = foreign.seen.filter(({ method }) => method === "GET");
  assert.equal(calls.length, 2);
  for (const { headers } of calls) assert.match(headers.authorization, /^Bearer eyJ/);
  for (const path of ["/", "/apis", "/API", "/api/../x", "/api%2fx", "/api/a%5cb"]) {
    await assert.rejects(required(path), { code: "origin_not_allowed" }, path);
  }
});

it("says nothing of the site when another server fails", async () => {
  const app = await stage.visit();
  await app.login();
  for (const [status, body, code, type = "application/json"] of [
    [404, "<!doctype html>Not found", "http_error", "text/html"],
    [200, "<!doctype html>Welcome", "malformed_response", "text/html"],
    [
      401,
      '{"code":"rest_cannot_access","message":"No","data":{"status":401}}',
      "not_authenticated",
    ],
    [403, '{"code":"jwt_auth_invalid_token","message":"No","data":{"status":403}}', "forbidden"],
    [404, '{"code":"rest_no_route","message":"No","data":{"status":404}}', "http_error"],
    [500, "<b>Fatal error</b>: x in y on line 3", "malformed_response", "text/html"],
  ]) {
    foreign.answer = { status, body, type };
    const error = await app.run(
      (url) => wp.json(url).catch((error) => ({ ...error })),
      `${foreign.url}/x`,
    );
    assert.deepEqual([error.code, error.hint, error.status], [code, undefined, status], body);
  }
  foreign.answer = undefined;
  assert.equal((await app.session()).status, "authenticated");
});

it("a string that begins with a slash is a route, whatever follows", async () => {
  const app = await stage.visit();
  await app.login();
  const host = foreign.url.slice("http:".length);
  for (const input of [
    `${host}/x`,
    `/${host}/x`,
    `/\\${host.slice(2)}/x`,
    `/\\\\${host.slice(2)}/x`,
    `/\t${host}/x`,
    `/@${host.slice(2)}/x`,
    `/..${host}/x`,
    `/https:${host}/x`,
  ]) {
    await app.fetch(input).catch((error) => assert.ok(error.ours, String(error)));
    await app.fetch(input, { auth: "required" }).catch((error) => assert.ok(error.ours));
  }
  assert.deepEqual(foreign.seen, []);
});

it("addresses that only look like the site's get no token", async () => {
  const app = await stage.visit({ site: `${stage.site.url}/blog` });
  await app.login();
  stage.site.clearLog();
  const { url } = stage.site;
  const port = new URL(url).port;
  for (const input of [
    `${url}/`,
    `${url}/wp-json/wp/v2/posts`,
    `${url}/blog-other/wp-json/wp/v2/posts`,
    `${url}/blogx/wp-json/wp/v2/posts`,
    `${url}/blog/../wp-json/wp/v2/posts`,
    `${url}/blog/%2e%2e/wp-json/wp/v2/posts`,
    `${url}/blog/..%2fwp-json/wp/v2/posts`,
    `${url}/blog/%2fwp-json/wp/v2/posts`,
    `${url}/blog/..%5cwp-json/wp/v2/posts`,
    `${url}/blog/x%2F..%2F..%2Fwp-json/wp/v2/posts`,
    `${url}/BLOG/wp-json/wp/v2/posts`,
    `http://localhost:${port}/blog/wp-json/wp/v2/posts`,
  ]) {
    await assert.rejects(app.fetch(input, { auth: "required" }), { code: "origin_not_allowed" });
    await app.fetch(input).catch((error) => assert.ok(error.ours, input));
  }
  assert.deepEqual(
    stage.sent().filter((line) => line.includes("+token")),
    [],
  );
  // The site's own folder does get it.
  assert.equal((await app.fetch(`${url}/blog/wp-json/wp/v2/users/me`)).status, 200);
});

it("a name and a port before the @ are not the site", async () => {
  const app = await stage.visit();
  await app.login();
  const input = `${stage.site.url}@${foreign.url.slice("http://".length)}/x`;
  await assert.rejects(app.fetch(input, { auth: "required" }));
  await app.fetch(input).catch(() => {});
  assert.doesNotMatch(foreign.text(), secret);
});

it("a discovered root on another origin is not adopted", async () => {
  const link = () => `<${foreign.url}/wp-json/>; rel="https://api.w.org/"`;
  const namespaces = ["jwt-auth/v1"];
  stage.site.setOptions({
    answer: ({ method, route }) =>
      method === "GET" && route === "/"
        ? { headers: { link: link() }, body: { url: foreign.url, home: foreign.url, namespaces } }
        : undefined,
  });
  const app = await stage.visit({ plugin: "auto" });
  await app.login();
  assert.equal((await app.fetch("/wp/v2/users/me")).status, 200);
  assert.deepEqual(foreign.seen, []);
});

it("a Link header in any answer does not move the root either", async () => {
  const app = await stage.visit();
  stage.site.setOptions({
    answer: ({ route }) =>
      route === "/jwt-auth/v1/token"
        ? {
            body: { token: stage.site.token() },
            headers: { link: `<${foreign.url}/wp-json/>; rel="https://api.w.org/"` },
          }
        : undefined,
  });
  await app.login();
  assert.equal((await app.fetch("/wp/v2/users/me", { auth: "required" })).status, 200);
  assert.deepEqual(foreign.seen, []);
});
