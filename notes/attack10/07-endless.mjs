import { createClient, jwt, index, json } from "./lib.mjs";
const endless = (status = 200, type = "application/json", headers = {}, signal) => {
  let n = 0, timer;
  return new Response(new ReadableStream({ start(c) { signal?.addEventListener("abort", () => { clearInterval(timer); try { c.error(signal.reason) } catch {} }); c.enqueue(new TextEncoder().encode('{"code":"jwt_auth_invalid_token","message":"')); timer = setInterval(() => { try { c.enqueue(new TextEncoder().encode("x".repeat(10))); } catch { clearInterval(timer) } }, 50); }, cancel() { clearInterval(timer); } }), { status, headers: { "content-type": type, ...headers } });
};
let mode = "ok"; let count = 0;
const mk = (o = {}) => createClient({ site: "https://e.com", plugin: "jwt-authentication-for-wp-rest-api", timeout: 1000, ...o, fetch: async (u, init) => {
  const signal = init?.signal; u = String(u?.url ?? u); count++;
  const tie = (r) => { signal?.addEventListener("abort", () => r.body?.cancel?.().catch(() => {})); return r; };
  if (mode === "ok" || (mode.index === undefined && u.includes("rest_route=/&")) ) {
    if (u.endsWith("/token")) return json({ token: jwt(), refresh_token: "r1-abcdefghijkl", user_email: "a@b.c", user_nicename: "anna", user_display_name: "Anna" });
    return json(index({ routes: { "/jwt-auth/v1/token/refresh": {}, "/jwt-auth/v1/token/revoke": {} } }));
  }
  return mode.answer(u, init);
} });
async function limited(name, work) {
  const t = performance.now();
  const r = await Promise.race([work().then((v) => "ok " + (v instanceof Response ? v.status : JSON.stringify(v)?.slice(0, 60)), (e) => "err " + (e.code ?? e.message)), new Promise((r) => setTimeout(() => r("HANGS"), 12000))]);
  console.log(name.padEnd(34), r, Math.round(performance.now() - t), "ms", count);
}
const logged = async (o) => { mode = "ok"; const wp = mk(o); await wp.login({ username: "anna", password: "x1y2z3w4" }); await wp.json("/wp/v2/x"); count = 0; return wp; };
const jobs = [];
for (const status of [200, 401, 403, 404, 500]) for (const type of ["application/json", "text/html"]) {
  const A = () => endless(status, type);
  for (const [name, work] of Object.entries({
    fetch: (wp) => wp.fetch("/wp/v2/posts"), post: (wp) => wp.fetch("/wp/v2/posts", { method: "POST", json: {} }), json: (wp) => wp.json("/wp/v2/posts"), page: (wp) => wp.page("/wp/v2/posts"),
    paginate: async (wp) => { for await (const x of wp.paginate("/wp/v2/posts")) return x; }, batch: (wp) => wp.batch([{ path: "/wp/v2/posts", method: "POST" }]), upload: (wp) => wp.upload(new Blob(["x"]), { filename: "a.png" }), validate: (wp) => wp.validate(), refresh: (wp) => wp.refresh(), logout: (wp) => wp.logout(), login: (wp) => wp.login({ username: "a", password: "b1b1b1b1" }), adopt: (wp) => wp.login({ token: jwt({ jti: "z" }) }), explain: async (wp) => wp.explain(await wp.fetch("/wp/v2/posts", {auth:"omit"})), envelope: (wp) => wp.json("/wp/v2/posts", { envelope: true }), override: (wp) => wp.json("/wp/v2/posts/1", { method: "DELETE", methodOverride: true }),
  })) {
    const only = process.argv[2]; if (only && name !== only) continue;
    const wp = await logged(); mode = { answer: (u, init) => endless(status, type, {}, init?.signal) };
    await limited(`${name} ${status} ${type}`, () => work(wp)); wp.close();
  }
}
process.exit(0);
