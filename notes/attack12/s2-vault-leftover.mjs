// P4 "On logout the tokens are removed from memory and storage." P11 "With `vault`, nothing of a session is
// stored in plain text." An app that kept sessions in `local` moves to `vault` (or `memory`, or `via`): the same user logs in and out.
import { scene, dump, credentials } from "./harness.mjs";
const s = await scene("pro");
for (const storage of ["vault", "memory"]) {
  const ctx = await s.browser.newContext();
  const old = await s.visit({ storage: "local" }, { ctx });
  await old.login("editor");
  const refresh = JSON.parse(JSON.stringify(await dump(old)));
  await old.page.close();
  const now = await s.visit({ storage }, { ctx });
  await now.login("editor");
  await now.logout({ everywhere: true }).catch((e) => console.log(e.code));
  const left = JSON.stringify(await dump(now));
  const secrets = s.mock.secrets().filter((x) => left.includes(x));
  console.log(storage, "after login and logout of the same user, in plain localStorage:", secrets.map((x) => x.slice(0, 12) + "…"));
  // do they still work?
  const token = secrets.find((x) => x.startsWith("eyJ"));
  const me = await fetch(`${s.mock.url}/wp-json/wp/v2/users/me`, { headers: { authorization: `Bearer ${token}` } });
  console.log("  the token is answered with", me.status);
  await ctx.close();
}
await s.stop();
