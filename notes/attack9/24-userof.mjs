// Two users of whom the server tells no id, name or address: via's user_mismatch does not tell them apart.
import { createBackend } from "/tmp/fresh/p/pkg/dist/server.js";
const b = (o) => Buffer.from(JSON.stringify(o)).toString("base64url");
const plugin = { id: "own", login: { path: "/own/v1/login" }, token: "token" };
let sub = "anna", sent;
const fetch = async (u, i) => { if (/login/.test(String(u.url ?? u))) return Response.json({ token: `${b({ alg: "HS256" })}.${b({ iat: Math.floor(Date.now() / 1000), exp: Math.floor(Date.now() / 1000) + 600, sub })}.c2ln` }); sent = JSON.parse(Buffer.from(new Headers(i.headers).get("authorization")?.split(".")[1] ?? "e30", "base64url")).sub; return Response.json({ id: 1 }, { status: 201 }); };
const backend = createBackend({ site: "https://e.com/wp-json", plugin, fetch, secret: "x".repeat(40) });
const O = "https://a.example", call = (p, o = {}) => backend.handle(new Request(O + "/api/presskey" + p, { ...o, headers: { origin: O, "content-type": "application/json", ...o.headers } }));
const login = async (s) => { sub = s; const r = await call("/login", { method: "POST", body: '{"username":"a@e.com","password":"pw12345x"}' }); console.log(await r.text()); return r.headers.getSetCookie()[0].split(";")[0]; };
await login("anna"); const bert = await login("bert");
const { userOf } = await import("/tmp/fresh/p/pkg/front/user.js");
const shown = userOf({ user: { id: null, username: null, email: null, displayName: null } });
const r = await call("/rest/wp/v2/posts", { method: "POST", body: "{}", headers: { cookie: bert, "presskey-user": shown } });
console.log("page shows anna as", JSON.stringify(shown), "->", r.status, "sent as", sent);
