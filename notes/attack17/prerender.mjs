// Prerendered pages (Speculation Rules) in Chromium. The page is prerendered while editor is logged in; then, in the first page, a logout
// (and perhaps a login of euro); then it is activated, and acts at once.
import { chromium } from "playwright-core";
import { tools } from "../../scripts/setup/tools.mjs";
import { startMock } from "../../tests/support/mock-wordpress.mjs";
import { servePages } from "../../tests/support/servers.mjs";
import { credentials } from "../../tests/support/app.mjs";
const site = await startMock({ mode: process.argv[2] ?? "free" }), pages = await servePages();
const browser = await chromium.launch({ executablePath: tools.chromium, args: ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--enable-features=Prerender2,SpeculationRulesPrefetchFuture"] });
for (const storage of ["local", "session", "vault", "memory"]) for (const then of ["nothing", "logout", "logout, login euro", "login euro"]) {
  const context = await browser.newContext();
  await context.addInitScript(([url, storage]) => {
    const two = location.search === "?two";
    const note = (text) => localStorage.setItem("log", `${localStorage.getItem("log") ?? ""}${text}\n`);
    const begin = async () => {
      while (!window.presskey) await new Promise((r) => setTimeout(r, 5));
      window.wp = presskey.createClient({ site: url, plugin: "jwt-authentication-for-wp-rest-api", storage });
      if (!two) return;
      await wp.ready(); note(`two: prerendering ${document.prerendering} ${wp.session.status} ${wp.session.user?.username}`);
      window.two = true;
    };
    document.addEventListener?.("prerenderingchange", async () => {
      note(`two: activated ${wp.session.status} ${wp.session.user?.username}`);
      const say = (what) => (r) => note(`two: ${what} ${r.status ?? r.code}`);
      await Promise.all([wp.fetch("/wp/v2/users/me").then(async (r) => note(`two: read ${r.status} ${(await r.json()).name}`), say("read")), wp.fetch("/wp/v2/posts", { method: "POST", json: {} }).then(say("write"), say("write"))]);
      note(`two: then ${wp.session.status} ${wp.session.user?.username}`); window.over = true;
    });
    addEventListener("DOMContentLoaded", begin);
  }, [site.url, storage]);
  const page = await context.newPage();
  await page.goto(`${pages.url}/`);
  await page.waitForFunction(() => window.wp);
  await page.evaluate((given) => wp.login(given), credentials("editor"));
  await page.evaluate(() => { const s = document.createElement("script"); s.type = "speculationrules"; s.textContent = JSON.stringify({ prerender: [{ source: "list", urls: ["/?two"], eagerness: "immediate" }] }); document.head.append(s); });
  await new Promise((r) => setTimeout(r, 1500));
  const before = await page.evaluate(() => localStorage.getItem("log"));
  if (then.startsWith("logout")) await page.evaluate(() => wp.logout());
  if (then.endsWith("euro")) await page.evaluate((given) => wp.login(given), credentials("euro"));
  site.clearLog();
  await page.evaluate(() => { location.href = "/?two"; }).catch(() => {});
  await page.waitForFunction(() => window.over, undefined, { timeout: 4000 }).catch(() => {});
  const log = await page.evaluate(() => `${document.prerendering} activationStart ${performance.getEntriesByType("navigation")[0]?.activationStart}\n${localStorage.getItem("log")}`).catch((e) => e.message);
  console.log(`== ${storage}, ${then}${before ? "" : " (not prerendered)"}\n${log}`, site.log().filter((l) => l.method !== "OPTIONS").map((l) => `${l.method} ${l.route} ${l.token ? JSON.parse(Buffer.from(l.token.split(".")[1], "base64url")).data.user.id : "-"} ${l.status}`).join("; "));
  await context.close();
}
await browser.close(); await site.stop(); await pages.stop();
