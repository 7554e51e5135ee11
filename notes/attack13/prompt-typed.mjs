// diagnose() while a login is on its way: by login(), and by onLoginRequired.
process.on("uncaughtException",e=>{console.log("UNCAUGHT",e.code,e.message);process.exit(1)});
const { createClient } = await import("presskey");
const SITE="https://example.com"; const json=(b,s=200,h={})=>Response.json(b,{status:s,headers:h});
let seen="-", held;
const SPEC = { id:"my", namespace:"my/v1", token:"token", opaque:true, login:{path:"login",body:{name:"$username",password:"$password"}}, validate:{path:"validate",auth:true}, user:{id:"id",username:"name"} };
const fetch = async (input, init={})=>{ const url=decodeURIComponent(String(input.url??input));
  if(/my\/v1\/login/.test(url)) { const p=/password=([^&]*)/.exec(init.body)?.[1]; if (p) { seen=decodeURIComponent(p.replaceAll("+"," ")); await new Promise(r=>{held=r}); return json({code:"no",message:"no"},403); } return json({code:"x-"+seen,message:"said "+seen},403); }
  if (seen!=="-") return process.env.M==="cors" ? json({name:"s",url:SITE,home:SITE,namespaces:["wp/v2","my/v1"],routes:{}},200,{"access-control-allow-origin":"https://"+seen+".example"}) : new Response(null,{status:301,headers:{location:"https://elsewhere.example/"+seen}});
  return json({name:"s",url:SITE,home:SITE,namespaces:["wp/v2","my/v1"],routes:{}}); };
for (const how of ["login()","onLoginRequired"]) { seen="-"; held=undefined;
  const given={username:"anna",password:"hunter2-xyz9-q"};
  const wp=createClient({site:SITE,fetch,plugin:SPEC,...(how!=="login()"&&{onLoginRequired:async()=>given})});
  const p=(how==="login()"?wp.login(given):wp.json("/wp/v2/posts",{auth:"required"})).catch(e=>e);
  for (let i=0;i<300&&!held;i++) await new Promise(r=>setTimeout(r,10));
  const d=await wp.diagnose({origin:"https://app.example"}); const t=JSON.stringify(d);
  console.log(how,"held:",Boolean(held),"→ diagnose() quotes the password:",t.includes(given.password), (t.match(/.{60}hunter2-xyz9-q.{20}/)??[""])[0], (t.match(/.{0,60}\*\*\*.{0,20}/)??[""])[0]);
  const b=JSON.stringify(await wp.supportBundle({})); console.log("   supportBundle:",b.includes(given.password));
  held?.(); const e=await p; console.log("   ",e.code);
}
process.exit();
