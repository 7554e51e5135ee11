// P8: "No response ... is taken for something that it is not". With `via`: JSON of something in front of the backend
// (a gateway, a maintenance switch, a service worker) counts as the backend's if its `status` begins with "a".
import { createTestSite } from "presskey/testing";
import { createVisitor, closeBrowser } from "../../tests/via/tabs.mjs";
import { createClient } from "presskey";
const [{ username, password }] = createTestSite({ plugin: "simple-jwt-login" }).users;
const v = await createVisitor();
const one = await v.tab();
await one.wp.login({ username, password });
one.wp.close();
const cookie = await v.cookie();
for (const [path, body] of [["/logout", { status: "accepted" }], ["/session", { status: "available" }], ["/session", true], ["/validate", { status: "alive" }], ["/login", { status: "active", shown: 1 }], ["/refresh", { status: "ok" }]]) {
  const told = [];
  const wp = createClient({ via: "/api/presskey", async fetch(input, init) {
    const url = new URL(input);
    if (url.pathname.endsWith(path)) return Response.json(body);
    const headers = new Headers(init.headers); headers.set("Sec-Fetch-Site", "same-origin"); headers.set("Cookie", cookie);
    return v.backend.handle(new Request(input, { ...init, headers }));
  } });
  await wp.ready().catch((e) => told.push(`ready: ${e.code}`));
  const act = { "/logout": () => wp.logout(), "/session": () => wp.ready(), "/validate": () => wp.validate(), "/login": () => wp.login({ username, password }), "/refresh": () => wp.refresh() }[path];
  const result = await act().then((r) => JSON.stringify(r), (e) => `rejected ${e.code}`);
  console.log(path, JSON.stringify(body), "→", result, "| shows", JSON.stringify(wp.session).slice(0, 90), "| note:", localStorage.getItem("presskey:/api/presskey:leaving"), told.join());
  wp.close();
  if (path === "/logout") {
    const next = await v.tab();
    console.log("  next visit:", (await next.wp.ready()).status, next.wp.session.user?.username);
    next.wp.close();
  }
}
await v.close(); await closeBrowser();
