import { writeFileSync } from "node:fs";
// P4/P6: vault shared by a page and a worker; logout in either; also where a message was missed.
import { createStage, outcome } from "/work/wt/attack14/tests/via/stage.mjs";
import { credentials } from "/work/wt/attack14/tests/support/app.mjs";
const stage = await createStage({ mode: "pro" });
const SITE = stage.site.url;
for (const deaf of [false, true]) for (const where of ["page", "worker"]) {
  const visitor = await stage.visitor();
  const WORKER = `
    ${deaf && where === "page" ? "self.BroadcastChannel = undefined;" : ""}
    const { createClient } = await import("/presskey/index.js");
    const wp = createClient({ site: ${JSON.stringify(SITE)}, storage: "vault" });
    onmessage = async ({ data: { id, name, args } }) => {
      try { postMessage({ id, value: name === "session" ? wp.session.status : name === "me" ? (await wp.fetch("/wp/v2/users/me")).status : await wp[name](...args) }); }
      catch (e) { postMessage({ id, error: e.code + e.message }); }
    }; postMessage({ up: 1 });`;
  writeFileSync(new URL("./pkg/attack-worker.js", import.meta.url), WORKER);
  try {
    const tab = await visitor.open(deaf && where === "worker" ? "globalThis.BroadcastChannel = undefined;" : undefined);
    await tab.evaluate(async (site) => {
      wp.close(); globalThis.wp = create({ via: undefined, site, storage: "vault" });
      globalThis.worker = new Worker("/presskey/attack-worker.js", { type: "module" });
      let n = 0; const open = new Map();
      await new Promise((up) => { worker.onmessage = ({ data }) => data.up ? up() : open.get(data.id)(data.value ?? data.error); });
      globalThis.ask = (name, ...args) => new Promise((r) => { open.set(++n, r); worker.postMessage({ id: n, name, args }); });
    }, SITE);
    const ask = (name, ...args) => tab.evaluate(([name, args]) => ask(name, ...args), [name, args]);
    await outcome(tab, (given) => wp.login(given), credentials("editor"));
    await new Promise((r) => setTimeout(r, 300));
    await ask("ready");
    const before = await ask("me");
    if (where === "page") await outcome(tab, () => wp.logout()); else await ask("logout");
    await new Promise((r) => setTimeout(r, 500));
    const pageMe = (await outcome(tab, () => wp.fetch("/wp/v2/users/me").then((r) => r.status))).value;
    console.log("logout in the", where, deaf ? "(the other is deaf)" : "", "| worker me before", before, "after", await ask("me"), await ask("session"), "| page me", pageMe, (await outcome(tab, () => wp.session)).value.status);
  } catch (e) { console.log("ERR", e.message.slice(0, 200)); } finally { await visitor.close(); }
}
await stage.stop();
