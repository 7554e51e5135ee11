// P8: how long a 403 with "aaaa…" keeps the page busy, by the length of the text and that of the token.
import { createClient } from "presskey";
const plugin = { id: "own", opaque: true, login: { path: "/own/v1/login" }, token: "token", user: { id: "id" } };
for (const unit of ["a", "ab"]) for (const tl of [1000, 8000, 60000]) {
  const row = [];
  for (const n of [2000, 10000, 30000, 65000, 130000, 260000, 1000000]) {
    const text = unit.repeat(n / unit.length);
    const tok = unit.repeat(tl / unit.length) + "x";
    const fetch = async (url) => /login/.test(url) ? Response.json({ token: tok, id: 7 }) : /posts/.test(url) ? Response.json({ code: "x", message: text, data: { status: 403 } }, { status: 403 }) : Response.json({ namespaces: ["wp/v2", "own/v1"] });
    const wp = createClient({ site: "https://example.com", fetch, plugin, storage: "memory" });
    await wp.login({ username: "u", password: "zzzzzzzzzzz" });
    const t = performance.now(); await wp.json("/wp/v2/posts").catch(() => {}); row.push(`${n}: ${Math.round(performance.now() - t)}`);
    wp.close();
  }
  console.log(unit, "token", tl, "| text:", row.join("  "), "ms");
}
process.exit(0);
