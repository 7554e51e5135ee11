// Names that PHP 8.3 (parse_str, and its parser of multipart forms) takes for what the backend looks for, and the backend doesn't.
import { loadNodeRuntime } from "@php-wasm/node";
import { PHP } from "@php-wasm/universal";
import { checkQuery, embedsLinks, holdsRequests } from "../../pkg/server/route.js";
const php = new PHP(await loadNodeRuntime("8.3", { emscriptenOptions: { processId: process.pid } }));
let seed = Number(process.argv[2] ?? 1); const rnd = (n) => ((seed = (seed * 1103515245 + 12345) & 0x7fffffff) >>> 8) % n; const pick = (l) => l[rnd(l.length)];
const bases = ["rest_route", "_method", "_jsonp", "_embed", "requests[0][path]"];
const bits = ["%00", "%20", "+", ".", "%2e", "[", "%5B", "]", "%5D", "_", "%5f", ";", "&", "=", "%26", "%3d", "%09", "%0a", "%0d", "%a0", "%c2%a0", "%", "%zz", "%2", "'", '"', "\\", "/", "#", "%23", "?", "%3f", "-", "~", "%7f", "%ff", "%ef%bc%bf", "x", "0", "%EF%BB%BF", "%e2%80%8b", "%25", "%255f"];
const cases = [];
for (let i = 0; i < 60000; i++) {
  let name = pick(bases);
  for (let k = rnd(4); k >= 0; k--) { const at = rnd(4) ? rnd(name.length + 1) : pick([0, name.length]); const cut = rnd(3) === 0 ? 1 : 0; name = name.slice(0, at) + pick(bits) + name.slice(at + cut); }
  if (rnd(5) === 0) name = name.replace(/[a-z]/g, (c) => (rnd(6) ? c : `%${c.charCodeAt(0).toString(16)}`));
  cases.push(name + pick(["=DELETE", "", "[]=1", "=%2Fx"]));
}
php.writeFile("/tmp/c.json", JSON.stringify(cases));
php.writeFile("/tmp/x.php", `<?php $o=[]; foreach (json_decode(file_get_contents('/tmp/c.json')) as $q) { $g=[]; parse_str($q,$g); $k=[]; foreach(['rest_route','_method','_jsonp','_embed'] as $n) if (isset($g[$n])) $k[]=$n; if (isset($g['requests']) && is_array($g['requests'])) $k[]='requests'; $o[]=$k; } echo json_encode($o);`);
const got = JSON.parse(new TextDecoder().decode((await php.run({ scriptPath: "/tmp/x.php" })).bytes));
const seen = { n: 0 };
cases.forEach((q, i) => {
  const found = new Set();
  for (const url of [new URL("http://x/?" + q).search]) {
    if (url.slice(1) !== q && !/[#'"]/.test(q)) { /* the URL parser rewrote it */ }
    try { if (checkQuery(url).length) found.add("_method"); } catch (e) { found.add(/route/.test(e.message) ? "rest_route" : "_jsonp").add("_jsonp").add("_method").add("rest_route"); }
    if (embedsLinks(url)) found.add("_embed"); if (holdsRequests(url)) found.add("requests");
  }
  if (q.includes("#")) return;
  for (const k of got[i]) { seen[k] = (seen[k] ?? 0) + 1; if (!found.has(k) && !(k === "_embed" && found.has("rest_route"))) { if (seen.n++ < 15) console.log("MISSED", k, JSON.stringify(q)); } }
});
console.log(seen);
process.exit(0);
