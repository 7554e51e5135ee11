process.on("uncaughtException",e=>{console.log("UNCAUGHT",e.code,e.message);process.exit(1)});
const { createClient } = await import("presskey");
const SITE="https://example.com"; const json=(b,s=200,h={})=>Response.json(b,{status:s,headers:h});
let tok;
const fetch = async (input, init={})=>{ const url=String(input.url??input); const sent=new Headers(init.headers).get("Authorization");
  if(/users\/me|validate/.test(url)) return json({id:7,username:"anna"});
  if(/my\/v1\/login/.test(url)) return json({token:tok,id:1,name:"a"});
  if(/posts/.test(url)) { let b=""; try { b=/^Basic/.test(sent)?atob(sent.slice(6)):""; } catch {} return json({code:"rest_no",message:`no (${sent}) (${sent.replace(/^\w+ +/,"").trim()}) (${b.slice(b.indexOf(":")+1).trim()})`},400); }
  return json({home:SITE,namespaces:["wp/v2","my/v1"],routes:{},authentication:{"application-passwords":{endpoints:{authorization:SITE}}}}); };
const SPEC = { id:"my", namespace:"my/v1", token:"token", opaque:true, login:{path:"login",body:{name:"$username",password:"$password"}}, validate:{path:"validate",auth:true}, user:{id:"id",username:"name"} };
for (const key of ["s3cret-padded-long "," s3cret-padded-long","s3cret-padded-long\t","s3cret-pad  ded-long"]) for (const [what,plugin,creds] of [["api-key","api-key",{apiKey:key}],["token",SPEC,{token:key}],["login",SPEC,{username:"a",password:"pass-word-1"}],["basic-auth","basic-auth",{username:"a",password:key}],["apppass","application-passwords",{username:"a",password:key}]]) {
  tok=key; const wp=createClient({site:SITE,fetch,plugin});
  const e=await wp.login(creds).then(()=>wp.json("/wp/v2/posts")).catch(e=>e);
  console.log(JSON.stringify(key),what,"→",e.code??"ok",e.serverMessage, /s3cret-pad/.test(e.serverMessage??"")?"LEAK":"");
}
process.exit();
