// B5/B6: a WordPress response of the type multipart/x-mixed-replace is passed on as it is
import { jwt, index, json } from "./lib.mjs";
const { createBackend } = await import("/work/wt/attack10/pkg/dist/server.js");
const body = "--x\r\nContent-Type: text/html\r\nSet-Cookie: __Host-presskey=mallory; Path=/; Secure; HttpOnly\r\n\r\n<h1>hi</h1>\r\n--x--\r\n";
const backend = createBackend({ site: "https://e.com", plugin: "jwt-authentication-for-wp-rest-api", secret: "x".repeat(40), fetch: async (u) => String(u).includes("/acme") ? new Response(body, { headers: { "content-type": "multipart/x-mixed-replace; boundary=x" } }) : json(index()) });
const r = await backend.handle(new Request("https://app.example/api/presskey/rest/acme/v1/x", { headers: { "sec-fetch-site": "same-origin", "sec-fetch-dest": "image" } }));
console.log(r.status, Object.fromEntries(r.headers), await r.text());
