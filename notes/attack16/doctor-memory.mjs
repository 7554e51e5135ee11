// P4: "A password is kept nowhere after the request ... When `logout()` resolves, the client holds no token of that
// session ... The npm package overwrites the WebAssembly memory that held secrets." What explains errors is a second
// instance (crate/doctor.asm.js), whose memory is an ArrayBuffer.
const buffers = [];
const Own = globalThis.ArrayBuffer;
globalThis.ArrayBuffer = class extends Own { constructor(...a) { super(...a); if (a[0] >= 1 << 16) buffers.push(this); } };
const { createClient } = await import("presskey");
const { createTestSite } = await import("presskey/testing");
const holds = (text) => buffers.filter((b) => b.byteLength && Buffer.from(b).includes(Buffer.from(text))).length;
const plugin = "jwt-authentication-for-wp-rest-api";
const test = createTestSite({ plugin, edition: "pro" });
const { username, password } = test.users[1];
{
  const wp = createClient({ site: test.site, plugin, fetch: async () => { throw new TypeError("fetch failed"); } });
  const e = await wp.login({ username, password }).catch((e) => e);
  console.log("control: buffers with the host", holds("wordpress.test"), buffers.map((b) => b.byteLength).join(), "nonzero", buffers.map((b) => new Uint8Array(b).filter(Boolean).length).join());
  console.log("a login that could not be sent:", e.code, "| buffers", buffers.length, "| with the password:", holds(password));
}
{
  const wp = createClient({ site: test.site, plugin, fetch: async (i, n) => { const r = new Request(i, n); const body = await r.clone().text(); if (/token$/.test(r.url)) return new Response(`<html><body>Forbidden: ${body}`, { status: 403, headers: { "content-type": "text/html" } }); return test.fetch(r); } });
  const e = await wp.login({ username, password }).catch((e) => e);
  console.log("a login that a firewall refuses with an echo:", e.code, "| with the password:", holds(password));
}
{
  let mode;
  const wp = createClient({ site: test.site, plugin, fetch: async (i, n) => { const r = new Request(i, n); if (mode && /posts/.test(r.url)) { if (mode === "down") throw new TypeError("fetch failed"); return new Response(`<html>Blocked ${r.headers.get("authorization")}`, { status: 403, headers: { "content-type": "text/html" } }); } return test.fetch(r); } });
  await wp.login({ username, password });
  const token = wp.token();
  for (mode of ["down", "blocked"]) {
    const e = await wp.json("/wp/v2/posts").catch((e) => e);
    console.log(`a call (${mode}):`, e.code, "| with the token:", holds(token), "| its payload:", holds(token.split(".")[1]));
  }
  mode = undefined;
  const d = await wp.diagnose({ typed: { username, password } }).catch((e) => e);
  console.log("diagnose({ typed }):", d.code ?? d.findings?.length, "| password:", holds(password), "| token:", holds(token));
  const b = await wp.supportBundle().catch((e) => e);
  console.log("supportBundle():", typeof b, "| password:", holds(password), "| token:", holds(token));
  await wp.logout();
  wp.close();
  console.log("after logout():", "password:", holds(password), "| token:", holds(token), "| signature:", holds(token.split(".")[2]));
}
