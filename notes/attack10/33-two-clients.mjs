// two clients in one page: the first one's completeAuthorization() wipes the answer that is for the second
import { app, launch, FETCH } from "./chrome.mjs";
const a = await app(); const browser = await launch(); const ctx = await browser.newContext(); await ctx.addInitScript(FETCH); const p = await ctx.newPage(); await p.goto(a.origin + "/"); await p.waitForFunction(() => window.loaded);
console.log(await p.evaluate(async () => {
  const mkc = (site) => P.createClient({ site, plugin: "application-passwords", storage: "memory", fetch: async (u, i) => { u = String(u?.url ?? u); if (/users\/me/.test(u)) return J({ id: 7, name: "Anna", slug: "anna", username: "anna" }); return J({ name: "x", url: site, home: site, namespaces: ["wp/v2"], routes: {}, authentication: { "application-passwords": { endpoints: { authorization: site + "/wp-admin/authorize-application.php" } } } }); } });
  const A = mkc("https://a.test"), B = mkc("https://b.test");
  sessionStorage.setItem("presskey:https://b.test:authorize", JSON.stringify({ state: "123" }));
  const back = "/?presskey_state=123&site_url=" + encodeURIComponent("https://b.test") + "&user_login=anna&password=abcd%20efgh";
  history.replaceState(null, "", back); const rA = await A.completeAuthorization(), rB = await B.completeAuthorization();
  const lost = [rA?.status ?? null, rB?.status ?? null, location.search];
  sessionStorage.setItem("presskey:https://b.test:authorize", JSON.stringify({ state: "123" }));
  history.replaceState(null, "", back); const r2 = await B.completeAuthorization();
  return { lost, alone: r2?.status ?? null };
}));
await browser.close(); a.server.close(); process.exit(0);
