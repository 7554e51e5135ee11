// P4: "When `logout()` resolves, the client holds no token of that session." After many kinds of use: what of the token, the refresh token and the password does the heap still refer to?
import { getHeapSnapshot } from "node:v8";
import { retainersIn } from "./retainers.mjs";
import { createClient } from "presskey";
const tag = (n, kind) => ["z" + "q", kind, String(process.pid), n].join("-") + "-e"; // no literal
const SPEC = { ...{ id: "my", namespace: "my/v1", token: "token", opaque: true, rotates: "X-New", refreshToken: "refresh" }, login: { path: "login", body: { name: "$username", password: "$password" } }, refresh: { path: "refresh", body: { refresh: "$refreshToken" }, with: "refreshToken" }, validate: { path: "validate", auth: true }, user: { id: "id", username: "name" } };
const plugins = { my: SPEC, basic: "basic-auth", app: "application-passwords", key: "api-key", oauth: "oauth1" };
const pause = (ms) => new Promise((r) => setTimeout(r, ms));
const actions = {
  none: async () => {},
  calls: async (wp) => { await wp.json("/wp/v2/posts"); await wp.fetch("/wp/v2/posts", { auth: "required" }); },
  refresh: async (wp) => { await wp.refresh(); await wp.refresh(); },
  validate: async (wp) => wp.validate(),
  getToken: async (wp) => { await wp.getToken({ minValidity: 5, signal: new AbortController().signal }); wp.token(); wp.claims(); },
  explain: async (wp) => { const r = await wp.fetch("/no/400"); await wp.explain(r); },
  jsonError: async (wp) => wp.json("/no/400").catch(() => {}),
  refused: async (wp) => wp.json("/no/401").catch(() => {}),
  page: async (wp) => wp.json("/no/page").catch(() => {}),
  echoed: async (wp) => wp.json("/no/echo").catch(() => {}),
  redirect: async (wp) => wp.json("/no/redirect").catch(() => {}),
  drop: async (wp) => wp.json("/no/drop").catch(() => {}),
  batch: async (wp) => wp.batch(Array.from({ length: 30 }, () => ({ path: "/wp/v2/posts" }))).catch(() => {}),
  upload: async (wp) => wp.upload(new Blob(["x"], { type: "image/png" }), { filename: "x.png" }).catch(() => {}),
  paginate: async (wp) => { for await (const p of wp.paginate("/wp/v2/list").pages()) break; },
  diagnose: async (wp) => wp.diagnose(),
  bundle: async (wp) => wp.supportBundle(),
  record: async (wp) => wp.supportBundle({ record: async (c) => { await c.json("/wp/v2/posts").catch(() => {}); } }),
  abort: async (wp) => { const c = new AbortController(); const p = wp.json("/no/hang", { signal: c.signal }).catch(() => {}); await pause(20); c.abort(); await p; },
  timeout: async (wp) => wp.json("/no/hang", { timeout: 30 }).catch(() => {}),
  badLogin: async (wp) => wp.login({ username: "anna", password: "bad" }).catch(() => {}),
  rotates: async (wp) => wp.json("/no/rotate"),
  stream: async (wp) => wp.fetch("/wp/v2/posts", { method: "POST", body: new ReadableStream({ start(c) { c.enqueue(new Uint8Array(3)); c.close(); } }), duplex: "half" }).catch(() => {}),
};
const only = process.argv[2];
let n = 0;
for (const [pname, plugin] of Object.entries(plugins)) for (const [name, act] of Object.entries(actions)) {
  if (only && !new RegExp(only).test(`${pname} ${name}`)) continue;
  if (pname !== "my" && !/calls|diagnose|record|echoed|redirect|timeout|none/.test(name)) continue;
  n++;
  const at = n; let issued = 0;
  const fetch = async (input, init) => {
    const r = new Request(input, init); const url = decodeURIComponent(r.url);
    if (/login$|refresh$/.test(url)) { if ((await r.text()).includes("bad")) return Response.json({ code: "no", message: "No." }, { status: 403 }); return Response.json({ token: tag(at, "t" + ++issued), refresh: tag(at, "r" + issued), id: 7, name: "anna" }); }
    if (/validate|users\/me/.test(url)) return Response.json({ id: 7, name: "anna", username: "anna" });
    if (/no\/400/.test(url)) return Response.json({ code: "x", message: "No." }, { status: 400 });
    if (/no\/401/.test(url)) return Response.json({ code: "rest_not_logged_in", message: "No." }, { status: 401 });
    if (/no\/page/.test(url)) return new Response("<html>x</html>", { status: 500, headers: { "content-type": "text/html" } });
    if (/no\/echo/.test(url)) return Response.json({ code: "x", message: `No ${r.headers.get("authorization")}` }, { status: 400 });
    if (/no\/redirect/.test(url)) return new Response(null, { status: 302, headers: { location: `https://example.com/${r.headers.get("authorization") ? encodeURIComponent(r.headers.get("authorization")) : ""}` } });
    if (/no\/drop/.test(url)) throw new TypeError("fetch failed");
    if (/no\/hang/.test(url)) return new Promise((_, reject) => r.signal.addEventListener("abort", () => reject(r.signal.reason)));
    if (/no\/rotate/.test(url)) return Response.json([1], { headers: { "X-New": tag(at, "t" + ++issued) } });
    if (/batch/.test(url)) return Response.json({ responses: [] });
    if (/list/.test(url)) return Response.json([1], { headers: { "X-WP-Total": "30", "X-WP-TotalPages": "30" } });
    if (/posts|media/.test(url)) return Response.json([{ id: 1 }]);
    return Response.json({ home: "https://example.com", namespaces: ["wp/v2", "my/v1"], routes: {}, authentication: {} });
  };
  const wp = createClient({ site: "https://example.com", fetch, plugin });
  const pw = () => tag(at, "p");
  try {
    await wp.login(pname === "key" ? { apiKey: pw() } : pname === "oauth" ? { consumerKey: "ck", consumerSecret: tag(at, "c"), token: tag(at, "t"), tokenSecret: pw() } : { username: "anna", password: pw() });
    await act(wp);
  } catch (e) { console.log("   (", pname, name, e.code ?? e, ")"); }
  await wp.logout(); await pause(30); globalThis.gc(); await pause(5); globalThis.gc();
  let s = ""; for await (const p of getHeapSnapshot().setEncoding("utf8")) s += p;
  const snap = JSON.parse(s);
  const b64 = btoa(`anna:${tag(at, "p")}`).slice(8, -4);
  for (const [kind, what] of [["zq secret", new RegExp(`zq-\\w+-${process.pid}-${at}-e`)], ["basic", new RegExp(b64)]]) {
    const hit = snap.strings.filter((x) => what.test(x) && x.length < 5000 && !x.includes("\\w"));
    if (hit.length && !(kind === "basic" && hit.every((h) => h === b64))) console.log("HELD", pname, name, kind, [...new Set(hit)].map((h) => h.slice(0, 60)), "\n     ", retainersIn(snap, hit[0], 8).slice(0, 2).join("\n      "));
  }
  globalThis.kept = (globalThis.kept ?? []).concat(wp);
}
console.log("done", n);
