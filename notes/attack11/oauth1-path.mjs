// A site below /blog whose index names an address of OAuth 1.0a on a neighbour's path, which Tomcat & co. read as /evil.
globalThis.location = new URL("https://app.example.com/");
globalThis.document = { addEventListener() {}, removeEventListener() {}, title: "x" };
globalThis.window = globalThis;
class S { #m = new Map(); getItem = (k) => this.#m.get(k) ?? null; setItem = (k, v) => void this.#m.set(k, String(v)); removeItem = (k) => void this.#m.delete(k); }
globalThis.localStorage = new S(); globalThis.sessionStorage = new S();
location.assign = (u) => console.log("   leaves for", String(u));
const { createClient } = await import("presskey");
for (const path of ["/blog/..;/evil/request", "/blog/%2e%2e;/evil/request", "/blog/x/..;x=1/..;/evil", "/blog/%252e%252e/evil", "/blog/..%252fevil", "/blog/%2f/evil", "/evil"]) {
  const asked = [];
  const fetch = async (i, n) => {
    const u = new URL(i.url ?? i); asked.push([n?.method ?? "GET", u.href, new Headers(n?.headers).get("authorization")?.slice(0, 60)]);
    if (/evil/.test(u.href)) return new Response("oauth_token=t&oauth_token_secret=s&oauth_callback_confirmed=true");
    return Response.json({ name: "x", home: "https://host.example/blog", url: "https://host.example/blog", namespaces: ["wp/v2"], authentication: { oauth1: { request: "https://host.example" + path, authorize: "https://host.example/blog/oauth1/authorize", access: "https://host.example" + path } }, routes: {} });
  };
  const wp = createClient({ site: "https://host.example/blog", plugin: "oauth1", fetch });
  const r = await Promise.race([wp.login({ consumerKey: "k", consumerSecret: "s" }).then(() => "ok", (e) => e.code), new Promise((r) => setTimeout(r, 500, "left"))]);
  console.log(path, "->", r, asked.filter(([m]) => m === "POST").map((x) => x.join(" ")));
  wp.close();
}
process.exit();
