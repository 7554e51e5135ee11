// What an adapter keeps after a logout, in Node, where no lock keeps its writes apart. Holds P4 of SECURITY.md.
import assert from "node:assert/strict";
import { it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { createClient } from "presskey";
import { credentials } from "../support/app.mjs";
import { startMock } from "../support/mock-wordpress.mjs";

for (const what of ["login", "refresh"]) {
  it(`a logout waits until the adapter has stored the session of a ${what}, and removes it`, async (t) => {
    const site = await startMock({ mode: "pro" });
    t.after(() => site.stop());
    const map = new Map();
    let began;
    const storing = new Promise((resolve) => {
      began = resolve;
    });
    let slow = false;
    let writes = 0;
    const storage = {
      get: async (key) => map.get(key),
      async set(key, value) {
        if (slow && key === "k") {
          writes++;
          began();
          await sleep(300);
          writes--;
        }
        map.set(key, value);
      },
      remove: async (key) => void map.delete(key),
    };
    const wp = createClient({ site: site.url, storage, storageKey: "k" });
    if (what === "refresh") await wp.login(credentials("editor"));
    slow = true;
    const late = what === "login" ? wp.login(credentials("editor")) : wp.refresh();
    late.catch(() => {});
    await storing;
    await wp.logout();
    // The app may end now: nothing is about to be stored.
    assert.deepEqual([wp.session.status, map.get("k"), writes], ["anonymous", undefined, 0]);
  });
}
