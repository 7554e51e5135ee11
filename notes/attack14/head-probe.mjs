// P9: "the same address, or `/` if the call was no `GET`".
import { makePage, sleep } from "./page.mjs";
makePage(); globalThis.BroadcastChannel = undefined;
const { createClient } = await import("presskey");
const SITE = "https://example.com";
const log = [];
const fetch = globalThis.fetch = async (input, init = {}) => {
  const url = String(input.url ?? input);
  if (!url.startsWith(SITE)) { log.push(`${init.method ?? "GET"} ${url} ${init.mode ?? ""} ${Object.keys(Object.fromEntries(new Headers(init.headers)))}`); throw new TypeError("Failed to fetch"); }
  return Response.json({ home: SITE, namespaces: ["wp/v2"], routes: {} });
};
for (const method of ["GET", "HEAD", "OPTIONS", "POST", "DELETE"]) {
  log.length = 0;
  const wp = createClient({ site: SITE, plugin: "jwt-auth", storage: "memory" });
  const e = await wp.fetch("https://other.example/once/secret-link?t=1", { method, headers: { "X-Own": "1" } }).catch((e) => e);
  console.log(method, e.code, log);
  wp.close();
}
process.exit();
