import { createServer } from "node:http"; import { readFileSync } from "node:fs"; import { createRequire } from "node:module"; import { extname, join, normalize } from "node:path";
const ROOT = "/work/wt/attack10/pkg";
const TYPES = { ".js": "text/javascript", ".wasm": "application/wasm", ".html": "text/html", ".json": "application/json" };
export async function app(handler) {
  const server = createServer({ maxHeaderSize: 1 << 20 }, async (req, res) => {
    if (handler && (await handler(req, res))) return;
    const path = new URL(req.url, "http://x").pathname;
    if (path.startsWith("/pkg/")) { try { const f = readFileSync(join(ROOT, normalize(path.slice(4)))); res.writeHead(200, { "content-type": TYPES[extname(path)] ?? "text/plain" }); return res.end(f); } catch { res.writeHead(404); return res.end(); } }
    res.writeHead(200, { "content-type": "text/html" }); res.end(`<!doctype html><title>app</title><script type="module">window.P = await import("/pkg/dist/client.js"); window.loaded = true;</script>`);
  }).listen(0, "127.0.0.1");
  await new Promise((r) => server.once("listening", r));
  return { server, origin: `http://127.0.0.1:${server.address().port}`, port: server.address().port };
}
export const { chromium } = createRequire("/work/main/package.json")("playwright-core");
export const launch = () => chromium.launch({ executablePath: "/usr/bin/chromium", args: "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync".split(" ") });
export const FETCH = `window.b64 = (x) => btoa(typeof x === "string" ? x : JSON.stringify(x)).replaceAll("+","-").replaceAll("/","_").replaceAll("=","");
window.jwtOf = (name, id, life = 3600) => b64({alg:"HS256",typ:"JWT"})+"."+b64({iss:"https://e.com",iat:Math.floor(Date.now()/1000),exp:Math.floor(Date.now()/1000)+life,data:{user:{id:String(id)}},n:name})+"."+b64("sig-"+name+"-0123456789");
window.J = (v, s=200, h={}) => new Response(JSON.stringify(v), {status:s, headers:{"content-type":"application/json",...h}});
window.IDS = {anna:7, bert:8};
window.wpFetch = async (u, init) => { u = String(u?.url ?? u); (window.calls ??= []).push(u); if (/\\/token$/.test(u)) { const username = new URLSearchParams(init.body).get("username"); return J({token: jwtOf(username, IDS[username]), user_email: username+"@x.y", user_nicename: username, user_display_name: username}); } if (/wp\\/v2/.test(u)) return J({as: new Headers(init?.headers).get("authorization")}); return J({name:"x",url:"https://e.com",home:"https://e.com",namespaces:["wp/v2","jwt-auth/v1"],routes:{},authentication:[]}); };
window.mk = (o={}) => P.createClient({site:"https://e.com", plugin:"jwt-authentication-for-wp-rest-api", fetch: wpFetch, ...o});
window.dump = () => JSON.stringify({local: {...localStorage}, session: {...sessionStorage}});
window.who = (wp) => wp.session.status + ":" + (wp.session.user?.username ?? wp.session.reason ?? "");`;
