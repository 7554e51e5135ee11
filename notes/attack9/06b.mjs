import { readFileSync, writeFileSync } from "node:fs";
let t = readFileSync("06-memory.mjs", "utf8");
t = t.replace("void backend;", `
const r2 = await backend.handle(new Request(B + "/session", { headers: { cookie: globalThis.other } }));
await r2.text();
const heap2 = await snap(); console.log("after one more cookie was opened (evicts entries over 30 s):", heap2.split(sig).length - 1);`);
t = t.replace("site.reset();", `const o = await call("POST", "/login", { username: "anna", password: "pw-anna-1" }); globalThis.other = o.headers.getSetCookie()[0].split(";")[0]; site.reset();`);
writeFileSync("06b-memory.mjs", t);
