import http from "node:http";
import zlib from "node:zlib";
// A site whose login (or any) answer is an endless flood, honouring back-pressure; or a gzip bomb.
const mode = process.argv[2];
const bomb = mode === "bomb" ? zlib.gzipSync(Buffer.concat([Buffer.from('{"message":"'), Buffer.alloc(1 << 30, 97)])) : null;
const big = Buffer.alloc(1 << 20, 97);
http.createServer((q, r) => {
  const where = process.argv[3] ?? "token";
  if (!q.url.includes(where)) { r.writeHead(200, { "content-type": "application/json" }); return r.end(JSON.stringify({ url: "x", namespaces: ["jwt-auth/v1", "wp/v2"], routes: {} })); }
  if (bomb) { r.writeHead(Number(process.argv[4] ?? 200), { "content-type": "application/json", "content-encoding": "gzip" }); return r.end(bomb); }
  r.writeHead(Number(process.argv[4] ?? 200), { "content-type": "application/json" });
  r.write('{"message":"');
  const go = () => { while (!r.destroyed && r.write(big)); if (!r.destroyed) r.once("drain", go); };
  go();
}).listen(0, "127.0.0.1", function () { console.log(this.address().port, bomb?.length ?? ""); });
