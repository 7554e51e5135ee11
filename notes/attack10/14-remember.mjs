import { app, launch, FETCH } from "./chrome.mjs";
const a = await app(); const browser = await launch(); const ctx = await browser.newContext(); await ctx.addInitScript(FETCH);
const open = async () => { const p = await ctx.newPage(); await p.goto(a.origin + "/"); await p.waitForFunction(() => window.loaded); return p; };
for (const storage of ["session", "local", "memory", "vault"]) {
  const p = await open();
  console.log("==", storage, await p.evaluate(async (storage) => {
    localStorage.clear(); sessionStorage.clear(); const out = [];
    const wp = mk({ storage });
    for (const remember of [true, false, true]) { try { await wp.login({ username: remember ? "anna" : "bert", password: "x1y2z3w4" }, { remember }); } catch (e) { out.push(e.code); } out.push(remember + " L:" + Object.keys(localStorage).filter(k => /eyJ|sig/.test(localStorage[k])) + " S:" + Object.keys(sessionStorage).filter(k => /eyJ|sig/.test(sessionStorage[k])) + " " + (new Set(JSON.stringify({...localStorage,...sessionStorage}).match(/anna|bert/g)).size ? [...new Set(JSON.stringify({...localStorage,...sessionStorage}).match(/anna|bert/g))] : "")); }
    await wp.logout(); out.push("after logout", dump().match(/eyJ/g)?.length ?? 0, dump().slice(0, 300));
    return out.join("\n");
  }, storage));
  await p.close();
}
// anna remembered; another tab logs bert in for the session; closes; new tab
{
  const p = await open(); console.log(await p.evaluate(async () => { localStorage.clear(); const wp = mk(); await wp.login({ username: "anna", password: "x1y2z3w4" }, { remember: true }); return who(wp); }));
  const q = await open(); console.log("tab2", await q.evaluate(async () => { const wp = window.wp = mk(); await wp.ready(); const w = who(wp); await wp.login({ username: "bert", password: "x1y2z3w4" }, { remember: false }); return w + " -> " + who(wp) + " " + Object.keys(localStorage) + "|" + Object.keys(sessionStorage); }));
  console.log("tab1 now", await p.evaluate(async () => { const wp = mk(); await wp.ready(); return who(wp); }));
  console.log("tab2 logs out", await q.evaluate(async () => { await wp.logout(); const w2 = mk(); await w2.ready(); return who(wp) + " new client: " + who(w2) + " " + Object.keys(localStorage); }));
  const r = await open(); console.log("tab3", await r.evaluate(async () => { const wp = mk(); await wp.ready(); return who(wp); }));
}
await browser.close(); a.server.close(); process.exit(0);
