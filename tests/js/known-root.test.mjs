// A site whose REST root is part of its address, so that nothing has been found when a call is sent.
import assert from "node:assert/strict";
import { it } from "node:test";
import { createClient } from "presskey";

it("a call that gets a page is not sent again to the same address", async () => {
  const urls = [];
  const wp = createClient({
    site: "https://example.com/wp-json/",
    plugin: "jwt-auth",
    storage: "memory",
    async fetch(input) {
      urls.push(String(input.url ?? input));
      return new Response("<p>Hello</p>", { headers: { "Content-Type": "text/html" } });
    },
  });
  const response = await wp.fetch("/wp/v2/posts");
  assert.match(await response.text(), /Hello/);
  const calls = urls.filter((url) => url === "https://example.com/wp-json/wp/v2/posts");
  assert.equal(calls.length, 1, urls.join("\n"));
  wp.close();
});
