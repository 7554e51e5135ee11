// P6: "All requests of `batch()`, `upload()` and `paginate()` belong to one user, reads and writes."
// With `via`: a list begun as admin goes on as nobody after a logout (here, in another tab, or if the cookie is gone).
import { createTestSite } from "presskey/testing";
import { createVisitor, closeBrowser } from "../../tests/via/tabs.mjs";
import { setTimeout as pause } from "node:timers/promises";
const [{ username, password }] = createTestSite({ plugin: "simple-jwt-login" }).users;
for (const [name, act] of Object.entries({
  "logout in this tab": ({ one }) => one.wp.logout(),
  "logout in another tab": ({ two }) => two.wp.logout(),
  "the cookie is gone": ({ v }) => v.forget(),
})) {
  const v = await createVisitor();
  const one = await v.tab(), two = await v.tab();
  await one.wp.login({ username, password });
  await two.wp.preload();
  const from = v.site.requests.length;
  let n = 0, result = "went on to the end";
  try {
    for await (const _ of one.wp.paginate("/wp/v2/posts", { perPage: 2 }).pages()) {
      if (++n === 1) { await act({ one, two, v }); await pause(50); }
      if (n === 3) break;
    }
  } catch (e) { result = e.code; }
  console.log(`${name}:`, result, "|", v.site.requests.slice(from).filter((r) => /posts/.test(r.url)).map((r) => `page ${/[?&]page=(\d)/.exec(r.url)[1]} as ${r.user?.username ?? r.user ?? "nobody"}`).join(", "));
  await v.close();
}
await closeBrowser();
