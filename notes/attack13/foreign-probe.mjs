import { makePage, sleep } from "./page.mjs";
if (process.argv[2]!=="node") makePage();
const { createClient } = await import("presskey");
const SITE="https://example.com"; const log=[];
const json=(b,s=200)=>Response.json(b,{status:s});
const fetch = async (input, init={})=>{ const url=String(input.url??input); log.push(`${init.method??"GET"} ${url} mode=${init.mode??"-"} ${JSON.stringify(Object.fromEntries(new Headers(init.headers)))}`);
  if (/other/.test(url)) { if (init.mode==="no-cors") return {type:"opaque",status:0,headers:new Headers(),url:""}; throw new TypeError("Failed to fetch"); }
  return json({name:"s",home:SITE,url:SITE,namespaces:["wp/v2","jwt-auth/v1"],routes:{}}); };
for (const [verb, target, init] of [["fetch","https://other.example/api/pay?x=1",{method:"POST",json:{a:1}}],["json","https://other.example/api/list?token=abc",{}],["json","https://other.example/api/list",{headers:{"X-Api-Key":"k3y-of-the-other"}}]]) {
  const wp=createClient({site:SITE,fetch,plugin:"jwt-authentication-for-wp-rest-api"});
  await wp.ready(); log.length=0;
  const e=await wp[verb](target,init).catch(e=>e);
  console.log(verb,target,"→",e.code,e.hint?.slice(0,200)); for (const l of log) console.log("    ",l);
  wp.close();
}
process.exit();
