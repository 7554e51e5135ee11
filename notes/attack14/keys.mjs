import { decode } from "presskey";
const b64 = (t) => Buffer.from(t).toString("base64url");
decode(`${b64('{"alg":"HS256"}')}.${b64('{"a":1}')}.c2ln`);
for (const n of [500, 1000, 2000, 4000, 6000]) {
  const keys = Array.from({ length: n }, (_, i) => `"${i.toString(36)}":1`).join(",");
  for (const [what, body] of [["flat", `{${keys}}`], ["escaped", `{${Array.from({ length: n >> 1 }, (_, i) => `"\\u0061${i.toString(36)}":1`).join(",")}}`], ["nested", `{"a":${"[".repeat(20)}{${keys}}${"]".repeat(20)}}`], ["numbers", `{"a":[${Array.from({ length: n }, () => "1e99999").join(",")}]}`]]) {
    const token = `${b64('{"alg":"HS256"}')}.${b64(body)}.c2ln`;
    if (token.length > 65536) continue;
    const t = performance.now();
    let r = "ok"; try { decode(token); } catch (e) { r = e.code; }
    console.log(n, what, token.length, r, (performance.now() - t).toFixed(1), "ms");
  }
}
