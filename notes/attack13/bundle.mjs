process.on("uncaughtException",e=>{console.log("UNCAUGHT",e.code,e.message);process.exit(1)});
const { createClient } = await import("presskey");
const SITE="https://example.com";
const json=(b,s=200,h={})=>new Response(typeof b==="string"?b:JSON.stringify(b),{status:s,headers:{"content-type":"application/json",...h}});
const which = process.argv[2]; const size=Number(process.argv[3]??1000);
let evil;
if (which==="names") { // many "names" → many secrets
  const o=[]; for (let i=0;i<size;i++) o.push({name:`Person ${i} of many ${i*7}`}); evil=JSON.stringify({code:"x",message:"y",data:o, ...Object.fromEntries(Array.from({length:70},(_, i)=>["key"+i,{a:1,b:2,c:3,d:4,e:5,f:6,g:7,h:8}]))}); }
if (which==="quad") { // half of it "names", half of it keys
  const o=[]; for (let i=0;i<size;i++) o.push({name:"p"+i.toString(36).padStart(4,"0")});
  const keys={}; const rows=Math.min(80,Math.ceil(Math.sqrt(size/8))); for (let i=0;i<rows;i++) { keys["k"+i]={}; for (let j=0;j<rows;j++) keys["k"+i]["v"+j]=1; }
  evil=JSON.stringify({code:"x",message:"y",data:o,keys}); }
if (which==="words") { evil=JSON.stringify({code:"x",message:"call 5551234567 or 4915112345 now 20261201", status: 4915112345678, expiry_card: 4111111111111111, exp: 491511234567890, order:{status:"4915112345"}}); }
if (which==="eyJ") { evil = JSON.stringify({ code:"x", message: ("eyJabcdef.").repeat(size) }); }
const fetch = async (input, init={})=>{ const url=String(input.url??input);
  if(/posts/.test(url)) return json(evil,400,{"x-note":"call Anna 5551234567", server:"nginx anna.internal 10.1.2.3 v5551234567"});
  if(/token$/.test(url.split("?")[0])) return json({code:"invalid",message:"no"},403);
  return json({name:"s",url:SITE,home:SITE,namespaces:["wp/v2","jwt-auth/v1"],routes:{}}); };
const wp=createClient({site:SITE,fetch,plugin:"jwt-authentication-for-wp-rest-api"});
const t=performance.now();
let longest=0,last=performance.now(); const iv=setInterval(()=>{const n=performance.now(); longest=Math.max(longest,n-last); last=n;},5);
const b=await wp.supportBundle({record: async (c)=>{ await c.json("/wp/v2/posts").catch(()=>{}); }});
await new Promise(r=>setTimeout(r,20)); clearInterval(iv);
console.log(which,size,"bytes",evil.length,"ms",Math.round(performance.now()-t),"blocked",Math.round(longest));
if (which==="words") console.log(JSON.stringify(b.record.answers.find(a=>/posts/.test(a.to)),null,1));
process.exit();
