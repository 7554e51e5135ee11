// batch(), upload() and paginate() begun for anna go on as bert when he logs in meanwhile.
import { createClient } from "/tmp/fresh/p/pkg/index.js";
const b = (o) => Buffer.from(JSON.stringify(o)).toString("base64url");
const now = Math.floor(Date.now() / 1000);
const jwt = (id) => `${b({ alg: "HS256" })}.${b({ iat: now, exp: now + 9999, data: { user: { id } } })}.c2ln`;
const ids = { anna: "1", bert: "2" }; let log = [], wp, first = true;
const fetch = async (u, i) => {
  const url = decodeURIComponent(String(u.url ?? u)), method = i?.method ?? "GET", auth = new Headers(i?.headers).get("authorization");
  const who = auth && Object.keys(ids).find((n) => auth.endsWith(jwt(ids[n])));
  if (/v1\/token/.test(url)) { const name = /bert/.test(String(i.body)) ? "bert" : "anna"; return Response.json({ token: jwt(ids[name]), user_email: name + "@e.com", user_nicename: name, user_display_name: name }); }
  if (/batch|media|posts/.test(url)) {
    log.push(`${method} ${url.replace("https://e.com/wp-json", "")} as ${who}`);
    if (first) { first = false; await wp.login({ username: "bert", password: "pw-bert-1" }); }
    if (method === "OPTIONS") return Response.json({ endpoints: [] });
    if (/batch/.test(url)) return Response.json({ responses: JSON.parse(i.body).requests.map(() => ({ status: 201, body: {}, headers: {} })) }, { status: 207 });
    if (/posts/.test(url)) return Response.json([{ id: 1 }], { headers: { "x-wp-total": "2", "x-wp-totalpages": "2" } });
    return Response.json({ code: "x_y", message: "x", data: { status: 500 } }, { status: 500, headers: { "x-wp-upload-attachment-id": "77" } });
  }
  return Response.json({ name: "S", namespaces: ["wp/v2", "jwt-auth/v1"] });
};
const runs = {
  batch: () => wp.batch(Array.from({ length: 30 }, (_, n) => ({ path: "/wp/v2/posts", body: { title: "anna's " + n } }))),
  upload: () => wp.upload(new Blob(["x"], { type: "image/png" }), { filename: "x.png" }),
  paginate: async () => { for await (const _ of wp.paginate("/wp/v2/posts")); },
};
for (const [name, run] of Object.entries(runs)) {
  log = []; first = true; wp = createClient({ site: "https://e.com/wp-json", plugin: "jwt-authentication-for-wp-rest-api", fetch, storage: "memory" });
  await wp.login({ username: "anna", password: "pw-anna-1" });
  await run().catch((e) => log.push(e.code)); console.log(name + ":", [...new Set(log)].join(" | "));
}
