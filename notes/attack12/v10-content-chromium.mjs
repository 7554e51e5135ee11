// P6: "nor do `batch()`, `upload()` and `paginate()` go on for another": begun as admin, while the part "content" loads
// (2 s on a phone) another tab logs editor in.
import { scene } from "./harness.mjs";
const s = await scene("pro");
const posted = [];
const userOf = (t) => t && JSON.parse(Buffer.from(t.split(".")[1], "base64url")).data.user.id;
s.mock.setOptions({ mode: "pro", answer: (r) => (/batch|media/.test(r.route ?? "") ? (posted.push(`${r.method} ${r.route} as user ${userOf(r.token)}`), { status: 207, body: r.route.includes("batch") ? { responses: [{ status: 201, body: {}, headers: {} }] } : { id: 5 } }) : undefined) });
for (const [how, call] of Object.entries({
  batch: () => wp.batch([{ path: "/wp/v2/posts", method: "POST", body: { title: "admin's" } }]),
  upload: () => wp.upload(new File(["admin's photo"], "a.png", { type: "image/png" })),
})) {
  const ctx = await s.browser.newContext();
  const one = await s.visit({ storage: "local" }, { ctx });
  await one.login("admin");
  const two = await s.visit({ storage: "local" }, { ctx });
  await two.call("preload");
  await two.page.route(/content/, async (route) => { await new Promise((r) => setTimeout(r, 2000)); await route.continue(); });
  const shown = (await two.session()).user?.username;
  const p = two.run(call).then(() => "ok", (e) => e.code);
  await two.page.waitForTimeout(300);
  await one.login("editor");
  console.log(`${how}: begun while the page showed ${shown} → ${await p}; ${posted.splice(0)}; now shows ${(await two.session()).user?.username}`);
  await ctx.close();
}
await s.stop();
