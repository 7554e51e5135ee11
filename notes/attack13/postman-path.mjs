// A site at /blog whose index (with ?context=help) is redirected to /blogevil: where does the collection send the token?
import { createServer } from "node:http"; import { once } from "node:events"; import { execFile } from "node:child_process";
const index=(base)=>({name:"s",url:base,home:base,namespaces:["wp/v2","jwt-auth/v1"],authentication:{},routes:{"/":{namespace:"",methods:["GET"],endpoints:[{methods:["GET"],args:{}}]},"/wp/v2/posts":{namespace:"wp/v2",methods:["GET","POST"],endpoints:[{methods:["GET"],args:{}},{methods:["POST"],args:{title:{type:"string"}}}]}}});
const log=[];
const s=createServer((req,res)=>{ const u=decodeURIComponent(req.url); log.push(req.method+" "+u); const base=`http://127.0.0.1:${s.address().port}`;
  if (/^\/blog(\/|$)/.test(u) && /context=help/.test(u)) { res.writeHead(302,{location:`${base}/blogevil/wp-json/?context=help`}); return res.end(); }
  res.setHeader("content-type","application/json");
  if (/^\/blogevil\//.test(u)) return res.end(JSON.stringify(index(base+"/blogevil")));
  if (/^\/blog\/(wp-json|index\.php)/.test(u)&&!/jwt-auth\/v1\/token/.test(u)) return res.end(JSON.stringify(index(base+"/blog")));
  res.statusCode=404; res.end(JSON.stringify({code:"rest_no_route",message:"no",data:{status:404}})); }).listen(0,"127.0.0.1"); await once(s,"listening");
const site=`http://127.0.0.1:${s.address().port}/blog`;
for (const extra of [[],["--openapi"]]) {
const out=await new Promise(r=>execFile(process.execPath,["../pkg/bin/presskey.js","postman",site,"--plugin","jwt-authentication-for-wp-rest-api",...extra],{env:{...process.env,PRESSKEY_USERNAME:"",PRESSKEY_PASSWORD:""}},(e,o,err)=>r({o,err,code:e?.code})));
console.log(extra,"exit",out.code??0,out.err.trim().slice(0,200));
const d=out.o?JSON.parse(out.o):{};
console.log(" urls:",[...new Set([...out.o.matchAll(/http:\/\/127[^"\\ ]*/g)].map(m=>m[0]))].slice(0,8));
if (d.variable) console.log(" variables:",JSON.stringify(d.variable).slice(0,400)); if (d.auth) console.log(" auth:",JSON.stringify(d.auth).slice(0,200)); if (d.servers) console.log(" servers:",JSON.stringify(d.servers),JSON.stringify(d.security));
}
if (process.env.D) console.log(log);
process.exit();
