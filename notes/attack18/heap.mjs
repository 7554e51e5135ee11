// P4: "When `logout()` resolves, the client holds no token of that session". The doctor keeps what its probes were answered (complete.js: seenBefore) as long as the client lives:
// a site that echoes the token in a page (a debug page, a cache's page) leaves it in the client's memory after the logout.
import { getHeapSnapshot } from "node:v8";
import { createClient } from "presskey";
const parts = () => ["0paque", "t0ken", String(process.pid)];
const plugin = { id: "own", opaque: true, namespace: "own/v1", login: { path: "/own/v1/login", body: { n: "$username", p: "$password" } }, token: "token" };
async function referredTo(text) {
  let snapshot = "";
  for await (const piece of getHeapSnapshot().setEncoding("utf8")) snapshot += piece;
  return JSON.parse(snapshot).strings.filter((each) => each !== text && each.includes(text)).map((s) => s.slice(0, 160));
}
const html = (status) => new Response(`<html><title>Debug</title><body>Authorization: Bearer ${parts().join("-")}-${"x".repeat(20)}</body></html>`, { status, headers: { "content-type": "text/html" } });
let broken = false;
const fetch = async (input) => {
  const url = decodeURIComponent(String(input?.url ?? input));
  if (/login/.test(url)) return Response.json({ token: `${parts().join("-")}-${"x".repeat(20)}` });
  if (broken) return html(500);
  if (/posts/.test(url)) return html(500);
  return Response.json({ namespaces: ["wp/v2", "own/v1"], home: "https://example.com" });
};
const wp = createClient({ site: "https://example.com", fetch, plugin });
await wp.login({ username: "editor", password: "pw-4711-xx" });
broken = true;
await wp.json("/wp/v2/posts").catch((e) => console.log(e.code, e.hint));
await wp.logout();
console.log(wp.session);
await new Promise((r) => setTimeout(r, 500));
globalThis.gc?.();
const found = await referredTo(parts().slice(0, 2).join("-") + "-" + parts()[2]);
console.log("still referred to after logout():", found);
await new Promise((r) => setTimeout(r, 12000)); globalThis.gc?.();
console.log("12 s later:", (await referredTo(parts().slice(0, 2).join("-") + "-" + parts()[2])).length);
console.log(wp.session.status);
const { retainers } = await import("./retainers.mjs");
console.log((await retainers(parts().slice(0, 2).join("-") + "-" + parts()[2])).join("\n"));
