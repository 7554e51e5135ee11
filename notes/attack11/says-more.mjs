import { createClient, verify } from "presskey";
import { createTestSite } from "presskey/testing";
import { createHmac } from "node:crypto";
for (const plugin of ["basic-auth", "application-passwords", "simple-jwt-login", "wp-user", "wp-graphql-jwt-authentication", "wp-rest-api-authentication"]) {
  try {
  const test = createTestSite({ plugin }); const [u] = test.users; const seen = [];
  const wp = createClient({ site: test.site, plugin, storage: "memory", fetch: async (i, n) => { const h = new Headers(n?.headers).get("authorization") ?? ""; const pw = u.password; const where = [h && Buffer.from(h.split(" ")[1] ?? "", "base64").toString().includes(pw) && "header", String(n?.body ?? "").includes(encodeURIComponent(pw)) || String(n?.body ?? "").includes(pw) ? "body" : "", String(i).includes(pw) && "URL"].filter(Boolean); if (where.length) seen.push(`${n?.method ?? "GET"} ${new URL(i).pathname} ${where}`); return test.fetch(i, n); } });
  await wp.login({ username: u.username, password: u.password }); await wp.fetch("/wp/v2/posts"); console.log(plugin, seen);
  } catch (e) { console.log(plugin, e.code ?? e.message); }
}
const b = (x) => Buffer.from(x).toString("base64url"); const t = b('{"alg":"HS256"}') + "." + b('{"sub":"1"}');
for (const k of ["a".repeat(32), "\0".repeat(32), "your-256-bit-secret-your-256-bit"]) console.log("weak key", JSON.stringify(k).slice(0, 20), await verify(t + "." + createHmac("sha256", k).update(t).digest("base64url"), k, { algorithms: ["HS256"] }).then(() => "accepted", (e) => e.message));
