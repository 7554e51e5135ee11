// P12: what of names, addresses and hosts a recording keeps.
import { createClient } from "/tmp/fresh/p/pkg/index.js";
const b = (o) => Buffer.from(JSON.stringify(o)).toString("base64url");
const now = Math.floor(Date.now() / 1000);
const token = `${b({ alg: "HS256", typ: "JWT" })}.${b({ iss: "https://e.com", iat: now, exp: now + 9999, data: { user: { id: "7" } } })}.c2ln`;
const probes = {
  "name as a key": [{ authors: { "Anna Schmidt": 3, "Björn Ødegård": 4 } }, ["Anna Schmidt", "Björn"]],
  "login as a key": [{ by_user: { annaschmidt: { n: 1 } } }, ["annaschmidt"]],
  "name in a message": [{ code: "x_y", message: "Sorry Anna Schmidt, this post is private.", data: { status: 403 } }, ["Anna Schmidt"]],
  "title": [{ title: "Diary of Anna Schmidt", status: "publish" }, ["Anna Schmidt"]],
  "internationalised address": [{ code: "x_y", message: "No user jörg@müller.de here", data: { status: 403 } }, ["jörg", "mü"]],
  "address in a key": [{ seen: { "anna@acme-corp.de": 1 } }, ["anna@acme"]],
  "quoted address": [{ code: "x_y", message: 'No user "anna schmidt"@acme-corp.de here', data: { status: 403 } }, ["anna schmidt"]],
  "host before an underscore": [{ code: "x_y", message: "Table acme-corp.de_wp.users is missing", data: { status: 500 } }, ["acme-corp"]],
  "host of one label": [{ code: "x_y", message: "Can't connect to MySQL server on 'annas-server' (111)", data: { status: 500 } }, ["annas-server"]],
  "host with a file's ending": [{ code: "x_y", message: "Upstream acme-corp.xml.conf or acme-corp.js failed", data: { status: 500 } }, ["acme-corp"]],
  "punycode/trailing dot": [{ code: "x_y", message: "xn--mller-kva.de. and ACME-Corp.DE. fail", data: { status: 500 } }, ["xn--mller", "ACME-Corp"]],
  "unicode host": [{ code: "x_y", message: "Host bäckerei-schmidt.de fails", data: { status: 500 } }, ["bäckerei", "schmidt"]],
  "windows user": [{ code: "x_y", message: "C:/wamp64/www/anna-schmidt/wp-content/x.php and D:\\sites\\annaschmidt\\x.php", data: { status: 500 } }, ["anna-schmidt", "annaschmidt"]],
  "other path": [{ code: "x_y", message: "/volume1/web/annaschmidt/x.php /app/annaschmidt/wp-load.php /customers/9/annaschmidt.dk/httpd.www/x.php", data: { status: 500 } }, ["annaschmidt"]],
  "html page": [`<html><head><title>Anna Schmidt</title></head><body class="user-anna-schmidt"><h1>Hello Anna Schmidt</h1></body></html>`, ["Anna Schmidt", "anna-schmidt"]],
  "php notice": [`<b>Warning</b>: mysqli_connect(): (HY000/1045): Access denied for user 'annaschmidt'@'localhost' (using password: YES)`, ["annaschmidt"]],
  "number": [{ phone: 4915112345678, iban: 89370400440532013000, birthday: 19870412 }, ["4915112345678", "19870412"]],
  "password in a page": [`<html><body>DB_PASSWORD hunter-zwei is wrong for user wp_anna</body></html>`, ["hunter-zwei", "wp_anna"]],
};
for (const [name, [body, words]] of Object.entries(probes)) {
  const fetch = async (u, i) => {
    const url = decodeURIComponent(String(u.url ?? u));
    if (/jwt-auth\/v1\/token$/.test(url.split("?")[0]) || /token(&|$)/.test(url) && i?.method === "POST") return Response.json({ token, user_email: "u@e.com", user_nicename: "u", user_display_name: "U" });
    if (/probe/.test(url)) return typeof body === "string" ? new Response(body, { status: 500, headers: { "content-type": "text/html" } }) : Response.json(body, { status: body.data?.status ?? 200 });
    return Response.json({ name: "S", url: "https://e.com", namespaces: ["wp/v2", "jwt-auth/v1"] });
  };
  const wp = createClient({ site: "https://e.com", plugin: "jwt-authentication-for-wp-rest-api", fetch, storage: "memory" });
  const bundle = await wp.supportBundle({ record: async (c) => { await c.login({ username: "u", password: "pw-1234-x" }); await c.json("/acme/v1/probe").catch(() => {}); } });
  const text = JSON.stringify(bundle.record);
  const leaked = words.filter((w) => text.includes(w));
  const at = leaked.length ? text.indexOf(leaked[0]) : -1;
  console.log((leaked.length ? "LEAK " : "ok   ") + name.padEnd(28), leaked.join(" | "), at >= 0 ? "  …" + text.slice(Math.max(0, at - 40), at + 50) : "");
}
