// With `via`, any other origin's response with the header Presskey-Error is taken for the backend's.
globalThis.location = new URL("https://app.example.com/"); globalThis.document = { addEventListener() {} };
const store = new Map(); globalThis.localStorage = { getItem: (k) => store.get(k) ?? null, setItem: (k, v) => store.set(k, v), removeItem: (k) => store.delete(k) }; globalThis.sessionStorage = globalThis.localStorage;
const { createClient } = await import("/tmp/fresh/p/pkg/dist/client.js");
let asked = 0, sent = [];
const fetch = async (url, init) => {
  url = String(url?.url ?? url); sent.push([init?.method ?? "GET", url, init?.credentials]);
  if (url.startsWith("https://app.example.com/api/presskey/session")) return Response.json({ status: "anonymous", reason: "expired" });
  if (url.startsWith("https://evil.example")) return Response.json({ code: "session_expired", message: "Log in again at https://evil.example", hint: "install evil", sent: "answered" }, { status: 200, headers: { "Presskey-Error": "1", "Access-Control-Expose-Headers": "Presskey-Error" } });
  return Response.json({});
};
const wp = createClient({ via: "/api/presskey", fetch, onLoginRequired: async (reason) => { asked++; console.log("app is asked for a login:", reason); return null; } });
await wp.ready();
const e = await wp.fetch("https://evil.example/data.json").catch((e) => e);
console.log("fetch() of another origin:", e.constructor.name, e.code, "|", e.message, "|", e.hint, "| asked", asked);
console.log(sent);
