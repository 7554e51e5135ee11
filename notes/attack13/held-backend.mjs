process.on("uncaughtException",e=>{console.log("UNCAUGHT",e.code,e.message,e.stack?.split("\n")[1]);process.exit(1)});
import { getHeapSnapshot } from "node:v8";
const { createBackend, memoryStore } = await import("presskey/server");
const referred=async(text)=>{ let s=""; for await (const p of getHeapSnapshot().setEncoding("utf8")) s+=p; return JSON.parse(s).strings.filter(e=>e!==text&&e.includes(text)); };
// wasm memories, to search
const memories=[]; const RI=WebAssembly.Instance; WebAssembly.Instance=new Proxy(RI,{construct(t,a){ const i=new t(...a); for(const v of Object.values(i.exports)) if(v instanceof WebAssembly.Memory) memories.push(v); return i; }});
const inWasm=(text)=>memories.some(m=>Buffer.from(m.buffer).includes(text));
const parts=()=>["c00kie","refr3sh",String(process.pid)]; const begin=()=>parts().join(".");
const jwt=(p)=>["eyJhbGciOiJIUzI1NiJ9",Buffer.from(JSON.stringify(p)).toString("base64url"),"c2ln"].join(".");
const n=Math.floor(Date.now()/1000); const SITE="https://example.com", origin="https://app.example.com";
const fetch=async(url,init={})=>{ url=decodeURIComponent(String(url));
  if(/jwt-auth\/v1\/token$/.test(url.split("&")[0].split("?_")[0])) { const t=jwt({iss:SITE,iat:n,nbf:n,exp:n+600,data:{user:{id:7}}});
    return new Response(JSON.stringify({success:true,statusCode:200,code:"jwt_auth_valid_credential",message:"ok",data:{token:t,id:7,email:"a@e.com",nicename:"a",firstName:"",lastName:"",displayName:"A"}}),{headers:{"content-type":"application/json","set-cookie":`refresh_token=7.${begin()}.x; path=/; HttpOnly`}}); }
  if(/token\/validate/.test(url)) return Response.json({success:true,statusCode:200,code:"jwt_auth_valid_token"});
  if(/posts/.test(url)) return Response.json([]);
  return Response.json({name:"s",home:SITE,url:SITE,namespaces:["wp/v2","jwt-auth/v1"],routes:{}}); };
for (const store of [undefined, memoryStore()]) {
  const backend=createBackend({site:SITE,plugin:"jwt-auth",fetch,secret:"x".repeat(40),store});
  const call=async(method,path,cookie,body)=>{ const r=await backend.handle(new Request(`${origin}/api/presskey${path}`,{method,headers:{origin,"content-type":"application/json",...(cookie&&{cookie})},body})); const t=await r.text(); if(r.status>=400) console.log(path,r.status,t.slice(0,200)); return r.headers.getSetCookie()[0]?.split(";")[0]; };
  const c=await call("POST","/login",undefined,'{"username":"anna","password":"xyz-xyz-1"}');
  await call("GET","/rest/wp/v2/posts",c);
  const held=await backend.client(new Request(origin,{headers:{cookie:c}}));


  const during=[(await referred(begin())).length,inWasm(begin())];
  await held.logout();
  const after=await referred(begin());
  console.log({store:Boolean(store),during,after:after.length,wasm:inWasm(begin()),held:held.session.status});
  const other=await referred(begin());
}
