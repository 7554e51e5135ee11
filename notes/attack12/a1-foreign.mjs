// What can the answer of a foreign origin (called without a token) do to the session?
import { createClient } from "presskey";
import { startMock } from "../../tests/support/mock-wordpress.mjs";
import http from "node:http";
import { credentials } from "../../tests/support/app.mjs";
const mock = await startMock({ mode: process.argv[2] ?? "free" });
let hostile = {};
const evil = http.createServer((q, r) => { seen.push([q.method,q.url,q.headers.authorization]); r.sendDate=false; r.writeHead(hostile.status ?? 200, { "content-type":"application/json", ...hostile.headers }); r.end(hostile.body ?? "{}"); });
const seen = [];
await new Promise((r) => evil.listen(0, "127.0.0.1", r));
const E = `http://localhost:${evil.address().port}`;
const wp = createClient({ site: mock.url, plugin: process.argv[3] ?? "jwt-authentication-for-wp-rest-api", storage: "memory" });
await wp.login(credentials("editor"));
const t0 = wp.token();
const show = (l) => console.log(l, wp.session.status, wp.session.reason ?? "", wp.session.expiresAt - Date.now(), wp.token() === t0);
show("start");
const fake = mock.token(1);
for (const [name, h] of Object.entries({
  date1970: { headers: { date: "Thu, 01 Jan 1970 00:00:00 GMT" } },
  date2090: { headers: { date: "Thu, 01 Jan 2090 00:00:00 GMT" } },
  t401: { status: 401, body: JSON.stringify({ code: "jwt_auth_invalid_token", message: "Expired", data: { status: 401 } }) },
  t403: { status: 403, body: JSON.stringify({ code: "jwt_auth_invalid_token", message: "Expired", data: { status: 403 } }) },
  newtok: { headers: { "x-jwt-auth": fake, "x-jwt-refresh": fake, "x-wp-nonce": "abc", authorization: "Bearer " + fake } },
})) {
  hostile = h;
  for (const auth of ["auto", "omit"]) {
    const r = await wp.fetch(`${E}/wp-json/wp/v2/posts`, { auth }).catch((e) => e);
    show(`${name} ${auth} ${r.status ?? r.code}`);
    await wp.json(`${E}/wp-json/wp/v2/posts`, { auth }).catch((e) => e);
    show(`${name} json`);
  }
  const m = await wp.fetch("/wp/v2/users/me").catch(e=>e); console.log("  site:", m.status ?? m.code);
}
// redirected anonymous call
console.log(seen.filter((s) => s[2]).length, "with authorization at evil");
wp.close(); evil.close(); await mock.stop?.(); await mock.close?.(); process.exit(0);
