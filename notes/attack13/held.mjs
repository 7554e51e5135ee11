// node --expose-gc held.mjs MODE FILE: what is left of the token after logout() in the heap?
import { makePage, sleep } from "./page.mjs";
import v8 from "node:v8";
makePage();
const { createClient } = await import("presskey");
const SITE="https://example.com";
const json=(b,s=200,h={})=>Response.json(b,{status:s,headers:h});
const mode=process.argv[2];
const make=(k)=>["t0k","en-mark-",k,"-opaque-",[..."9876543210"].reverse().join("")].join("");
const SPEC = { id:"my", namespace:"my/v1", token:"token", opaque:true, refreshToken:"refresh",
  login:{path:"login",body:{name:"$username",password:"$password"}}, refresh:{path:"refresh",body:{refresh:"$refreshToken"},with:"refreshToken"}, user:{id:"id",username:"name"} };
const fetch = async (input, init={})=>{ const url=String(input.url??input);
  if(/my\/v1\/(login|refresh)/.test(url)) return json({token:make("access"),refresh:make("refresh"),id:1,name:"a"});
  if(/posts/.test(url)) return json([{id:1}]);
  return json({home:SITE,namespaces:["wp/v2","my/v1"],routes:{}}); };
const wp=createClient({site:SITE,fetch,plugin:SPEC,storage:"session"});
await wp.login({username:"a",password:"some-s3cret"});
let kept = await wp.fetch("/wp/v2/posts");
let kept2 = await wp.fetch("/wp/v2/posts");
if (mode==="dropped") kept=kept2=undefined;
await wp.logout();
await sleep(300); for(let i=0;i<6;i++){ globalThis.gc(); await sleep(50); }
v8.writeHeapSnapshot(process.argv[3]);
console.log(mode, wp.session.status, wp.token(), [...sessionStorage.m.keys()], Boolean(kept&&kept2));
process.exit();
