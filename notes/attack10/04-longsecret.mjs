import { createClient, jwt, index, json } from "./lib.mjs";
const NL = Number(process.argv[2] ?? 100_000), NR = Number(process.argv[3] ?? 16_000);
const refresh = "a".repeat(NL) + "1";
for (const [name, answer] of Object.entries({
  msg: () => json({ code: "x", message: "a".repeat(5000), data: { status: 403 } }, 403),
  code: () => json({ code: "a".repeat(5000), message: "x", data: { status: 403 } }, 403),
  loc: () => new Response(null, { status: 302, headers: { location: "https://e.com/gate/" + "a".repeat(NR) } }),
})) {
  const fetch = async (u, init) => {
    u = String(u?.url ?? u);
    if (u.endsWith("/token")) return json({ token: jwt(), refresh_token: refresh, user_email:"a@b.c", user_nicename:"anna", user_display_name:"Anna" });
    if (u.includes("/acme")) return answer();
    return json(index({ namespaces: ["wp/v2","jwt-auth/v1"], routes: {"/jwt-auth/v1/token/refresh": {}} }));
  };
  const wp = createClient({ site:"https://e.com", plugin:"jwt-authentication-for-wp-rest-api", fetch });
  const s = await wp.login({ username: "anna", password: "S3cret-Pass-w0rd!" });
  const t = performance.now();
  try { await wp.json("/acme/v1/x", {method: "POST"}); } catch (e) { console.log(name, s.canRefresh, e.code, e.hint?.length, Math.round(performance.now() - t), "ms"); }
  const t2 = performance.now();
  try { await wp.login({username: "anna", password: "x".repeat(20)}); } catch (e) {}
}
