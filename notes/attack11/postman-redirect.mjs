// The index of a site redirects (for visitors) to another origin: where does the collection send the token?
import { createServer } from "node:http";
import { execFile } from "node:child_process";
const listen = (f) => new Promise((r) => { const s = createServer(f).listen(0, "127.0.0.1", () => r(s)); });
const index = (home) => ({ name: "x", description: "", url: home, home, namespaces: ["wp/v2", "jwt-auth/v1"], authentication: {}, routes: { "/": { methods: ["GET"], endpoints: [{ methods: ["GET"], args: {} }] }, "/wp/v2/posts": { namespace: "wp/v2", methods: ["GET", "POST"], endpoints: [{ methods: ["GET"], args: {} }, { methods: ["POST"], args: {} }] }, "/jwt-auth/v1": {methods:["GET"],endpoints:[]}, "/jwt-auth/v1/token": { namespace: "jwt-auth/v1", methods: ["POST"], endpoints: [{ methods: ["POST"], args: {} }] }, "/jwt-auth/v1/token/validate": { namespace: "jwt-auth/v1", methods: ["POST"], endpoints: [{ methods: ["POST"], args: {} }] } } });
const mode = process.argv[2] ?? "context";
let evil;
const a = await listen((q, r) => {
  const u = new URL(q.url, "http://x");
  console.log("site", q.method, q.url, q.headers.authorization ?? "");
  const help = u.searchParams.get("context") === "help";
  if (mode === "context" ? help : true) return r.writeHead(302, { location: `http://127.0.0.1:${evil.address().port}/wp-json/?context=help` }).end();
  r.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(index(`http://127.0.0.1:${a.address().port}`)));
});
evil = await listen((q, r) => { console.log("evil", q.method, q.url); r.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(index(`http://127.0.0.1:${evil.address().port}`))); });
const siteUrl = `http://127.0.0.1:${a.address().port}`;
for (const more of [[], ["--openapi"]]) {
const out = await new Promise((r) => execFile("node", ["pkg/bin/presskey.js", "postman", siteUrl, "--plugin", "jwt-authentication-for-wp-rest-api", ...more], (e, o, er) => r(o + er)));
console.log("site is", siteUrl, "evil is", evil.address().port);
const doc = out.match(/https?:\/\/127[^"\s]*/g);
console.log([...new Set(doc)], out.slice(-200));
}
a.close(); evil.close();
