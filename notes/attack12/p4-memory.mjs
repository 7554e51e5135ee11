// P4: pieces of secrets in WebAssembly memory after a logout, in many flows and encodings.
const memories = [];
const { Instance } = WebAssembly;
WebAssembly.Instance = class extends Instance {
  constructor(...a) { super(...a); const m = Object.values(this.exports).find((v) => v instanceof WebAssembly.Memory); if (m) memories.push(m); }
};
const { createClient, decode, verify } = await import("presskey");
const { createTestSite } = await import("presskey/testing");
const W = 10;
function pieces(secret) {
  const forms = new Set([secret, encodeURIComponent(secret), btoa(unescape(encodeURIComponent(secret))), JSON.stringify(secret).slice(1, -1), [...secret].reverse().join("")]);
  const found = [];
  for (const m of memories) {
    const b = Buffer.from(m.buffer);
    for (const f of forms) for (const enc of ["utf8", "utf16le"]) {
      const hits = new Set();
      for (let i = 0; i + W <= f.length; i += 1) { const n = Buffer.from(f.slice(i, i + W), enc); if (b.includes(n)) hits.add(i); }
      if (hits.size) found.push(`${enc} ${hits.size}/${f.length} @${[...hits].slice(0, 3)} '${f.slice([...hits][0], [...hits][0] + W)}'`);
    }
  }
  return found;
}
const PASS = "Zq7!wörd~%Kx9#pL+m2&vR";
const sig = (t) => (t.startsWith("eyJ") ? t.split(".")[2] : t);
const plugins = process.argv.slice(2).length ? process.argv.slice(2) : ["jwt-authentication-for-wp-rest-api", "jwt-auth", "simple-jwt-login", "wp-rest-api-authentication", "wp-graphql-jwt-authentication", "application-passwords", "basic-auth", "api-key", "wp-user", "simple-jwt-authentication", "jwt-auth-pro-wp-rest-api"];
const { Buffer: B } = globalThis;
for (const plugin of plugins) {
  let test;
  try { test = createTestSite({ plugin, users: [{ id: 1, username: "anna", password: PASS, email: "anna@example.com", displayName: "Anna" }] }); } catch (e) { console.log(plugin, "no test site", e.message); continue; }
  const secrets = new Set([PASS]);
  let mangle;
  const fetch = async (url, init) => {
    let r = await test.fetch(url, init);
    const text = await r.clone().text();
    for (const [t] of text.matchAll(/[\w-]{16,}(\.[\w-]+)*/g)) if (/token|jwt|refresh/i.test(text)) secrets.add(t);
    for (const c of r.headers.getSetCookie?.() ?? []) { const v = c.split(";")[0].split("=")[1]; if (v?.length > 12) secrets.add(v); }
    if (mangle) r = mangle(r, text) ?? r;
    return r;
  };
  const wp = createClient({ site: test.site, fetch, plugin, storage: "memory" });
  const flow = [];
  const step = async (name, f) => { try { const r = await f(); flow.push(name + "+"); return r; } catch (e) { flow.push(`${name}:${e.code ?? e.message.slice(0, 60)}`); } };
  const c = () => ({ username: "anna", password: PASS });
  await step("wrong", () => wp.login({ username: "anna", password: PASS + "x" }));
  mangle = (r, text) => new Response(`<p>${PASS} ${text}</p>`, { status: 500, headers: { "content-type": "text/html" } });
  await step("login500", () => wp.login(c()));
  mangle = undefined;
  await step("login", () => wp.login(c()));
  const res = await step("call", () => wp.fetch("/wp/v2/users/me"));
  mangle = (r) => new Response(JSON.stringify({ code: "x", message: `Hi ${[...secrets].join(" ")}` }), { status: 403, headers: { "content-type": "application/json" } });
  await step("echo", () => wp.json("/wp/v2/posts"));
  mangle = undefined;
  await step("refresh", () => wp.refresh());
  await step("validate", () => wp.validate());
  await step("batch", () => wp.batch([{ path: "/wp/v2/posts" }]));
  await step("upload", () => wp.upload(new Blob(["x"], { type: "image/png" }), { filename: "a.png" }));
  await step("diagnose", () => wp.diagnose());
  await step("bundle", () => wp.supportBundle());
  mangle = (r) => new Response("x".repeat(200) + [...secrets].join("<br>"), { status: 401, headers: { "content-type": "text/html" } });
  await step("refresh401", () => wp.refresh());
  mangle = undefined;
  await step("login", () => wp.login(c()));
  await step("adopt", () => wp.login({ token: [...secrets].filter((x) => x.startsWith("eyJ")).at(-1) }));
  const tok = wp.token();
  if (tok) secrets.add(tok);
  await step("logout", () => wp.logout());
  await new Promise((r) => setTimeout(r, 50));
  console.log(plugin, "|", flow.join(" "), "| secrets", secrets.size);
  for (const s of secrets) { const p = pieces(sig(s)); if (p.length) console.log("   LEFT", s.slice(0, 24), s === PASS ? "(password)" : "", p.join(" ; ")); }
  wp.close();
}
process.exit(0);
