import { createClient, jwt, index, json } from "./lib.mjs";
const N = 1_000_000;
const rep = (s, n=N) => s.repeat(Math.ceil(n / s.length)).slice(0, n);
const pw = "a".repeat(40) + "1";
const bodies = {
  lt: rep("<"), tags: rep("<a"), scr: rep("<scr"), sty: rep("<sty "), com: rep("<!--"), amp: rep("&"), amphash: rep("&#"), amplong: rep("&aaaaaaaaaaa"), eyJ: rep("eyJ"), eyJdot: rep("eyJ."), eyshort: rep("eyJaaaaaaaaaaaaaaaa "), spaces: rep(" "), dots: rep(" ."), aaaa: rep("a"), bs: rep("\\"), pct: rep("%25"), pct2: rep("%"), escaped: rep("&lt;/"), escaped2: rep("&lt;a"), emoji: rep("😀"), nest: rep("["), nest2: rep('{"a":'), quote: rep('"'), uesc: rep("\\u0065"),
  link: rep('<link rel="https://api.w.org/" '), link2: rep('<link '), href: rep('<link href="'), rest: rep('rest_route='), wpjson: rep("/wp-json"), html: "<!doctype html>" + rep("<title>"), title: rep("<title"), h1: rep("<h1>"), body: rep("<body"), fatal: rep("Fatal error: "), fatal2: rep("<b>Fatal error</b>:  "), uncaught: rep("Uncaught "), in: rep(" in /"), generator: rep('<meta name="generator" content="'), cf: rep("cf-"), sucuri: rep("Sucuri"), wordfence: rep("Wordfence "), nonce: rep("wpApiSettings = {"), nonce2: rep("wpApiSettings"), on: rep(" on line "),
};
const only = process.argv[2];
async function timed(name, work) { const t = performance.now(); let r; try { r = await work(); } catch (e) { r = e.code; } const ms = performance.now() - t; if (ms > 150) console.log(name, Math.round(ms), "ms", r); }
for (const [k, body] of Object.entries(bodies)) {
  if (only && !k.startsWith(only)) continue;
  const raw = (status, type) => () => new Response(body, { status, headers: { "content-type": type } });
  const msg = (status) => () => json({ code: "x_" + (k==="bs"?"":""), message: body, data: { status } }, status);
  const code = (status) => () => json({ code: body, message: "x", data: { status } }, status);
  const nested = (status) => () => json({ success: false, data: { message: body, errorCode: 1 }, error: body, error_description: body, errors: [{message: body}] }, status);
  for (const [kind, answer] of Object.entries({ html: raw(403, "text/html"), html200: raw(200, "text/html"), html500: raw(500, "text/html"), jsonraw: raw(200, "application/json"), msg: msg(403), msg500: msg(500), code: code(403), nested: nested(400), nested200: nested(200) })) {
    for (const plugin of ["jwt-authentication-for-wp-rest-api", "simple-jwt-login", "wp-graphql-jwt-authentication"]) {
      const mk = (f) => createClient({ site: "https://e.com", plugin, fetch: f });
      await timed(`login ${plugin} ${kind} ${k}`, () => mk(async (u, i) => (i?.method === "POST" ? answer() : json(index()))).login({ username: "anna", password: pw }));
      if (plugin[0]==="j") {
        await timed(`json ${kind} ${k}`, () => mk(async (u, i) => (String(u?.url ?? u).includes("/wp/v2") ? answer() : json(index()))).json("/wp/v2/posts"));
        await timed(`disc ${kind} ${k}`, () => mk(async (u, i) => answer()).json("/wp/v2/posts"));
        await timed(`auto ${kind} ${k}`, () => createClient({site:"https://e.com", fetch:async (u, i) => answer()}).login({username:"a", password:pw}));
      }
    }
  }
}
console.log("done");
