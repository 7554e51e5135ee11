// P4: two copies of a backend in one process (Next.js): after the logout in one, what the other has opened.
import { writeHeapSnapshot } from "node:v8";
import { readFileSync, unlinkSync } from "node:fs";
import { createBackend } from "presskey/server";
const SITE = "https://example.com";
const b64 = (v) => Buffer.from(JSON.stringify(v)).toString("base64url");
let refresh = ["rt", "5f2c9a7b1d3e8f60a4c7"].join("-MARK-");
const fetch = async (input) => {
  const url = decodeURIComponent(String(input?.url ?? input));
  if (/\/token$/.test(url)) {
    const exp = Math.floor(Date.now() / 1000) + 3600;
    return Response.json({ token: `${b64({ alg: "HS256" })}.${b64({ exp, data: { user: { id: "7" } } })}.c2ln`, refresh_token: ["rt", "5f2c9a7b1d3e8f60a4c7"].join("-MARK-"), user_nicename: "anna" });
  }
  return Response.json({ home: SITE, namespaces: ["wp/v2", "jwt-auth/v1"], routes: {} });
};
refresh = undefined;
const options = { site: SITE, plugin: "jwt-authentication-for-wp-rest-api", fetch, secret: "x".repeat(40) };
const one = createBackend(options);
const two = process.argv[2] === "one" ? one : createBackend(options);
const headers = { "sec-fetch-site": "same-origin", "content-type": "application/json" };
let cookie;
{
  const login = await one.handle(new Request("https://app.example/api/presskey/login", { method: "POST", headers, body: JSON.stringify({ username: "anna", password: "S3cret-Pass" }) }));
  cookie = login.headers.getSetCookie().map((c) => c.split(";")[0]).join("; ");
}
console.log(await (await two.handle(new Request("https://app.example/api/presskey/session", { headers: { cookie } }))).text());
console.log(await (await one.handle(new Request("https://app.example/api/presskey/logout", { method: "POST", headers: { ...headers, cookie }, body: "{}" }))).text());
const search = (when) => {
  for (let i = 0; i < 8; i++) globalThis.gc();
  const file = writeHeapSnapshot(`/tmp/attack14-${process.pid}.heapsnapshot`);
  const { strings } = JSON.parse(readFileSync(file, "utf8"));
  unlinkSync(file);
  const needle = ["5f2c9a7b1d3e", "8f60a4c7"].join("");
  console.log(when, strings.filter((s) => s.includes("MARK-" + needle)).map((s) => s.slice(0, 100)));
};
await new Promise((r) => setTimeout(r, 300));
search("after the logout:");
if (process.argv[3]) {
  await new Promise((r) => setTimeout(r, 31000));
  search("after 31 s:");
}
