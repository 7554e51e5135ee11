// P6: "If somebody else is logged in by then, for example in another tab, the write fails with `user_mismatch`" and "A read is first sent as the user who is logged in at that time".
// And: "After `logout()` has resolved, neither that page nor another one that shares its storage sends a request with that session." A tab that is busy (or frozen) meanwhile.
import { it } from "node:test";
import { setStage } from "../../tests/support/stage.mjs";
const stage = setStage({ mock: true });
for (const storage of ["local", "vault"])
  for (const act of ["login", "logout"])
    it(`${storage}: ${act} in another tab while this one is busy`, async () => {
      const one = await stage.visit({ storage });
      await one.login();
      const two = await stage.visit({ storage }, { beside: one });
      await two.call("ready"); await one.json("/wp/v2/users/me"); await two.json("/wp/v2/users/me");
      const busy = one.run(async () => {
        const end = Date.now() + 3000; while (Date.now() < end);
        const read = wp.fetch("/wp/v2/users/me").then(async (r) => `read ${r.status} ${(await r.json()).name}`, (e) => `read ${e.code}`);
        const write = wp.fetch("/wp/v2/posts", { method: "POST", json: {} }).then((r) => `write ${r.status}`, (e) => `write ${e.code}`);
        const shown = wp.session.user?.username;
        return { shown, read: await read, write: await write };
      });
      await new Promise((r) => setTimeout(r, 300));
      const began = Date.now();
      if (act === "login") await two.login("euro"); else await two.logout();
      console.log(storage, act, "took", Date.now() - began, "ms; then the busy tab:", JSON.stringify(await busy));
    });
