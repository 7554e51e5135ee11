process.on("uncaughtException",e=>{console.log("UNCAUGHT",e.code,e.message);process.exit(1)});
const { createBackend } = await import("presskey/server");
const backend=createBackend({site:"https://example.com",secret:"x".repeat(40),plugin:"jwt-auth",fetch:async()=>Response.json({namespaces:["wp/v2","jwt-auth/v1"],home:"https://example.com"})});
for (const cookie of ["__Host-presskey=garbage","__Host-presskey.0=2.garbage","__Host-presskey-code=garbage","__Host-presskey-local=garbage"]) {
  const r=await backend.handle(new Request("https://app.example/api/presskey/session",{headers:{cookie}}));
  console.log(cookie,"→",r.headers.getSetCookie());
}
process.exit();
