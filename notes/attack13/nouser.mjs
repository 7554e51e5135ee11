import { makePage, sleep } from "./page.mjs";
makePage(); globalThis.BroadcastChannel = undefined;
const { createClient } = await import("presskey");
const SITE="https://example.com";
const json=(b,s=200)=>Response.json(b,{status:s});
const jwt=(p)=>["eyJhbGciOiJIUzI1NiJ9",Buffer.from(JSON.stringify(p)).toString("base64url"),"c2ln"].join(".");
const now=()=>Math.floor(Date.now()/1000);
let n=0; let me=process.env.ME!=="0";
const log=[];
const names={};
const fetch = async (input, init={})=>{ const url=String(input.url??input); const sent=new Headers(init.headers).get("Authorization");
  if (/posts/.test(url)) log.push([init.method, sent]);
  if(/my\/v1\/(login|refresh)/.test(url)){ n++; return json({token:`t0ken-opaque-${n}`,refresh:`r3fresh-opaque-${n}`}); }
  if(/users\/me/.test(url)) return me ? json({id:Number(/\d+$/.exec(sent)),username:"e"}) : json({code:"rest_forbidden",message:"no"},403);
  if(/posts/.test(url)) return json([{id:1}]);
  return json({home:SITE,namespaces:["wp/v2","my/v1"],routes:{},authentication:{oauth1:{request:SITE+"/oauth1/request",authorize:SITE+"/oauth1/authorize",access:SITE+"/oauth1/access"}}}); };
const SPEC = { id:"my", namespace:"my/v1", token:"token", opaque:true, refreshToken:"refresh",
  login:{path:"login",body:{name:"$username",password:"$password"}}, refresh:{path:"refresh",body:{refresh:"$refreshToken"},with:"refreshToken"} };
const SPEC2={...SPEC,login:{path:"login",body:{email:"$email",password:"$password"}}};
for (const [what, plugin, creds] of [
  ["spec without user", SPEC, (i)=>({username:"u"+i,password:"pass-word-"+i})],
  ["api-key", "api-key", (i)=>({apiKey:"key-abcdefgh-"+i})],
  ["spec token", SPEC, (i)=>({token:"t0ken-opaque-4"+i})],["spec email", SPEC2, (i)=>({email:"u"+i+"@e.com",password:"pass-word-"+i})],["spec refreshToken", SPEC, (i)=>({refreshToken:"r3fresh-4"+i})],["api-key+user", "api-key", (i)=>({username:"u"+i,apiKey:"key-abcdefgh-"+i})],
  ["oauth1", "oauth1", (i)=>({consumerKey:"ck",consumerSecret:"consumers3cret",token:"tok-"+i,tokenSecret:"toksecret"+i})],
]) {
  localStorage.clear(); log.length=0;
  const make=()=>createClient({site:SITE,fetch,plugin,storage:"local"});
  try {
  const a=make(); await a.login(creds(1)); await a.json("/wp/v2/posts");
  const A=JSON.stringify(a.session.user);
  const b=make(); await b.login(creds(2)); await sleep(20);
  const B=JSON.stringify(b.session.user);
  const shown = JSON.stringify(a.session.user);
  log.length=0;
  const r = await a.json("/wp/v2/posts",{method:"POST",json:{title:"by A"}}).then(()=>"sent",e=>e.code);
  console.log(what,{A,B,shown,r,log:log.map(l=>String(l).slice(0,90))});
  a.close(); b.close();
  } catch(e){ console.log(what,"ERR",e.code,e.message); }
}
process.exit();
