// B1: a refresh token of letters alone, which the site repeats in a claim (run inside of a worktree).
import { createBackend } from "presskey/server";
const SITE = "https://example.com";
const b64 = (v) => Buffer.from(JSON.stringify(v)).toString("base64url");
async function shown(refresh, claim) {
  const exp = Math.floor(Date.now() / 1000) + 3600;
  const token = `${b64({ alg: "HS256" })}.${b64({ exp, first: "x", data: { user: { id: "7" } }, claim })}.c2ln`;
  const fetch = async (input) => {
    const url = decodeURIComponent(String(input?.url ?? input));
    if (!/\/token$/.test(url)) return Response.json({ home: SITE, namespaces: ["wp/v2", "jwt-auth/v1"], routes: {} });
    return Response.json({ token, refresh_token: refresh, user_nicename: "anna" });
  };
  const backend = createBackend({ site: SITE, plugin: "jwt-authentication-for-wp-rest-api", fetch, secret: "x".repeat(40) });
  const headers = { "sec-fetch-site": "same-origin", "content-type": "application/json" };
  const login = await backend.handle(new Request("https://app.example/api/presskey/login", { method: "POST", headers, body: JSON.stringify({ username: "anna", password: "S3cret-Pass" }) }));
  const cookie = login.headers.getSetCookie().map((c) => c.split(";")[0]).join("; ");
  const text = await (await backend.handle(new Request("https://app.example/api/presskey/session?claims=1", { headers: { ...headers, cookie } }))).text();
  return text;
}
for (const refresh of ["abcdefghijkl", "qwertyuiop", "rt-5f2c9a7b1d3e"])
  for (const claim of [refresh, `is ${refresh} now`, `“${refresh}”`]) {
    const text = await shown(refresh, claim);
    console.log(text.includes(refresh) ? "LEAK" : "held", JSON.stringify(claim), text.slice(text.indexOf('"claims"')));
  }
