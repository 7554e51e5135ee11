const { createBackend } = await import("presskey/server");
const backend=createBackend({site:"https://example.com",secret:"x".repeat(40),plugin:"jwt-auth",fetch:async()=>Response.json({})});
const { cookies }=await backend.renew(new Request("https://app.example/about",{headers:{cookie:"__Host-presskey=junk"}}));
console.log(cookies); process.exit();
