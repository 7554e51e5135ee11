import { createServer } from "node:http";
import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
const X = ["*/ declare const A: 1; /*", "`;declare const B: 1;`", "\"; declare const C: 1; \"", "'; declare const D: 1; '", "\u2028*/declare const E: 1;", "x*\\/y", "\\", "\\u002a/ declare const F:1;/*", "<script>", "__proto__", "constructor", "a\nb", "${'x'}", "*//", "**/", "*/\u202e"];
const props = Object.fromEntries(X.map((x, i) => [x, { type: "string", description: x, enum: X, title: x, format: x, default: x }]));
const routes = { "/": { namespace: "", methods: ["GET"], endpoints: [] } };
X.forEach((x, i) => { routes["/wp/v2/" + x] = { namespace: "wp/v2", methods: ["GET", x], endpoints: [{ methods: ["GET", x], args: props }], schema: { title: x, description: x, type: "object", properties: props } }; routes["/a" + i + "/(?P<" + x + ">[\\d]+)"] = { namespace: x, methods: ["GET"], endpoints: [{ methods: ["GET"], args: props }], schema: { title: x + i, type: "object", properties: props } }; });
const s = createServer((q, r) => r.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ name: X.join(), description: X.join(), url: "http://127.0.0.1", home: "http://127.0.0.1", namespaces: ["wp/v2"], authentication: {}, routes })));
await new Promise((r) => s.listen(0, "127.0.0.1", r));
const run = (...a) => new Promise((r) => execFile("node", ["pkg/bin/presskey.js", ...a], (e, o, er) => r(o + "\n//" + er.replace(/\n/g, "\n//"))));
const out = await run("types", `http://127.0.0.1:${s.address().port}/`); writeFileSync("/tmp/a11-types.d.ts", out);
const ts = (await import("typescript").catch(() => ({}))).default;

console.log("control chars:", /[\u007f-\u009f\u2028-\u202e]/.test(out));
for (const m of [["postman"], ["postman", "--openapi"]]) { const o = await run(m[0], `http://127.0.0.1:${s.address().port}/`, "--plugin", "jwt-auth", ...m.slice(1)); console.log(m.join(" "), /[\x00-\x08\x0b-\x1f\u007f-\u009f\u2028-\u202e]/.test(o), o.length); }
s.close();
