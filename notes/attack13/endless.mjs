process.on("uncaughtException",e=>{console.log("UNCAUGHT",e.code,e.message);process.exit(1)});
import { createServer } from "node:http"; import { once } from "node:events";
const jwt=(p)=>["eyJhbGciOiJIUzI1NiJ9",Buffer.from(JSON.stringify(p)).toString("base64url"),"c2ln"].join("."); const n=Math.floor(Date.now()/1000);
const s=createServer((req,res)=>{ const u=decodeURIComponent(req.url); res.setHeader("content-type","application/json"); const base=`http://127.0.0.1:${s.address().port}`;
 if (/endless/.test(u)) { res.statusCode=/500/.test(u)?500:200; if (/html/.test(u)) res.setHeader("content-type","text/html"); const iv=setInterval(()=>res.write(" "),20); req.on("close",()=>clearInterval(iv)); return; }
 if (/jwt-auth\/v1\/token/.test(u)) return res.end(JSON.stringify({token:jwt({iat:n,exp:n+3600,data:{user:{id:"1"}}}),user_email:"a@b.c",user_nicename:"a",user_display_name:"A"}));
 res.end(JSON.stringify({name:"s",home:base,url:base,namespaces:["wp/v2","jwt-auth/v1"],routes:{}})); }).listen(0,"127.0.0.1"); await once(s,"listening");
const { createClient }=await import("presskey");
const wp=createClient({site:`http://127.0.0.1:${s.address().port}`,plugin:"jwt-authentication-for-wp-rest-api",timeout:700}); await wp.login({username:"a",password:"pass-word-1"});
const limit=(p)=>Promise.race([p.then(v=>"value "+JSON.stringify(v)?.slice(0,60),e=>e.code),new Promise(r=>setTimeout(r,6000,"NEVER (6 s)"))]);
for (const path of ["/endless","/endless?s=500","/endless?html"]) for (const [what,f] of Object.entries({json:()=>wp.json(path),envelope:()=>wp.json(path,{envelope:true}),page:()=>wp.page(path),batch:()=>wp.batch([{path}]),paginate:async()=>{for await(const _ of wp.paginate(path));},fetchEnvelope:()=>wp.fetch(path,{envelope:true}).then(r=>r.status),explain:async()=>wp.explain(await wp.fetch(path)).then(e=>e?.code??null)})) { const t=performance.now(); const r=await limit(f()); console.log(path,what,"→",r,Math.round(performance.now()-t)); }
process.exit();
