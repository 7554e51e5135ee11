// B1/P3: a login that fails while there is a session: the backend doesn't know the tokens of that session, and quotes them.
import { startMock } from "../../tests/support/mock-wordpress.mjs"; import { credentials } from "../../tests/support/app.mjs";
import { createBackend, memoryStore } from "presskey/server"; import { createClient } from "presskey";
const site = await startMock({ mode: "pro" });
const answer = (q) => /token$/.test(q.route) && q.method === "POST" && { status: 403, body: { code: "too_many_sessions", message: `There is another session (${site.secrets().filter((s) => !s.startsWith("eyJ"))[0]}).`, data: { status: 403 } } };
for (const store of [undefined, memoryStore()]) {
  site.setOptions(); const backend = createBackend({ site: site.url, secret: "x".repeat(40), store }); let cookie = "";
  const send = (path, body) => backend.handle(new Request("https://app.example/api/presskey" + path, { method: body ? "POST" : "GET", body, headers: { origin: "https://app.example", "sec-fetch-site": "same-origin", ...(body && { "content-type": "application/json" }), cookie } }));
  const r = await send("/login", JSON.stringify(credentials("editor"))); cookie = r.headers.getSetCookie().map((c) => c.split(";")[0]).join("; ");
  site.setOptions({ answer }); console.log("backend", store ? "with a store" : "", await (await send("/login", JSON.stringify(credentials("euro")))).text(), "| session still:", (await (await send("/session")).json()).user?.username);
}
site.setOptions(); const wp = createClient({ site: site.url }); await wp.login(credentials("editor"));
site.setOptions({ answer: (q) => { const a = answer(q); if (a) a.body.message = a.body.message.replace(/\(.*\)/, `(${site.secrets().filter((s) => !s.startsWith("eyJ")).at(-1)})`); return a; } });
console.log("direct:", await wp.login(credentials("euro")).catch((e) => e.message), wp.session.user?.username);
await site.stop(); process.exit();
