// A Link header of a WordPress answer keeps the backend busy: LOADED in headers.js is quadratic.
import { createBackend } from "/tmp/fresh/p/pkg/dist/server.js";
for (const [name, link] of [["rel×", (n) => `<https://e.com/x>; ${"rel".repeat(n / 3)}`], ["relp×", (n) => `<https://e.com/x>; ${"relprepre".repeat(n / 9)}`], ["blanks", (n) => `<https://e.com/x>; a="${" ,".repeat(n / 2)}x"`], ["<>×", (n) => "<>".repeat(n / 2)]]) {
  for (const n of [8000, 16000, 32000, 64000]) {
    const fetch = async () => Response.json([], { headers: { link: link(n) } });
    const backend = createBackend({ site: "https://e.com/wp-json", plugin: "jwt-auth", fetch, secret: "x".repeat(40) });
    const t = performance.now();
    const r = await backend.handle(new Request("https://a.example/api/presskey/rest/wp/v2/posts"));
    console.log(name, n, r.status, Math.round(performance.now() - t), "ms");
  }
}
