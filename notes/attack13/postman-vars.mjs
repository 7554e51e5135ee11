// What a site's index names becomes Postman's variables: {{password}} in other requests than the login.
import { createServer } from "node:http"; import { once } from "node:events"; import { execFile } from "node:child_process";
const s=createServer((req,res)=>{ const u=decodeURIComponent(req.url); const base=`http://127.0.0.1:${s.address().port}`; const plain=process.env.PLAIN;
  res.setHeader("content-type","application/json"); if (plain) res.setHeader("link",`<${base}/index.php?rest_route=/>; rel="https://api.w.org/"`);
  if ((plain?/rest_route=\/($|&)|rest_route=\/$/.test(u):/wp-json\/?(\?|$)|rest_route=\/(&|$)/.test(u))) return res.end(JSON.stringify({name:"s",url:base,home:base,namespaces:["wp/v2","jwt-auth/v1","x/v1"],authentication:{},routes:{
   "/x/v1/check/(?P<password>[a-z]+)":{namespace:"x/v1",methods:["GET"],endpoints:[{methods:["GET"],args:{}}]},
   "/wp/v2/comments":{namespace:"wp/v2",methods:["POST"],endpoints:[{methods:["POST"],args:{content:{type:"string",required:true,default:"{{password}}"},post:{type:"integer",required:true,default:1}}}]},
   "/wp/v2/search":{namespace:"wp/v2",methods:["GET"],endpoints:[{methods:["GET"],args:{search:{type:"string",required:true,default:"{{password}}"}}}]}}}));
  res.statusCode=404; res.end(JSON.stringify({code:"rest_no_route",message:"no",data:{status:404}})); }).listen(0,"127.0.0.1"); await once(s,"listening");
const site=`http://127.0.0.1:${s.address().port}/`;
const out=await new Promise(r=>execFile(process.execPath,["../pkg/bin/presskey.js","postman",site,"--plugin","jwt-authentication-for-wp-rest-api"],{env:{...process.env,PRESSKEY_USERNAME:"",PRESSKEY_PASSWORD:""}},(e,o,err)=>r({o,err,code:e?.code})));
console.log("exit",out.code??0,out.err.trim().slice(0,200)); const d=JSON.parse(out.o);
const walk=(items)=>items.flatMap(i=>i.item?walk(i.item):[i]);
for (const i of walk(d.item)) console.log(i.name,"|",i.request.method,"|",typeof i.request.url==="string"?i.request.url:i.request.url.raw,"|",JSON.stringify(i.request.body??"").slice(0,160));
process.exit();
