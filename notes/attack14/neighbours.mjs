// P3's sentence for words, with every neighbour of the BMP that is neither letter, mark, digit, `-` nor `_`.
import { createClient } from "presskey";
const SITE = "https://example.com";
const index = { home: SITE, namespaces: ["wp/v2", "jwt-auth/v1"], routes: {} };
let message;
const fetch = async (input) => /\/token$/.test(decodeURIComponent(String(input?.url ?? input))) ? Response.json({ code: "x_incorrect", message, data: { status: 403 } }, { status: 403 }) : Response.json(index);
const wp = createClient({ site: SITE, plugin: "jwt-authentication-for-wp-rest-api", fetch, storage: "memory" });
for (const [password, more] of [["sunshine", ["1", "9", "-", "_"]], ["dragon", []], ["ab1", []], ["Zürichsee", []]]) {
  const bad = [];
  const marks = more.slice();
  for (let c = 32; c < 0xfffe; c++) { const s = String.fromCharCode(c); if (c < 0xd800 || c > 0xdfff) if (!/[\p{L}\p{M}\p{N}\-_]/u.test(s) && /[\p{P}\p{S}\p{Z}]/u.test(s)) marks.push(s); }
  for (let at = 0; at < marks.length; at += 12) {
    const part = marks.slice(at, at + 12);
    message = part.map((m) => `x ${m}${password}${m} y`).join(" | ");
    const { message: text } = await wp.login({ username: "anna", password }).catch((e) => e);
    const all = text.split("|");
    part.forEach((m, i) => { if (all[i]?.includes(password)) bad.push(m); });
  }
  console.log(password, "neighbours:", marks.length, "shown next to:", bad.length, "| ASCII and Latin-1:", bad.filter((m) => m < "\u0100"), "| e.g.", bad.filter((m) => m >= "\u2010" && m < "\u2040").join(" "));
}
process.exit();
