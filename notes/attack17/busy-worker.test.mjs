// The same in a dedicated worker, which has no localStorage and so no markers: vault.
import { it } from "node:test";
import { setStage } from "../../tests/support/stage.mjs";
const stage = setStage({ mock: true });
it("vault: logout in the page while its worker is busy", async () => {
  const one = await stage.visit({ storage: "vault" });
  await one.login();
  const site = stage.site.url;
  const out = await one.run(async (site, plugin) => {
    const code = `import * as p from "${location.origin}/presskey/index.js"; const wp = p.createClient({ site: ${JSON.stringify(site)}, plugin: ${JSON.stringify(plugin)}, storage: "vault" });
      await wp.ready(); await wp.json("/wp/v2/users/me"); postMessage("ready " + wp.session.status);
      onmessage = async () => { const end = Date.now() + 2500; while (Date.now() < end); const at = Date.now();
        const write = await wp.fetch("/wp/v2/posts", { method: "POST", json: {} }).then((r) => "write " + r.status, (e) => "write " + e.code); postMessage({ at, write }); };`;
    const worker = new Worker(URL.createObjectURL(new Blob([code], { type: "text/javascript" })), { type: "module" });
    const next = () => new Promise((r, f) => { worker.onmessage = ({ data }) => r(data); worker.onerror = (e) => f(new Error(e.message)); });
    const first = await next(); worker.postMessage("go"); const told = next();
    await new Promise((r) => setTimeout(r, 200)); await wp.logout(); const at = Date.now();
    const result = await told; return { first, ...result, begunAfterLogout: result.at - at };
  }, site, stage.plugin);
  console.log(out, stage.sent().slice(-4));
});
