// A session whose store read fails in ready(): adapter gives a value that is no text.
import { createClient } from "/tmp/fresh/p/pkg/index.js";
let v = {}; const wp = createClient({ site: "https://e.com/wp-json", plugin: "jwt-auth", fetch: async () => Response.json([]), storage: { get: () => v, set() {}, remove() {} } });
const r = () => wp.ready().then((s) => s.status, (e) => e.code); console.log(await r(), await r()); v = null; console.log("adapter is well again:", await r(), await wp.fetch("/wp/v2/posts").then((r) => r.status, (e) => e.code));
