import { makePage, sleep } from "./page.mjs";
import { inspect } from "node:util";
makePage();
const { createClient } = await import("presskey");
const SITE="https://example.com";
const SPEC = { id:"my", namespace:"my/v1", token:"token", opaque:true, refreshToken:"refresh",
  login:{path:"login",body:{name:"$username",password:"$password"}},
  refresh:{path:"refresh",body:{refresh:"$refreshToken"},with:"refreshToken"},
  validate:{path:"validate",auth:true}, user:{id:"id",username:"name"} };
let n=0; const secrets=[];
const json=(b,s=200)=>Response.json(b,{status:s});
const fetch = async (input, init={})=>{ const url=String(input.url??input); const sent=new Headers(init.headers).get("Authorization");
  if(/login$/.test(url.split("?")[0])||/my\/v1\/(login|refresh)/.test(url)){ n++; const pair={token:`t0ken/+${n}!opaque`,refresh:`r3fresh/+${n}!opaque`}; secrets.push(pair.token,pair.refresh); return json({...pair,id:n,name:`user${n}`}); }
  if(/users\/me|validate/.test(url)) return json({id:7,username:"e"});
  if(/posts/.test(url)) return json({code:"rest_no",message:`Not with ${sent}.`},400);
  return json({home:SITE,namespaces:["wp/v2","my/v1"],routes:{}}); };
const make=()=>createClient({site:SITE,fetch,plugin:SPEC,storage:"local"});
for (const end of ["removed","other user","logout in other tab","nothing"]) {
  localStorage.clear();
  const a = make(); await a.login({username:"a",password:"some-s3cret"}); await a.json("/wp/v2/users/me"); a.close();
  const entries=[...localStorage.m.keys()];
  // the page is loaded anew
  const b = make();
  const shown = b.session.status;
  const r = await b.fetch("/wp/v2/posts");
  if (end==="removed") localStorage.removeItem(`presskey:${SITE}`);
  if (end==="other user") { const c = make(); await c.login({username:"b",password:"other-s3cret"}); c.close(); }
  if (end==="logout in other tab") { const c = make(); await c.ready(); await c.logout(); c.close(); }
  await sleep(50);
  const e = await b.explain(r);
  const text = inspect(e,{depth:9,showHidden:true}); 
  const leak = secrets.filter(s=>e.serverMessage?.includes(s)||e.message?.includes(s));
  console.log(end, shown, entries.length, "→", e.code, JSON.stringify(e.serverMessage), leak);
  b.close();
}
process.exit();
