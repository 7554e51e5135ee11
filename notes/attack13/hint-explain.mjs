// explain() of a response from before a logout; and a backend's /rest during a logout.
process.on("uncaughtException",e=>{console.log("UNCAUGHT",e.code,e.message);process.exit(1)});
const { createClient } = await import("presskey"); const { createBackend, memoryStore } = await import("presskey/server");
const SITE="https://example.com"; let held, holds=false; const json=(b,s=200)=>Response.json(b,{status:s});
const SPEC = { id:"my", namespace:"my/v1", token:"token", opaque:true, login:{path:"login",body:{name:"$username",password:"$password"}}, user:{id:"id",username:"name"} };
const fetch = async (input, init={})=>{ const url=String(input.url??input); const sent=new Headers(init.headers).get("Authorization");
  if(/my\/v1\/login/.test(decodeURIComponent(url))) return json({token:"t0ken/+1!opaque",id:1,name:"a"});
  if(/posts/.test(url)) { if (holds&&!held) await new Promise(r=>{held=r}); return new Response("<html><body>no</body></html>",{status:500,headers:{"content-type":"text/html","x-cache":"HIT "+sent}}); }
  return json({home:SITE,namespaces:["wp/v2","my/v1"],routes:{}}); };
for (const end of ["nothing","logout","logout + login"]) {
  const wp=createClient({site:SITE,fetch,plugin:SPEC}); await wp.login({username:"a",password:"some-s3cret"});
  const r=await wp.fetch("/wp/v2/posts");
  if (/logout/.test(end)) await wp.logout(); if (/login$/.test(end)) await wp.login({username:"b",password:"other-s3cret"});
  const e=await wp.explain(r); console.log("explain() |",end,"→",e.code,"|",String(e.hint).slice(0,100)); }
const APP="https://app.example";
for (const store of [undefined,memoryStore()]) for (const end of ["nothing","logout"]) { holds=true; held=undefined;
  const backend=createBackend({site:SITE,secret:"x".repeat(40),plugin:SPEC,fetch,store});
  const call=(path,body,cookie)=>backend.handle(new Request(APP+"/api/presskey"+path,{method:body?"POST":"GET",headers:{origin:APP,"sec-fetch-site":"same-origin",...(body&&{"content-type":"application/json"}),...(cookie&&{cookie})},body:body&&JSON.stringify(body)}));
  const cookie=(await call("/login",{username:"a",password:"some-s3cret"})).headers.getSetCookie()[0].split(";")[0];
  const rest=call("/rest/wp/v2/posts",undefined,cookie); while(!held) await new Promise(r=>setTimeout(r,5));
  if (end==="logout") await call("/logout",{},cookie);
  held(); const r=await rest; const x=r.headers.get("presskey-explanation"); console.log("backend /rest", Boolean(store), "|",end,"→",r.status,x&&decodeURIComponent(x).slice(0,230)); }
process.exit();
