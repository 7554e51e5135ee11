// P6: "After `logout()` has resolved, neither that page nor another one that shares its storage sends a request with that session."
// diagnose() takes the token once and sends it twice, one after the other. A logout in between (here; or in another tab) stops nothing.
import assert from "node:assert/strict";
import { it } from "node:test";
import { setStage } from "../../tests/support/stage.mjs";
const stage = setStage({ mock: true });
for (const [what, storage, other] of [["the same page", "local", false], ["the same page", "vault", false], ["another tab", "local", true]])
  for (const method of ["diagnose", "supportBundle"])
    it(`${method}(), then logout() in ${what} (${storage})`, async () => {
      const app = await stage.visit({ storage });
      await app.login();
      const two = other ? await stage.visit({ storage }, { beside: app }) : app;
      if (other) await two.call("ready");
      const mine = stage.site.secrets().at(-1);
      let free, seen; const held = new Promise((r) => (free = r)); const saw = new Promise((r) => (seen = r));
      stage.site.setOptions({ async answer({ route, token }) { if (/validate/.test(route) && token === mine) { seen(); await held; } } });
      await app.run((method) => { window.made = wp[method](); }, method);
      await Promise.race([saw, new Promise((r) => setTimeout(r, 8000))]);
      await two.logout();
      const at = stage.site.log().length;
      free();
      await app.run(() => window.made.then(() => 0));
      const later = stage.site.log().slice(at).filter((each) => each.token === mine).map((each) => `${each.method} ${each.route} -> ${each.status}`);
      console.log(method, what, storage, "after logout() had resolved, with that token:", later);
      assert.deepEqual(later, []);
    });
