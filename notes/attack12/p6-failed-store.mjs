// P6 "A failed login leaves the previous session as it was", when what fails is the storage.
import { createClient } from "presskey";
import { startMock } from "../../tests/support/mock-wordpress.mjs";
import { credentials } from "../../tests/support/app.mjs";
const mock = await startMock({ mode: "pro" });
for (const how of ["reject", "throw", "hang", "write then reject", "get rejects"]) {
  const m = new Map(); let broken = false;
  const storage = { get: (k) => { if (broken && how === "get rejects") throw new Error("x"); return m.get(k) ?? null; }, set: (k, v) => { if (broken && k.startsWith("presskey") && v.includes("token")) { if (how === "reject") return Promise.reject(new Error("quota " + v)); if (how === "throw") throw new Error("quota " + v); if (how === "hang") return new Promise(() => {}); if (how === "write then reject") { m.set(k, v); return Promise.reject(new Error("x")); } } m.set(k, v); }, remove: (k) => void m.delete(k) };
  const wp = createClient({ site: mock.url, plugin: "jwt-authentication-for-wp-rest-api", storage });
  await wp.login(credentials("admin"));
  broken = true;
  const out = await Promise.race([wp.login(credentials("editor")).then((s) => `ok ${s.user.username}`, (e) => `${e.code} ${e.message} leak:${mock.secrets().some((s) => JSON.stringify({ m: e.message, c: String(e.cause), s: e.stack, h: e.hint }).includes(s))}`), new Promise((r) => setTimeout(r, 8000, "hangs 8 s"))]);
  broken = false;
  const me = await wp.json("/echo").catch((e) => ({ user: e.code }));
  const rec = [...m.values()].find((v) => v.includes('"token"'));
  console.log(how, "→", out, "| shows", wp.session.user?.username, "| call as", me.user, "| stored", rec && JSON.parse(rec).user?.username);
  wp.close();
}
process.exit(0);
