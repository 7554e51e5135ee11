process.on("uncaughtException",e=>{console.log("UNCAUGHT",e.code,e.message);process.exit(1)});
const { createBackend } = await import("presskey/server");
const SITE="https://example.com",APP="https://app.example";
const backend=createBackend({site:SITE,secret:"x".repeat(40),plugin:"jwt-authentication-for-wp-rest-api",fetch:async()=>Response.json({code:"x",message:"no"},{status:403})});
for (const n of [1,2,4,Number(process.argv[2]??8)]) { const d=1000;
  const body=`{"username":"a","password":"bcdefgh1",${Array.from({length:n},(_,i)=>`"x${i}":${"[0,".repeat(d)}0${"]".repeat(d)}`).join(",")}}`;
  const t=performance.now();
  const r=await backend.handle(new Request(APP+"/api/presskey/login",{method:"POST",headers:{origin:APP,"sec-fetch-site":"same-origin","content-type":"application/json"},body}));
  console.log(n,body.length,"bytes →",r.status,(await r.text()).slice(0,60),Math.round(performance.now()-t),"ms", Math.round(process.memoryUsage().rss/1e6),"MB");
}
process.exit();
