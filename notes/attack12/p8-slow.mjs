// P8: time for hostile texts, at n and 4n: more than proportional growth?
import { createClient } from "presskey";
const plugin = { id: "own", opaque: true, login: { path: "/own/v1/login" }, refresh: { path: "/own/v1/refresh", with: "refreshToken", body: { token: "$refreshToken" } }, token: "token", refreshToken: "refresh", user: { id: "id" } };
const TOK = { a: "a".repeat(60000) + "b", ab: "ab".repeat(30000) + "c", pct: "%25".repeat(20000) + "x", amp: "&amp;".repeat(12000) + "y", back: "\\\\".repeat(20000) + "z", dash: "-_".repeat(30000) + "q", eq: "=".repeat(60000) + "b" };
const TEXT = (n, t) => ({
  "aaa": "a".repeat(n), "abab": "ab".repeat(n / 2), "a<b>": "a<b>".repeat(n / 4), "a a": "a ".repeat(n / 2), "%2525": "%25".repeat(n / 3), "&amp;amp;": "&amp;".repeat(n / 5), "&#x26;": "&#x26;#x26;".repeat(n / 11), "\\\\": "\\".repeat(n), "\\u005c": "\\u005cu005c".repeat(n / 10), "<": "<".repeat(n), "<!--": "<!--".repeat(n / 4), "<a ": "<a ".repeat(n / 3), "<script>": "<script>".repeat(n / 8), "eyJ": "eyJ".repeat(n / 3), "eyJ.": "eyJhbGciOiJ.".repeat(n / 12), "eyJ..": "eyJ" + "a.".repeat(n / 2), "quotes": "\"'".repeat(n / 2), "b64": "YWFh".repeat(n / 4), "YW": "YW".repeat(n / 2), "bearer": "Bearer ".repeat(n / 7), "tok": (t.slice(0, -1) + " ").repeat(Math.ceil(n / t.length)), "nul": "\0".repeat(n), "combining": "a\u0301".repeat(n / 2), "=3D": "=3D".repeat(n / 3), "newline": "\n".repeat(n), "style": "<style>".repeat(n / 7), "cdata": "<![CDATA[".repeat(n / 9), "amp": "&".repeat(n), "&#": "&#".repeat(n / 2), "+": "+".repeat(n), "O:": 's:5:"'.repeat(n / 6), "{": "{".repeat(n), "[": "[".repeat(n), '{"a":': '{"a":'.repeat(n / 5) });
const only = process.argv[2];
for (const [tn, tok] of Object.entries(TOK)) {
  if (only && tn !== only) continue;
  let answer;
  const fetch = async (url) => {
    const u = String(url);
    if (/own\/v1\/login/.test(u)) return Response.json({ token: tok, refresh: tok + "r", id: 7 });
    if (/posts/.test(u)) return answer();
    return Response.json({ namespaces: ["wp/v2", "own/v1"], url: "https://example.com", home: "https://example.com" });
  };
  const wp = createClient({ site: "https://example.com", fetch, plugin, storage: "memory" });
  try { await wp.login({ username: "aaaaaaaa", password: "a".repeat(4000) + "b" }); } catch (e) { console.log(tn, "login", e.code, e.message); continue; }
  for (const type of ["application/json", "text/html"]) {
    const times = {};
    for (const n of [100000, 400000]) for (const [k, text] of Object.entries(TEXT(n, tok))) {
      answer = () => type === "text/html" ? new Response(text, { status: 500, headers: { "content-type": type } }) : Response.json({ code: text.slice(0, 1000), message: text, data: { status: 403, x: text } }, { status: 403 });
      const t = performance.now();
      await wp.json("/wp/v2/posts").catch(() => {});
      (times[k] ??= []).push(performance.now() - t);
    }
    for (const [k, [a, b]] of Object.entries(times)) if (b > 400 || (b > 100 && b / a > 7)) console.log(tn, type, JSON.stringify(k), Math.round(a), "→", Math.round(b), "ms");
  }
  wp.close();
}
console.log("done"); process.exit(0);
