// An HTML page in place of a JSON response.
import assert from "node:assert/strict";
import { it } from "node:test";
import { createClient } from "presskey";
import { createTestSite } from "presskey/testing";

const ME = "/wp/v2/users/me";
const PLUGIN = "jwt-authentication-for-wp-rest-api";
const PAGE = "<h1>Welcome</h1>";

it("json() throws for a page if the other address of the REST API refuses the token", async () => {
  const site = createTestSite({
    site: "https://example.com",
    plugin: PLUGIN,
    users: [{ username: "ada", password: "correct horse" }],
  });
  const refusal = { code: "rest_not_logged_in", message: "No", data: { status: 401 } };
  const fetch = async (input, init) => {
    const { pathname, searchParams } = new URL(input.url ?? input);
    if (pathname === `/wp-json${ME}`) {
      return new Response(PAGE, { headers: { "Content-Type": "text/html" } });
    }
    if (searchParams.get("rest_route") === ME) return Response.json(refusal, { status: 401 });
    return site.fetch(input, init);
  };
  const wp = createClient({ site: "https://example.com/wp-json", plugin: PLUGIN, fetch });
  await wp.login({ username: "ada", password: "correct horse" });
  const error = await wp.json(ME).then(
    (value) => assert.fail(`resolved with ${value}`),
    (error) => error,
  );
  assert.equal(error.code, "malformed_response");
  assert.equal(await error.response.text(), PAGE);
  assert.equal(await (await wp.fetch(ME)).text(), PAGE);
  wp.close();
});

it("leaves the other address of the REST API if the plugin reads no token there", async () => {
  const site = createTestSite({
    site: "https://example.com",
    plugin: PLUGIN,
    edition: "pro",
    users: [{ username: "ada", password: "correct horse" }],
  });
  // The one address responds with a page for a moment, and the other one fails once.
  const faults = [
    new Response(PAGE, { headers: { "Content-Type": "text/html" } }),
    Response.json({ code: "internal_server_error", message: "No" }, { status: 500 }),
  ];
  const fetch = async (input, init) => {
    const isMe = decodeURIComponent(input.url ?? input).includes(ME);
    return (isMe && faults.shift()) || site.fetch(input, init);
  };
  const wp = createClient({ site: "https://example.com/wp-json", plugin: PLUGIN, fetch });
  await wp.login({ username: "ada", password: "correct horse" });
  await assert.rejects(wp.json(ME));
  assert.equal(faults.length, 0);
  assert.equal((await wp.json(ME)).slug, "ada");
  wp.close();
});
