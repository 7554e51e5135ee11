// B1: "What such a response quotes of WordPress, such as a message, a name of the user or a claim, is searched as P3 has it". P3: "the token or password that the request itself was sent with".
// The response of the backend's own POST /login?claims=1 (which every page with `via` asks for): the request was sent with the password; a name with it is left out, a claim with it is not.
import { createBackend } from "presskey/server";
const SITE = "https://example.com", password = "S3cret-Pass-w0rd!";
const b64 = (v) => Buffer.from(JSON.stringify(v)).toString("base64url");
const exp = Math.floor(Date.now() / 1000) + 3600;
const token = `${b64({ alg: "HS256" })}.${b64({ exp, data: { user: { id: 7, login: password } }, log: `login of anna with ${password}` })}.c2ln`;
const fetch = async (input) => Response.json(/\/token$/.test(decodeURIComponent(String(input?.url ?? input))) ? { token, user_display_name: password } : { home: SITE, namespaces: ["wp/v2", "jwt-auth/v1"], routes: {} });
const backend = createBackend({ site: SITE, plugin: "jwt-authentication-for-wp-rest-api", secret: "x".repeat(40), fetch });
const headers = { "sec-fetch-site": "same-origin", "content-type": "application/json" };
const r = await backend.handle(new Request("https://app.example/api/presskey/login?claims=1", { method: "POST", body: JSON.stringify({ username: "anna", password }), headers }));
const text = await r.text();
console.log(text);
console.log(text.includes(password) ? "FIND: the password is in the response to the login" : "holds");
const s = await backend.handle(new Request("https://app.example/api/presskey/session?claims=1", { headers: { ...headers, cookie: r.headers.getSetCookie()[0].split(";")[0] } }));
console.log("later /session:", (await s.text()).includes(password) ? "has it, too (nobody knows the password any more)" : "holds");
