process.on("uncaughtException",e=>{console.log("UNCAUGHT",e.code,e.message);process.exit(1)});
import { inspect } from "node:util";
const { createClient } = await import("presskey");
const SITE="https://example.com"; const json=(b,s=200,h={})=>Response.json(b,{status:s,headers:h});
const fetch = async (input, init={})=>{ const url=String(input.url??input); new Headers(init.headers);
  if(/users\/me|validate/.test(url)) return json({id:7,username:"anna"});
  if(/my\/v1\/login/.test(url)) return json({token:tok,id:1,name:"a"});
  return json({home:SITE,namespaces:["wp/v2","my/v1"],routes:{}}); };
let tok="x";
const SPEC = { id:"my", namespace:"my/v1", token:"token", opaque:true, login:{path:"login",body:{name:"$username",password:"$password"}}, validate:{path:"validate",auth:true}, user:{id:"id",username:"name"} };
for (const key of ["s3cret-one\ns3cret-two","s3cret-✓-two-long","s3cret-\0-two-long","s3cret-one\r\nX-Evil: 1"," s3cret-padded-long ","s3cret-\ud800-lone-long"]) {
  for (const [what,plugin,creds] of [["api-key","api-key",{apiKey:key}],["token",SPEC,{token:key}],["login",SPEC,{username:"a",password:"pass-word-1"}],["oauth1","oauth1",{consumerKey:"k",consumerSecret:key,token:"t",tokenSecret:key}]]) {
    tok=key; const wp=createClient({site:SITE,fetch,plugin});
    const e=await wp.login(creds).then(()=>wp.json("/wp/v2/posts")).catch(e=>e);
    const text=e instanceof Error?inspect(e,{depth:9,showHidden:true}):"";
    console.log(JSON.stringify(key),what,"→",e.code??"ok",text.includes("s3cret")?("LEAK "+text.slice(Math.max(0,text.indexOf("s3cret")-80),text.indexOf("s3cret")+40).replace(/\n/g,"⏎")):"");
  }
}
process.exit();
