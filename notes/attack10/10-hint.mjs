// password echoed in places where the doctor's hint quotes the site
import { createClient, jwt, index, json } from "./lib.mjs";
const pw = "S3cret-Pass-w0rd";
const forms = { raw: pw, upper: pw.toUpperCase(), lower: pw.toLowerCase(), punyhost: null };
for (const [n, where] of Object.entries({
  "host": (p) => `https://${p.toLowerCase()}.evil.com/x`, "hostdot": (p) => `https://${p.toLowerCase().split("-").join(".")}.evil.com/x`,
  "path": (p) => `https://evil.com/${p}/x`, "split": (p) => `https://evil.com/${p.slice(0,6)}/${p.slice(6)}`, "dots": (p) => `https://evil.com/${p.slice(0,6)}/./${p.slice(6)}`, "tab": (p) => `https://evil.com/${p.slice(0,6)}\t${p.slice(6)}`, "userinfo": (p) => `https://u:${p}@evil.com/`, "utf16": (p) => `https://evil.com/` + [...p].map((c) => "%00" + "%" + c.charCodeAt(0).toString(16)).join(""), "hex": (p) => `https://evil.com/` + Buffer.from(p).toString("hex"), "pct": (p) => `https://evil.com/` + [...p].map((c) => "%" + c.charCodeAt(0).toString(16)).join(""), "pct4": (p) => `https://evil.com/` + [...p].map((c) => "%252525" + c.charCodeAt(0).toString(16)).join(""),
})) {
  const fetch = async (u, init) => {
    u = String(u?.url ?? u);
    if (u.endsWith("/token")) return new Response(null, { status: 302, headers: { location: where(pw) } });
    return json(index());
  };
  const wp = createClient({ site: "https://e.com", plugin: "jwt-authentication-for-wp-rest-api", fetch });
  try { await wp.login({ username: "anna", password: pw }); } catch (e) { console.log(n.padEnd(10), e.code, (e.hint + e.message).match(/https?:\/\/[^\s"']*evil[^\s"']*/g)); }
}
