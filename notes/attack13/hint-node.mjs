// On a server, in memory: a call is answered after a logout by a page whose cache header quotes the token.
process.on("uncaughtException",e=>{console.log("UNCAUGHT",e.code,e.message);process.exit(1)});
const { createClient } = await import("presskey");
const SITE="https://example.com"; let held; const json=(b,s=200)=>Response.json(b,{status:s});
const SPEC = { id:"my", namespace:"my/v1", token:"token", opaque:true, login:{path:"login",body:{name:"$username",password:"$password"}}, user:{id:"id",username:"name"} };
const fetch = async (input, init={})=>{ const url=String(input.url??input); const sent=new Headers(init.headers).get("Authorization");
  if(/my\/v1\/login/.test(url)) return json({token:"t0ken/+1!opaque",id:1,name:"a"});
  if(/posts/.test(url)) { if (!held) await new Promise(r=>{held=r}); return new Response("<html><body>no</body></html>",{status:500,headers:{"content-type":"text/html","x-cache":"HIT "+sent}}); }
  return json({home:SITE,namespaces:["wp/v2","my/v1"],routes:{}}); };
for (const end of ["nothing","logout","logout + login"]) { held=undefined;
  const wp=createClient({site:SITE,fetch,plugin:SPEC}); await wp.login({username:"a",password:"some-s3cret"});
  const call=wp.json("/wp/v2/posts").catch(e=>e); while(!held) await new Promise(r=>setTimeout(r,5));
  if (/logout/.test(end)) await wp.logout(); if (/login$/.test(end)) await wp.login({username:"b",password:"other-s3cret"});
  held(); const e=await call; console.log(end,"→",e.code,"|",String(e.hint).slice(0,100)); }
process.exit();
