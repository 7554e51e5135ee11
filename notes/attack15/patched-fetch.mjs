// A runtime whose global `fetch` is replaced by one of the native side that follows every redirect, while `Request` still has `redirect` (CapacitorHttp, `CapacitorHttp: { enabled: true }`).
import { createServer } from "node:http"; import { startWp, PLUGIN } from "./wp.mjs"; import { createClient } from "presskey";
const real = globalThis.fetch; globalThis.fetch = (input, init) => real(input, { ...init, redirect: "follow" });
const evil = createServer((req, res) => { res.setHeader("content-type", "application/json"); res.end('[{"id":666,"title":"from the other origin"}]'); }).listen(0, "127.0.0.1"); await new Promise((r) => evil.once("listening", r));
const site = await startWp((req, res, u) => { if (!/orders/.test(u)) return false; res.writeHead(302, { location: `http://localhost:${evil.address().port}/` }).end(); return true; });
const wp = createClient({ site: site.url, plugin: PLUGIN }); await wp.login({ username: "anna", password: "pass-word-1" });
console.log(await wp.json("/wp/v2/orders").then(JSON.stringify, (e) => e.code));
const r = await wp.fetch("/wp/v2/orders").catch((e) => e.code); console.log(r.url, r.redirected);
process.exit();
