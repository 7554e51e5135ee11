// Redirects of calls whose response is unwrapped: what is inside must not hide them.
import assert from "node:assert/strict";
import { it } from "node:test";
import { createClient } from "presskey";

const SITE = "https://example.com";
const PLUGIN = {
  ...{ id: "my", namespace: "my/v1", token: "token", opaque: true, user: { id: "id" } },
  login: { path: "login", body: { name: "$username", password: "$password" } },
};
const envelope = (more) => Response.json({ status: 200, headers: {}, body: [{ id: 1 }] }, more);

/** A client that has logged in, and gets this response to its call. */
async function signedIn(answer) {
  const fetch = async (input) => {
    const url = String(input.url ?? input);
    if (/login/.test(url)) return Response.json({ token: "t0ken-t0ken", id: 7 });
    if (/posts/.test(url)) return answer();
    return Response.json({ home: SITE, namespaces: ["wp/v2", "my/v1"], routes: {} });
  };
  const wp = createClient({ site: SITE, fetch, plugin: PLUGIN });
  await wp.login({ username: "a", password: "a s3cret word" });
  return wp;
}

/** Both ways in which a call gets a response. */
async function assertRedirected(wp) {
  for (const get of [wp.json, wp.fetch]) {
    const call = get("/wp/v2/posts", { envelope: true });
    await assert.rejects(call, { code: "redirected" });
  }
  wp.close();
}

// Holds P2 of SECURITY.md.
it("a redirect whose body is an envelope is one", async () => {
  const headers = { location: "https://other.example/" };
  await assertRedirected(await signedIn(() => envelope({ status: 302, headers })));
});

// Holds P2 of SECURITY.md.
it("an envelope to which React Native was redirected is refused", async (t) => {
  const { redirect } = Object.getOwnPropertyDescriptors(Request.prototype);
  delete Request.prototype.redirect;
  t.after(() => Object.defineProperty(Request.prototype, "redirect", redirect));
  const elsewhere = () =>
    Object.defineProperty(envelope(), "url", { value: "https://other.example/posts" });
  await assertRedirected(await signedIn(elsewhere));
});
