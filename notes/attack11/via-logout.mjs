// A's logout ends B's session; what A's tab shows does not matter for /logout, /validate.
import { createVisitor } from "../../tests/via/tabs.mjs";
import { createTestSite } from "presskey/testing";
const [admin, editor] = createTestSite({ plugin: "simple-jwt-login" }).users;
const as = ({ username, password }) => ({ username, password });
const elsewhere = async (visitor, user) => { const s = await visitor.backend.client(new Request(visitor.origin, { headers: { cookie: await visitor.cookie() } })); await s.login(as(user)); await visitor.keep(s.headers().getSetCookie()); };
const who = async (visitor) => (await visitor.backend.client(new Request(visitor.origin, { headers: { cookie: await visitor.cookie() } }))).session;
{
  const v = await createVisitor();
  const { wp } = await v.tab(); await wp.login(as(admin));
  await elsewhere(v, editor);
  console.log("1 tab shows", wp.session.user.username, "cookie", (await who(v)).user.username);
  console.log("  validate:", await wp.validate().catch(e => e.code));
  await wp.logout({ everywhere: true }).catch(e => console.log(e.code));
  console.log("  after A's logout:", (await who(v)).status, (await who(v)).user?.username);
  await v.close();
}
{
  const v = await createVisitor();
  const seen = await v.tab(undefined, async (p) => { if (p.endsWith("/logout")) throw new TypeError("offline"); });
  await seen.wp.login(as(admin));
  await seen.wp.logout({ everywhere: true }).catch(e => console.log(e.code));
  console.log("2", (await who(v)).status);
  seen.wp.close();
  await elsewhere(v, editor); // a server action logs B in
  console.log("  cookie", (await who(v)).user?.username);
  const calls = [];
  const { wp } = await v.tab(undefined, async (p) => void calls.push(p));
  await wp.ready().catch(e => console.log(e.code));
  console.log("  next page", wp.session, calls, (await who(v)).status);
  await v.close();
}
