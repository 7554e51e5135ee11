// P6: "A logout that was not confirmed is repeated for its own user only."
// A logout while the page is still loading: the page does not know yet whose it is.
import { createVisitor } from "../../tests/via/tabs.mjs";
const visitor = await createVisitor();
const [admin, editor] = [visitor.site.users.find((u) => /admin/.test(u.username)) ?? visitor.site.users[0], visitor.site.users[1]];
const as = ({ username, password }) => ({ username, password });
const logInElsewhere = async (u) => { const s = await visitor.backend.client(new Request(visitor.origin, { headers: { cookie: await visitor.cookie() } })); await s.login(as(u)); await visitor.keep(s.headers().getSetCookie()); };
const userOfCookie = async () => (await visitor.backend.client(new Request(visitor.origin, { headers: { cookie: await visitor.cookie() } }))).session.user?.username;
console.log(visitor.site.users.map((u) => u.username));
const first = await visitor.tab();
await first.wp.login(as(admin)); first.wp.close();
// 1. The page is opened while the network is down, and its visitor logs out before it is up again.
const one = await visitor.tab(undefined, () => { throw new TypeError("Failed to fetch"); });
console.log("page:", one.wp.session.status);
await one.wp.logout().catch((e) => console.log(e.code));
console.log("after logout:", one.wp.session.status, "| kept:", localStorage.getItem("presskey:/api/presskey:leaving"));
one.wp.close();
// 2. Somebody else logs in by a server action (a form of the app), without this client.
await logInElsewhere(editor);
console.log("cookie of", await userOfCookie());
// 3. and opens a page
const two = await visitor.tab();
await two.wp.ready();
console.log("the page of the next user shows:", two.wp.session.status, two.wp.session.user?.username, "| cookie of", await userOfCookie());
// variant: refresh in flight
process.exit(0);
