// P3/B1: does a snapshot, claims of a backend, an event of another tab hold a secret that the site wrote as a name?
import { createClient } from "presskey";
import { createBackend } from "presskey/server";
import { startMock, sign } from "../../tests/support/mock-wordpress.mjs";
import { credentials } from "../../tests/support/app.mjs";
const mock = await startMock({ mode: "pro" });
const pw = "Zq7-geheim-word9";
const iat = Math.floor(Date.now() / 1000);
const base = { iss: mock.url, iat, nbf: iat, exp: iat + 600 };
const refresh = "r3fresh-9b1deb4d-3b7d-4bad-9bdd-2b0d7b3dcb6d";
const cases = {
  "names = token": (t) => [t, { user_display_name: t, user_nicename: t, user_email: `${t}@x.yz` }],
  "names = refresh": (t) => [t, { user_display_name: refresh, user_nicename: `x ${refresh} y`, user_email: `${refresh}@x.yz` }],
  "names = password": (t) => [t, { user_display_name: pw, user_nicename: pw, user_email: `${pw}@x.yz`, user_login: pw }],
  "names = base64 token": (t) => [t, { user_display_name: btoa(t), user_nicename: encodeURIComponent(pw), user_email: btoa(refresh) }],
};
const claimsCases = {
  "claims hold refresh": sign({ ...base, data: { user: { id: 2 } }, refresh_token: refresh, r: [refresh] }),
  "claims hold password": sign({ ...base, data: { user: { id: 2, user_login: pw, pass: pw, email: pw + "@a.de" } } }),
  "claims keys": sign({ ...base, data: { user: { id: 2 } }, [refresh]: 1, [pw]: 1 }),
  "claims jwt inside": sign({ ...base, data: { user: { id: 2 } }, inner: sign({ a: 1 }) }),
};
const leaks = (text, t) => [["token", t], ["refresh", refresh], ["password", pw]].filter(([, s]) => text.includes(s) || text.includes(btoa(s)) || text.includes(encodeURIComponent(s))).map(([n]) => n).join();
let answer;
mock.setOptions({ answer: (r) => (/\/token$/.test(r.route) ? { body: answer } : /users\/me/.test(r.route) ? { body: { id: 2, name: answer.user_display_name ?? "n", slug: answer.user_nicename ?? "s" } } : undefined) });
const plain = sign({ ...base, data: { user: { id: "2" } } });
for (const [n, f] of [...Object.entries(cases), ...Object.entries(claimsCases).map(([n, t]) => [n, () => [t, {}]])]) {
  const [t, more] = f(plain);
  answer = { token: t, refresh_token: refresh, user_id: 2, ...more };
  const wp = createClient({ site: mock.url, plugin: "jwt-authentication-for-wp-rest-api", storage: "memory" });
  const s = await wp.login({ username: "editor", password: pw }).catch((e) => e.code);
  const d = leaks(JSON.stringify(s), t);
  const backend = createBackend({ site: mock.url, plugin: "jwt-authentication-for-wp-rest-api", secret: "x".repeat(40) });
  const A = "https://app.example", H = { "Sec-Fetch-Site": "same-origin", Origin: A };
  const r = await backend.handle(new Request(A + "/api/presskey/login?claims=1", { method: "POST", headers: { ...H, "content-type": "application/json" }, body: JSON.stringify({ username: "editor", password: pw }) }));
  const body = await r.text();
  const ck = r.headers.getSetCookie().map((c) => c.split(";")[0]).join("; ");
  const s2 = await (await backend.handle(new Request(A + "/api/presskey/session?claims=1", { headers: { ...H, Cookie: ck } }))).text();
  console.log(n, "| direct snapshot:", d || "-", "| backend login:", r.status, leaks(body, t) || "-", "| backend session:", leaks(s2, t) || "-");
  if (leaks(s2, t)) console.log("     ", s2.slice(0, 900));
  wp.close();
}
process.exit(0);
