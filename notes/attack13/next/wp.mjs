import { createServer } from "node:http";
const jwt=(p)=>["eyJhbGciOiJIUzI1NiJ9",Buffer.from(JSON.stringify(p)).toString("base64url"),"c2ln"].join(".");
createServer((req,res)=>{ let b=""; req.on("data",d=>b+=d).on("end",()=>{ const n=Math.floor(Date.now()/1000); res.setHeader("content-type","application/json");
 const u=decodeURIComponent(req.url);
 if(/login/.test(u)) return res.end(JSON.stringify({token:jwt({iat:n,exp:n+3}),refresh:"r3fresh-1",id:7,name:"anna"}));
 if(/refresh/.test(u)) return res.end(JSON.stringify({token:jwt({iat:n,exp:n+3600}),refresh:"r3fresh-2",id:7,name:"anna"}));
 res.end(JSON.stringify({name:"s",home:"http://127.0.0.1:4713",url:"http://127.0.0.1:4713",namespaces:["wp/v2","my/v1"],routes:{}})); }); }).listen(4713,"127.0.0.1");
