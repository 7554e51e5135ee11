// P3/P4: a site that puts the password, the token or the refresh token in what names the user: what do :logout,
// the BroadcastChannel, Presskey-User and the session say?
globalThis.location = new URL("https://app.example.com/");
globalThis.document = { addEventListener() {}, removeEventListener() {}, readyState: "complete" };
globalThis.window = globalThis; globalThis.addEventListener ??= () => {}; globalThis.removeEventListener ??= () => {};
class S { constructor() { this.m = new Map(); } getItem(k) { return this.m.get(k) ?? null; } setItem(k, v) { this.m.set(k, String(v)); } removeItem(k) { this.m.delete(k); } }
globalThis.localStorage = new S(); globalThis.sessionStorage = new S();
const said = []; const BC = globalThis.BroadcastChannel;
globalThis.BroadcastChannel = class { postMessage(m) { said.push(m); } close() {} };
const { createClient } = await import("presskey");
const { createBackend } = await import("presskey/server");
const b64 = (v) => Buffer.from(JSON.stringify(v)).toString("base64url");
const now = Math.floor(Date.now() / 1000);
const SITE = "https://example.com";
const PW = "Zx81-Pass-geheim-77";
const index = { home: SITE, namespaces: ["wp/v2", "jwt-auth/v1", "simple-jwt-login/v1", "api/v1", "own/v1"], routes: {} };
const jwt = (claims) => `${b64({ alg: "HS256" })}.${b64({ iat: now, exp: now + 600, ...claims })}.c2lnbmF0dXJlLWxvbmctZW5vdWdo`;
const RT = "refresh-Q7w9-token-Zx81";
const cases = {
  "username=password": (t) => ({ token: t, user_nicename: PW, user_email: PW, user_display_name: PW, user: { username: PW, user_login: PW } }),
  "username=token": (t) => ({ token: t, user_nicename: t, user_email: t, user_display_name: t, user: { username: t } }),
  "username=refresh": (t) => ({ token: t, refresh_token: RT, user_nicename: RT, user_email: RT, user_display_name: RT, user: { username: RT } }),
};
const spec = { id: "own", login: { path: "/own/v1/login", body: { u: "$username", p: "$password" } }, token: "token", refreshToken: "refresh_token", user: { username: "user.username", email: "user_email", displayName: "user_display_name" } };
for (const [name, answer] of Object.entries(cases)) for (const claims of [{}, { sub: PW }, { sub: RT }, { data: { user: { id: PW } } }, { username: PW, sub: "" }]) for (const plugin of ["jwt-authentication-for-wp-rest-api", "jwt-auth-pro-wp-rest-api", spec]) for (const storage of ["local", "memory"]) {
  localStorage.m.clear(); sessionStorage.m.clear(); said.length = 0;
  const token = jwt(claims);
  let wp;
  try { wp = createClient({ site: SITE, plugin, storage, fetch: async (i) => /_fields/.test(decodeURIComponent(String(i.url ?? i))) ? Response.json(index) : Response.json(answer(token)) }); } catch (e) { console.log(e.message); continue; }
  const seen = [];
  wp.subscribe((s) => seen.push(JSON.stringify(s)));
  const r = await wp.login({ username: "info@example.com", password: PW }).then((s) => "ok", (e) => `${e.code} ${e.message}`);
  await wp.logout().catch(() => {});
  const secrets = { PW, RT, token };
  const out = { said: said.join(" "), local: JSON.stringify([...localStorage.m]), session: seen.join(" ") };
  for (const [where, text] of Object.entries(out)) for (const [s, v] of Object.entries(secrets)) if (text.includes(v) || text.includes(encodeURIComponent(v))) console.log("LEAK", name, JSON.stringify(claims), plugin.id ?? plugin, storage, where, s, text.slice(0, 260));
  if (r !== "ok") console.log(name, plugin.id ?? plugin, r);
  wp.close();
}
console.log("done");
