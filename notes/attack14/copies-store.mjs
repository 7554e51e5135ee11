// memoryStore() in an app that is bundled three times (Next.js): each copy has its own.
import { createBackend, memoryStore } from "presskey/server";
import { createTestSite } from "presskey/testing";
const site = createTestSite();
const make = () => createBackend({ site: site.site, fetch: site.fetch, secret: "x".repeat(40), store: memoryStore() });
const route = make();
const proxy = make();
const headers = { "sec-fetch-site": "same-origin", "content-type": "application/json" };
const user = site.users.find((u) => u.username === "editor") ?? site.users[0];
const login = await route.handle(new Request("https://app.example/api/presskey/login", { method: "POST", headers, body: JSON.stringify({ username: user.username, password: user.password }) }));
const cookie = login.headers.getSetCookie().map((c) => c.split(";")[0]).join("; ");
const { cookies } = await proxy.renew(new Request("https://app.example/", { headers: { cookie } }));
console.log("proxy.ts sets:", cookies);
