// The interim token of a second factor: echoed in an error of another request.
import { createClient } from "/tmp/fresh/p/pkg/index.js";
import fs from "node:fs";
const txt = fs.readFileSync("/tmp/fresh/p/src/core/server/jwt_authentication_for_wp_rest_api.rs", "utf8"); console.log(/secondFactor[\s\S]{0,400}/.exec(txt)?.[0].slice(0, 400));
const interim = "INTERIM-9f8e7d6c5b4a";
const plugin = { id: "own", login: { path: "/own/v1/login" }, token: "token", secondFactor: { path: "/own/v1/code", when: "needs_code", token: "interim", provider: "provider", body: { t: "$token", c: "$code" } } };
let n = 0;
const fetch = async (u, i) => { const url = String(u.url ?? u); if (i?.method === "POST") { n++; return n === 1 ? Response.json({ needs_code: true, interim, provider: "app" }) : Response.json({ code: "locked", message: `login pending: ${interim}`, data: { status: 403 } }, { status: 403 }); } if (/wp\/v2\/x/.test(url)) return Response.json({ code: "a_b", message: `pending ${interim}`, data: { status: 403 } }, { status: 403 }); return Response.json({ name: "S", namespaces: ["wp/v2"] }); };
const wp = createClient({ site: "https://e.com/wp-json", plugin, fetch, storage: "memory" });
const e1 = await wp.login({ username: "a", password: "pw-12345x" }).catch((e) => e); console.log("1", e1.code, e1.message);
const e2 = await wp.json("/wp/v2/x").catch((e) => e); console.log("call:", e2.message);
const e3 = await wp.login({ username: "a", password: "pw-12345x" }).catch((e) => e); console.log("login again:", e3.message);
n = 0; await wp.login({ username: "a", password: "pw-12345x" }).catch((e) => e);
const e4 = await wp.login({ code: "123456" }).catch((e) => e); console.log("code:", e4.message);
