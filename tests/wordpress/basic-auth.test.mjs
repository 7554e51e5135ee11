// One test per row of the fact sheet's section 12: "JSON Basic Authentication" 0.1.
import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";
import { start } from "./harness.mjs";

let site;
before(async () => {
  site = await start({ server: "basic-auth" });
});
after(() => site?.stop());
afterEach(() => site.setOptions());

const basic = (user, password) => `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;

describe("basic-auth", () => {
  it("takes a user's real password, with name or e-mail, on both addresses of a route", async () => {
    const password = site.password("editor");
    for (const user of ["editor", "editor@example.com"]) {
      assert.equal((await site.me(basic(user, password))).body.name, "Edith Editor");
    }
    const path = "/?rest_route=/wp/v2/users/me";
    const token = basic("editor", password);
    assert.equal((await site.call("GET", "", { path, token })).status, 200);
    const headers = { origin: "http://app.example" };
    const answer = await site.call("GET", "/wp/v2/users/me", { token, headers });
    assert.equal(answer.headers.get("access-control-allow-origin"), "http://app.example");
  });

  it("takes UTF-8 and colons in a password", async () => {
    assert.equal((await site.me(basic("unicode", site.password("unicode")))).status, 200);
    assert.equal((await site.me(basic("equals", `${site.password("equals")}:x`))).status, 500);
  });

  for (const [code, user] of [
    ["incorrect_password", "editor"],
    ["incorrect_password", "editor@example.com"],
    ["invalid_username", "nobody"],
    ["invalid_email", "nobody@example.com"],
  ]) {
    it(`refuses ${user} with ${code} and 500 on every route, readable cross-origin`, async () => {
      for (const route of ["/", "/wp/v2/posts", "/wp/v2/users/me"]) {
        const headers = { origin: "http://app.example" };
        const token = basic(user, "wrong");
        const { status, body, headers: said } = await site.call("GET", route, { token, headers });
        assert.equal(status, 500);
        assert.equal(body.code, code);
        assert.equal(body.data, null);
        if (code !== "invalid_email") assert.match(body.message, /<strong>/);
        assert.equal(said.get("access-control-allow-origin"), "http://app.example");
      }
    });
  }

  it("takes no notice of another scheme", async () => {
    assert.equal((await site.posts("Bearer x")).status, 200);
    assert.equal((await site.me("Bearer x")).body.code, "rest_not_logged_in");
  });

  it("is anonymous without the header, or where the web server keeps it", async () => {
    assert.equal((await site.me()).body.code, "rest_not_logged_in");
    site.setOptions({ strip_authorization: true });
    const token = basic("editor", site.password("editor"));
    assert.equal((await site.me(token)).body.code, "rest_not_logged_in");
  });
});
