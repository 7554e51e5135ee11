// A tab that was frozen (Page Lifecycle) while somebody else logged in, or out, in another tab, and that acts in the first handler when it goes on.
import { it } from "node:test";
import { setStage } from "../../tests/support/stage.mjs";
const stage = setStage({ mock: true });
for (const storage of ["local", "vault"]) for (const act of ["login", "logout", "nothing"])
  it(`${storage}: ${act} in another tab while this one is frozen`, async () => {
    const one = await stage.visit({ storage }, { first: () => { document.addEventListener("resume", () => window.go?.()); } });
    await one.login();
    const two = await stage.visit({ storage }, { beside: one });
    await two.call("ready"); await one.json("/wp/v2/users/me"); await two.json("/wp/v2/users/me");
    await one.run(() => { window.go = () => { const shown = wp.session.user?.username; window.out = Promise.all([wp.fetch("/wp/v2/users/me").then(async (r) => `read ${r.status} ${(await r.json()).name}`, (e) => `read ${e.code}`), wp.fetch("/wp/v2/posts", { method: "POST", json: {} }).then((r) => `write ${r.status}`, (e) => `write ${e.code}`)]).then((l) => [shown, ...l]); }; });
    const cdp = await one.page.context().newCDPSession(one.page);
    await cdp.send("Page.setWebLifecycleState", { state: "frozen" });
    if (act === "login") await two.login("euro"); else if (act === "logout") await two.logout();
    await new Promise((r) => setTimeout(r, 600));
    await cdp.send("Page.setWebLifecycleState", { state: "active" });
    console.log(storage, act, JSON.stringify(await one.run(async () => { await until(() => window.out); return await window.out; })));
  });
