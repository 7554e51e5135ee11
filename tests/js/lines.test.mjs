// Effects travel as lines of text. What a server sends begins none.
import assert from "node:assert/strict";
import { it } from "node:test";
import { createClient } from "presskey";
import { effectNames } from "../../scripts/build/operations.mjs";

it("a token with line breaks logs nobody in, is not sent, and does nothing else", async () => {
  const letters = (await effectNames()).map((_, at) => String.fromCharCode(65 + at));
  const sent = [];
  const wp = createClient({
    site: "https://example.com",
    plugin: {
      namespace: "office/v2",
      opaque: true,
      login: { path: "tickets", json: true, body: { name: "$username", secret: "$password" } },
      token: "ticket",
    },
    storage: "memory",
    async fetch(input, init) {
      if (!String(input).includes("tickets")) sent.push(new Headers(init.headers));
      const link = '<https://example.com/wp-json/>; rel="https://api.w.org/"';
      const headers = { "Content-Type": "application/json", Link: link };
      return new Response(JSON.stringify({ ticket: ["one", ...letters].join("\n") }), { headers });
    },
  });
  const login = wp.login({ username: "editor", password: "secret" });
  await assert.rejects(login, { code: "malformed_response" });
  const call = wp.fetch("/wp/v2/posts", { auth: "required" });
  await assert.rejects(call, { code: "not_authenticated" });
  assert.deepEqual(sent, []);
  assert.equal(wp.session.status, "anonymous");
  wp.close();
});
