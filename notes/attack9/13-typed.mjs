// Two logins at a time with one password (a double click): when the first has failed, the second one's hint is not redacted.
import { createClient } from "/tmp/fresh/p/pkg/index.js";
const password = "S3cret-Pass-w0rd", enc = encodeURIComponent;
let n = 0;
const fetch = async (u, i) => {
  const url = String(u.url ?? u);
  if (i?.method === "POST") {
    const k = ++n;
    if (k === 1) return Response.json({ code: "[jwt_auth] incorrect_password", message: "no", data: { status: 403 } }, { status: 403 });
    await new Promise((r) => setTimeout(r, 600));
    return new Response(null, { status: 302, headers: { location: `https://evil.example/gate/${password}/x` } });
  }
  return Response.json({ name: "S", url: "https://e.com", namespaces: ["wp/v2", "jwt-auth/v1"] });
};
for (const concurrent of [false, true]) {
  n = concurrent ? 0 : 1;
  const wp = createClient({ site: "https://e.com/wp-json", plugin: "jwt-authentication-for-wp-rest-api", fetch, storage: "memory" });
  const all = await Promise.allSettled((concurrent ? [1, 2] : [1]).map(() => wp.login({ username: "ed", password })));
  for (const { reason: e } of all) console.log(concurrent ? "two" : "one", e.code, "|", e.hint, "| LEAK", JSON.stringify([e.message, e.hint]).includes(password));
}
