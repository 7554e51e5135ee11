// Find 4 with `via`: an app moves its sessions to a backend; the visitor's old record stays.
import { createStage } from "../../tests/via/stage.mjs";
import { credentials } from "../../tests/support/app.mjs";
const stage = await createStage();
const visitor = await stage.visitor();
const tab = await visitor.open();
await tab.evaluate(async ([site, c]) => { const { createClient } = await import("/presskey/index.js"); const old = createClient({ site, storage: "local" }); await old.login(c); old.close(); }, [stage.site.url, credentials("editor")]);
const again = await visitor.open();
await again.evaluate((c) => wp.login(c), credentials("editor"));
await again.evaluate(() => wp.logout({ everywhere: true }));
const left = await again.evaluate(() => JSON.stringify({ ...localStorage }));
console.log("after a login and a logout with `via`, in localStorage:", stage.site.secrets().filter((s) => left.includes(s)).length, "secrets");
process.exit(0);
