// P9: whom does a client in Node (no page) ask to explain an error?
import { createClient } from "presskey";
for (const [name, respond] of Object.entries({
  fails: () => { throw new TypeError("fetch failed"); },
  redirect: () => new Response(null, { status: 301, headers: { location: "https://www.shop.example/wp-json/" } }),
  html404: () => new Response("<html>404</html>", { status: 404, headers: { "content-type": "text/html" } }),
  html200: () => new Response("<html>parked</html>", { status: 200, headers: { "content-type": "text/html" } }),
})) for (const call of ["login", "json", "foreign"]) {
  const asked = [];
  const fetch = async (input, init) => { const u = String(input.url ?? input); asked.push(`${init?.method ?? "GET"} ${u} ${new Headers(init?.headers).get("authorization") ? "WITH" : ""} ${init?.body ? "BODY " + init.body : ""}`); return respond(u); };
  const wp = createClient({ site: "https://shop.example", fetch, timeout: 500 });
  const p = call === "login" ? wp.login({ username: "anna", password: "pass-word-1" }) : call === "json" ? wp.json("/wp/v2/posts") : wp.json("https://other.example/x");
  const e = await p.then(() => "ok", (e) => e);
  console.log(name, call, e.code, "|", [...new Set(asked.map((a) => new URL(a.split(" ")[1]).host))].join(" "), asked.length);
  for (const a of asked.filter((a) => !/ https:\/\/shop\.example/.test(a))) console.log("    ", a);
}
process.exit();
