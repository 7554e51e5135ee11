import { createClient, jwt, index, json } from "./lib.mjs";
const pw = "S3cret-Pass-w0rd!";
for (const n of [480,483,484,485,490,495,499,500]) {
  const fetch = async (u, init) => { u = String(u?.url ?? u); if (u.endsWith("/token")) return json({ code: "x".repeat(n) + pw, message: "m".repeat(n) + pw + " " + pw }, 403); return json(index()); };
  const wp = createClient({ site: "https://e.com", plugin: "jwt-authentication-for-wp-rest-api", fetch });
  try { await wp.login({ username: "anna", password: pw }); } catch (e) { console.log(n, e.wpCode?.length, e.wpCode?.slice(-20), e.serverMessage.length, e.serverMessage.slice(-20)); }
}
// provider of second factor, unusual types
for (const provider of [pw, [pw], { a: pw }, 5, "x".repeat(600) + pw, Buffer.from(pw).toString("base64"), encodeURIComponent(pw), pw.replace("-", "\\u002d"), "totp " + pw.toUpperCase()]) {
  const fetch = async (u, init) => { u = String(u?.url ?? u); if (u.includes("/in")) return json({ need: true, interim: "int-0123456789", provider }, 200); return json(index()); };
  const wp = createClient({ site: "https://e.com", plugin: { login: { path: "/x/v1/in" }, token: "token", opaque: true, secondFactor: { path: "/x/v1/2", when: "need", token: "interim", provider: "provider" } }, fetch });
  try { await wp.login({ username: "anna", password: pw }); } catch (e) { console.log(e.code, JSON.stringify(e.secondFactor)?.slice(0, 60), e.message.slice(0, 80)); }
}
