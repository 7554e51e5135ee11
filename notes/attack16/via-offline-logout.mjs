// P6: "After `logout()` has resolved, neither that page nor another one that shares its storage sends a request
// with that session." With `via`: a logout while the device is offline, and a second tab.
import { createTestSite } from "presskey/testing";
import { createVisitor, closeBrowser } from "../../tests/via/tabs.mjs";
import { setTimeout as pause } from "node:timers/promises";
const [admin, editor] = createTestSite({ plugin: "simple-jwt-login" }).users;
const as = ({ username, password }) => ({ username, password });
const v = await createVisitor();
const one = await v.tab();
const two = await v.tab();
await one.wp.login(as(admin));
await two.wp.preload();
console.log("both show", one.wp.session.user?.username, two.wp.session.user?.username);
// The device has no connection.
const offline = async () => { throw new TypeError("Failed to fetch"); };
one.before = two.before = offline;
console.log("logout in tab 1:", await one.wp.logout().then(() => "resolved", (e) => e.code));
await pause(300);
console.log("tab 1 shows", one.wp.session.status, "| tab 2 shows", two.wp.session.status, two.wp.session.user?.username, "| note:", [localStorage.getItem("presskey:/api/presskey:leaving")]);
one.wp.close();
// The connection is back; somebody uses tab 2.
two.before = undefined;
const from = v.site.requests.length;
for (let i = 0; i < 3; i++) {
  const r = await two.wp.fetch("/wp/v2/posts", { method: "POST", json: { title: "after the logout", status: "publish" } }).then((r) => r.status, (e) => e.code);
  console.log("write in tab 2:", r);
}
console.log("read in tab 2:", (await two.wp.fetch("/wp/v2/users/me")).status, two.wp.session.status, "| ready:", (await two.wp.ready()).status);
await pause(300);
console.log("later, tab 2 shows", two.wp.session.status, "| note:", localStorage.getItem("presskey:/api/presskey:leaving"));
console.log(v.site.requests.slice(from).map((r) => `${r.method} ${r.url} ${r.user?.username ?? r.user}`).join("\n"));
console.log("preload in tab 2:", await two.wp.preload().then(() => two.wp.session.status, (e) => e.code));
await v.close(); await closeBrowser();
