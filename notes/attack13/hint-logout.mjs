// json(): the front has sent the call; meanwhile another tab logs in; the hint quotes a cache's header.
import { makePage, sleep } from "./page.mjs";
import { inspect } from "node:util";
makePage();
const { createClient } = await import("presskey");
const SITE="https://example.com";
const SPEC = { id:"my", namespace:"my/v1", token:"token", opaque:true, refreshToken:"refresh",
  login:{path:"login",body:{name:"$username",password:"$password"}}, refresh:{path:"refresh",body:{refresh:"$refreshToken"},with:"refreshToken"},
  validate:{path:"validate",auth:true}, user:{id:"id",username:"name"} };
let n=0; const secrets=[]; let held; const json=(b,s=200)=>Response.json(b,{status:s});
const fetch = async (input, init={})=>{ const url=String(input.url??input); const sent=new Headers(init.headers).get("Authorization");
  if(/my\/v1\/(login|refresh)/.test(url)){ n++; const pair={token:`t0ken/+${n}!opaque`,refresh:`r3fresh/+${n}!opaque`}; secrets.push(pair.token,pair.refresh); return json({...pair,id:n,name:`user${n}`}); }
  if(/users\/me|validate/.test(url)) return json({id:7,username:"e"});
  if(/posts/.test(url)) { await new Promise(r=>{held=r}); return new Response(mode==="page"?`<html><body>no</body></html>`:JSON.stringify({code:"rest_no",message:"no "+sent}),{status:mode==="page"?500:400,headers:{"content-type":mode==="page"?"text/html":"application/json","x-cache":"HIT "+sent}}); }
  return json({home:SITE,namespaces:["wp/v2","my/v1"],routes:{}}); };
let mode;
const make=()=>createClient({site:SITE,fetch,plugin:SPEC,storage:"local"});
for (mode of ["page","json"]) for (const end of ["logout here","engine first, logout here","engine first, logout and login","memory logout"]) {
  localStorage.clear();
  const a = make(); await a.login({username:"a",password:"some-s3cret"}); await a.json("/wp/v2/users/me"); a.close();
  const b = end==="memory logout" ? createClient({site:SITE,fetch,plugin:SPEC,storage:"memory"}) : make(); if (end==="memory logout") await b.login({username:"m",password:"mmm-s3cret"}); if (/engine/.test(end)) { await b.preload(); }
  const call = b.json("/wp/v2/posts").catch(e=>e);
  await sleep(20);
  if (/other user/.test(end)) { const c = make(); await c.login({username:"b",password:"other-s3cret"}); c.close(); }
  if (/logout/.test(end)) await b.logout(); if (/and login/.test(end)) await b.login({username:"z",password:"zzz-s3cret"});
  await sleep(30); held();
  await sleep(30); if (held) { held(); }
  const iv=setInterval(()=>held?.(),20);
  const e = await call; clearInterval(iv);
  const text=inspect(e,{depth:9,showHidden:true});
  console.log(mode,"|",end,"→",e.code,"|",e.serverMessage??"","|",String(e.hint).slice(0,110),"| leaks:",secrets.filter(s=>[e.message,e.hint,e.serverMessage].join(" ").includes(s)));
  b.close();
}
process.exit();
