// The command prints control characters of a site to the terminal.
import http from "node:http"; import { spawn } from "node:child_process";
const ESC = "\u001b]52;c;ZXZpbA==\u0007\u001b[2K\u001b[1A\u009b31m\u202e";
let mode;
const s = http.createServer((req, res) => {
  res.setHeader("Content-Type", "application/json");
  if (mode === "closed") { res.statusCode = 401; return res.end(JSON.stringify({ code: "x_" + ESC + "closed", message: "No " + ESC, data: { status: 401 } })); }
  if (mode === "html") { if (/acme/.test(req.url)) { res.setHeader("Content-Type", "text/plain"); return res.end("hello " + ESC); } }
  if (req.method === "POST") { res.statusCode = 403; return res.end(JSON.stringify({ code: "bad" + ESC, message: "No " + ESC, data: { status: 403 } })); }
  if (/acme/.test(req.url)) return res.end(`{"a":"x\\u001b]52;c;ZXZpbA==\\u0007 \u009b31m \u202e","b\\u001b[2K":1}`);
  res.end(JSON.stringify({ name: "S" + ESC, url: "http://x" + ESC, home: "http://y" + ESC, namespaces: ["wp/v2", "jwt-auth/v1", "z" + ESC], authentication: [] }));
}).listen(0, "127.0.0.1", async () => {
  const site = `http://127.0.0.1:${s.address().port}`;
  const run = (args, env) => new Promise((r) => { const c = spawn(process.execPath, ["/tmp/fresh/p/pkg/bin/presskey.js", ...args], { env: { ...process.env, NO_COLOR: "1", ...env } }); let t = ""; c.stdout.on("data", (d) => { t += d; }); c.stderr.on("data", (d) => { t += d; }); c.on("close", () => r(t)); });
  const cred = { PRESSKEY_USERNAME: "a", PRESSKEY_PASSWORD: "pw-12345" };
  for (const [m, args, env] of [["closed", ["doctor", site], {}], ["open", ["doctor", site], cred], ["open", ["token", site, "--plugin", "jwt-auth"], cred], ["open", ["fetch", site, "/acme/v1/x", "--plugin", "basic-auth"], cred], ["closed", ["token", site], cred], ["open", ["types", site], {}], ["open", ["postman", site], {}]]) {
    mode = m; const t = await run(args, env);
    const found = [...t.matchAll(/[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]/g)];
    console.log(m, args.filter((a) => a !== site).join(" "), "-> control characters:", found.length, found.length ? JSON.stringify(t.slice(Math.max(0, found[0].index - 60), found[0].index + 40)) : JSON.stringify(t.slice(0, 120)));
  }
  s.close();
});
