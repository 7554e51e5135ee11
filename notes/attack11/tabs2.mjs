// A tab that has not heard of the other tab's login yet: as whom does it write, and whom does its logout log out?
globalThis.location = new URL("https://app.example.com/");
globalThis.document = { addEventListener() {}, removeEventListener() {}, title: "x", readyState: "complete" };
globalThis.window = globalThis;
class S { m = new Map(); getItem = (k) => this.m.get(k) ?? null; setItem = (k, v) => void this.m.set(k, String(v)); removeItem = (k) => void this.m.delete(k); }
globalThis.localStorage = new S(); globalThis.sessionStorage = new S();
if (process.argv[2] === "deaf") globalThis.BroadcastChannel = class { postMessage() {} close() {} };
const { createClient } = await import("presskey");
const { createTestSite } = await import("presskey/testing");
const plugin = "jwt-authentication-for-wp-rest-api", edition = "pro";
const test = createTestSite({ plugin, edition }); const [u, v] = test.users;
const users = new Map();
let a; const seen = [];
const fetch = async (i, n) => { const h = new Headers(n?.headers); const t = h.get("authorization")?.slice(7); seen.push(`${n?.method ?? "GET"} ${String(i.url ?? i).replace(test.site + "/wp-json", "")} as ${t ? JSON.parse(Buffer.from(t.split(".")[1], "base64url")).data.user.id : "nobody"}; tab A shows ${a.session.user?.username}`); return test.fetch(i, n); };
a = createClient({ site: test.site, plugin, storage: "local", fetch });
const b = createClient({ site: test.site, plugin, storage: "local", fetch });
await a.login({ username: u.username, password: u.password }); await new Promise((r) => setTimeout(r, 50));
for (const [label, act] of [["POST", () => a.fetch("/wp/v2/posts", { method: "POST", json: { title: "x" } })], ["validate", () => a.validate()], ["getToken", () => a.getToken()], ["refresh", () => a.refresh()], ["upload", () => a.upload(new File(["x"], "x.png", { type: "image/png" }))], ["batch", () => a.batch([{ path: "/wp/v2/posts", method: "POST", body: {} }])], ["logout everywhere", () => a.logout({ everywhere: true })]]) {
  await a.login({ username: u.username, password: u.password }); await new Promise((r) => setTimeout(r, 30));
  const p = b.login({ username: v.username, password: v.password });
  await p; const shown = a.session.user?.username; seen.length = 0;
  let heard = []; const stop = a.subscribe((s) => heard.push(s.user?.username ?? s.status));
  const r = await act().then((r) => r?.status ?? (typeof r === "string" ? "token of " + JSON.parse(Buffer.from(r.split(".")[1], "base64url")).data.user.id : r), (e) => e.code);
  console.log(label, "| A showed", shown, "|", seen, "|", typeof r === "object" ? r?.status : r, "| A heard", heard.join(), "| B", b.session.user?.username ?? b.session.status);
  stop();
}
await new Promise((r) => setTimeout(r, 100)); console.log("later B", b.session.status, "B validates", await b.validate().catch((e) => e.code)); process.exit();
