import { createClient, decode } from "presskey";
const b64u = (x) => Buffer.from(x).toString("base64url");
const jwt = `${b64u('{"alg":"HS256"}')}.${b64u(JSON.stringify({ exp: 4e9, data: { user: { id: 1 } } }))}.AAAA`;
const rep = (s, n) => s.repeat(Math.ceil(n / s.length));
const shapes = {
  deep: (n) => rep("[", n / 2) + rep("]", n / 2), deepobj: (n) => rep('{"a":', n / 6 * 5) + "1" + rep("}", n / 6), keys: (n) => "{" + Array.from({ length: n / 12 }, (_, i) => `"k${i.toString(36)}":1`).join() + "}", samekeys: (n) => '{"message":"x",' + rep('"code":"a",', n) + '"z":1}', msg: (n) => JSON.stringify({ code: "x", message: rep("<a ", n), data: { status: 403 } }), msg2: (n) => JSON.stringify({ code: "x", message: rep("&#", n) }), msg3: (n) => JSON.stringify({ code: "x", message: rep("<script>", n) }), esc: (n) => '{"code":"x","message":"' + rep("\\u0041", n) + '"}', code: (n) => JSON.stringify({ code: rep("a-", n), message: "m" }), html: (n) => "<html>" + rep("<p", n), html2: (n) => "<title>" + rep("<title>", n), html3: (n) => "<!DOCTYPE html>" + rep("<!--", n), php: (n) => rep("<b>Warning</b>: ", n), php2: (n) => rep("Fatal error: ", n) + "{}", bom: (n) => "\ufeff".repeat(n / 3) + "{}", blanks: (n) => rep(" \n", n) + "{}", trail: (n) => "{}" + rep("{", n), trail2: (n) => rep('x{"a":1}', n), num: (n) => "[" + rep("1", n) + "]", list: (n) => "[" + rep("{},", n) + "{}]",
  ns: (n) => JSON.stringify({ name: "x", namespaces: Array.from({ length: n / 10 }, (_, i) => "a/v" + i), routes: {} }), routes: (n) => JSON.stringify({ name: "x", namespaces: ["wp/v2"], routes: Object.fromEntries(Array.from({ length: n / 20 }, (_, i) => ["/r" + i, {}])) }), tokeny: (n) => JSON.stringify({ token: rep("eyJ", n) }), tok2: (n) => JSON.stringify({ token: jwt, user_display_name: rep("-", n), user_nicename: rep("\\", n), user_email: rep("é", n / 2) }), eyj: (n) => JSON.stringify({ code: "x", message: rep("eyJa ", n) }), links: (n) => JSON.stringify({ url: "https://a.example/" + rep("/", n), home: "https://a.example/" + rep("/..", n), namespaces: ["wp/v2"], name: "x" }),
};
const only = process.argv[2];
for (const [name, f] of Object.entries(shapes)) {
  if (only && !name.match(only)) continue;
  for (const where of ["login", "index", "call", "call500", "batch", "json"]) {
    const times = [];
    for (const n of [120e3, 480e3]) {
      const body = f(n);
      const type = /^</.test(body) ? "text/html" : "application/json";
      const fetch = async (i, init) => {
        const u = decodeURIComponent(String(i.url ?? i));
        const R = (status = 200) => new Response(body, { status, headers: { "content-type": type, "access-control-expose-headers": "*" } });
        if (/v1\/token$/.test(u)) return where === "login" ? R() : Response.json({ token: jwt, user_email: "a", user_nicename: "a", user_display_name: "a" });
        if (/posts/.test(u)) return R(where === "call500" ? 500 : 200);
        if (/batch/.test(u)) return where === "batch" ? R(207) : Response.json({});
        return where === "index" ? R() : Response.json({ name: "x", namespaces: ["wp/v2", "jwt-auth/v1"], url: "https://a.example", home: "https://a.example", routes: {}, authentication: {} });
      };
      const wp = createClient({ site: "https://a.example", storage: "memory", ...(where !== "index" && { plugin: "jwt-authentication-for-wp-rest-api" }), fetch });
      const t = performance.now();
      const lg = await wp.login({ username: "abc", password: "pass-word-123!" }).catch((e) => e.code);
      if (where !== "login" && where !== "index") await (where === "batch" ? wp.batch([{ path: "/wp/v2/a" }]) : wp.json("/wp/v2/posts")).catch((e) => e.code);
      times.push(performance.now() - t); wp.close();
      if (times[0] > 20000) break;
    }
    const [a, b] = times; if (b > 700 || b / a > 8 && b > 200) console.log(name, where, times.map(Math.round).join(" → "), "ms");
  }
}
