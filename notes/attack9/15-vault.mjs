// What lies in localStorage/sessionStorage in plain text with storage: "vault".
import http from "node:http"; import { readFile } from "node:fs/promises"; import { createRequire } from "node:module";
import { createTestSite } from "/tmp/fresh/p/pkg/testing.js";
const { chromium } = createRequire("/tmp/fresh/p/package.json")("playwright-core");
let site;
const s = http.createServer(async (req, res) => {
  if (req.url === "/") { res.setHeader("Content-Type", "text/html"); return res.end("<!doctype html><title>app</title>"); }
  if (/^\/(dist|crate)\//.test(req.url)) { try { res.setHeader("Content-Type", "text/javascript"); return res.end(await readFile("/tmp/fresh/p/pkg" + req.url.split("?")[0])); } catch { res.statusCode = 404; return res.end(); } }
  const chunks = []; for await (const c of req) chunks.push(c);
  const h = new Headers(); for (let i = 0; i < req.rawHeaders.length; i += 2) if (!/^(host|connection|content-length|accept-encoding)$/i.test(req.rawHeaders[i])) h.append(req.rawHeaders[i], req.rawHeaders[i + 1]);
  const r = await site.fetch(site.site + req.url, { method: req.method, headers: h, redirect: "manual", ...(chunks.length && { body: Buffer.concat(chunks) }) });
  res.statusCode = r.status; for (const [k, v] of r.headers) res.setHeader(k, v); res.end(Buffer.from(await r.arrayBuffer()));
}).listen(0, "127.0.0.1", async () => {
  const base = `http://127.0.0.1:${s.address().port}`;
  const b = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu"] });
  for (const plugin of ["jwt-auth", "jwt-auth-pro-wp-rest-api", "jwt-authentication-for-wp-rest-api"]) {
    site = createTestSite({ site: base, plugin, users: [{ username: "anna", password: "pw-anna-1" }] });
    const p = await (await b.newContext()).newPage();
    await p.goto(base + "/");
    console.log(plugin, await p.evaluate(async (plugin) => {
      const { createClient } = await import("/dist/client.js");
      const wp = createClient({ site: location.origin, plugin, storage: "vault" });
      try { await wp.login({ username: "anna", password: "pw-anna-1" }); } catch (e) { return e.code + e.message; }
      const during = { local: { ...localStorage }, session: { ...sessionStorage } };
      await wp.refresh().catch(() => {}); await wp.logout();
      return JSON.stringify({ during, after: { local: { ...localStorage }, session: { ...sessionStorage } } });
    }, plugin));
  }
  await b.close(); s.close();
});
