import http from "node:http";
import { createTestSite } from "/tmp/fresh/p/pkg/testing.js";
const plugin = process.argv[2] ?? "jwt-auth-pro-wp-rest-api";
const site = createTestSite({ plugin, tokenLifetime: Number(process.argv[4] ?? 600), ...(process.argv[5] && { edition: process.argv[5] }), users: [{ username: "anna", password: process.argv[3] }] });
http.createServer(async (req, res) => {
  const chunks = []; for await (const c of req) chunks.push(c);
  const u = new URL(req.url, site.site);
  const h = new Headers(); for (let i = 0; i < req.rawHeaders.length; i += 2) if (!/^(host|connection|content-length)$/i.test(req.rawHeaders[i])) h.append(req.rawHeaders[i], req.rawHeaders[i + 1]);
  const r = await site.fetch(u.href, { method: req.method, headers: h, ...(chunks.length && { body: Buffer.concat(chunks) }) });
  res.statusCode = r.status; for (const [k, v] of r.headers) res.setHeader(k, v); res.end(Buffer.from(await r.arrayBuffer()));
}).listen(0, "127.0.0.1", function () { console.log(this.address().port); });
