import { createServer } from "node:http";
import { execFile } from "node:child_process";
const b64u = (x) => Buffer.from(x).toString("base64url");
const jwt = `${b64u('{"alg":"HS256"}')}.${b64u(JSON.stringify({ exp: 4e9, data: { user: { id: 1 } } }))}.AAAA`;
const s = createServer((q, r) => {
  const u = decodeURIComponent(q.url);
  if (q.method === "POST") return r.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ token: jwt, user_email: "a", user_nicename: "a", user_display_name: "\x1b]0;pwn\x07" }));
  if (/posts/.test(u)) return r.writeHead(200, { "content-type": "text/plain" }).end("\x1b]52;c;cm0gLXJmIH4K\x07\x1b[2Jnot JSON");
  if (/users/.test(u)) return r.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ a: "\x1b[2J\u009b2J\u202e" }));
  r.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ name: "x", url: "http://127.0.0.1", home: "http://127.0.0.1", namespaces: ["wp/v2", "jwt-auth/v1"], authentication: {}, routes: {} }));
});
await new Promise((r) => s.listen(0, "127.0.0.1", r));
const site = `http://127.0.0.1:${s.address().port}`;
const run = (...a) => new Promise((r) => execFile("node", ["pkg/bin/presskey.js", ...a], { env: { ...process.env, PRESSKEY_USERNAME: "a", PRESSKEY_PASSWORD: "bcd" } }, (e, o, er) => r(JSON.stringify([o, er]))));
console.log("fetch text", await run("fetch", site, "/wp/v2/posts"));
console.log("fetch json", await run("fetch", site, "/wp/v2/users/me"));
console.log("token json", await run("token", site, "--json"));
console.log("doctor", /\\u001b|\x1b/.test(await run("doctor", site)));
s.close();
