// P8: the site says maxItems 0.5 and answers an empty batch with an empty list.
import { startWp, PLUGIN } from "./wp.mjs";
import { createClient } from "presskey";
let batches = 0;
const site = await startWp((req, res, u) => {
  if (!/batch\/v1/.test(u)) return false;
  if (req.method === "OPTIONS") { res.end(JSON.stringify({ endpoints: [{ args: { requests: { maxItems: 0.5 } } }] })); return true; }
  batches++; res.end(JSON.stringify({ responses: [] })); return true;
});
const wp = createClient({ site: site.url, plugin: PLUGIN });
await wp.login({ username: "anna", password: "pass-word-1" });
const requests = Array.from({ length: 26 }, (_, i) => ({ path: `/wp/v2/posts/${i}` }));
const done = wp.batch(requests, { timeout: 1000 }).then(() => "done", (e) => e.code);
console.log(await Promise.race([done, new Promise((r) => setTimeout(r, 5000, "still running after 5 s"))]), "| POSTs to /batch/v1:", batches);
process.exit();
