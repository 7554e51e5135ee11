// A page that shows anna logs out while the cookie is berta's; the store's `get` fails for a moment.
process.on("uncaughtException",e=>{console.log("UNCAUGHT",e.code,e.message,e.stack?.split("\n")[1]);process.exit(1)});
const { createBackend, memoryStore } = await import("presskey/server");
const SITE="https://example.com"; const APP="https://app.example";
const jwt=(p)=>["eyJhbGciOiJIUzI1NiJ9",Buffer.from(JSON.stringify(p)).toString("base64url"),"c2ln"].join(".");
const json=(b,s=200)=>Response.json(b,{status:s});
const fetch = async (input, init={})=>{ const url=String(input.url??input);
  if (/jwt-auth\/v1\/token\/validate/.test(url)) return json({code:"jwt_auth_valid_token",data:{status:200}});
  if (/jwt-auth\/v1\/token/.test(url)) { const {username}=Object.fromEntries(new URLSearchParams(String(init.body))) ; const name= username ?? JSON.parse(init.body).username; const n=Math.floor(Date.now()/1000);
    return json({token:jwt({iss:SITE,iat:n,nbf:n,exp:n+3600,data:{user:{id:name==="anna"?"1":"2"}}}),user_email:name+"@e.com",user_nicename:name,user_display_name:name}); }
  return json({name:"s",home:SITE,url:SITE,namespaces:["wp/v2","jwt-auth/v1"],routes:{}}); };
const inner=memoryStore(); let down=false;
const store={...inner, get:async(k)=>{ if(down) throw new Error("ECONNRESET"); return inner.get(k); }};
const backend=createBackend({site:SITE,secret:"x".repeat(40),fetch,store,plugin:"jwt-authentication-for-wp-rest-api"});
let cookie="";
const call=async(path,body,headers={})=>{ const r=await backend.handle(new Request(APP+"/api/presskey"+path,{method:body?"POST":"GET",headers:{...(body&&{"content-type":"application/json","sec-fetch-site":"same-origin",origin:APP}),...(cookie&&{cookie}),...headers},body:body&&JSON.stringify(body)}));
  const set=r.headers.getSetCookie(); for(const c of set){ const [p]=c.split(";"); cookie=/Max-Age=0/.test(c)?"":p; } return [r.status, await r.json(), set.map(c=>c.slice(0,40)+(/Max-Age=0/.test(c)?" … Max-Age=0":""))]; };
for (const isDown of [false,true]) {
  cookie="";
  const anna=(await call("/login?claims=1",{username:"anna",password:"pass-word-1"}))[1].shown;
  await call("/logout",{}, {"presskey-user":anna});
  await call("/login?claims=1",{username:"berta",password:"pass-word-2"});
  const bertas=cookie;
  down=isDown;
  const out=await call("/logout",{},{"presskey-user":anna});
  down=false; cookie=bertas;
  const after=await call("/session?claims=1");
  console.log({storeFails:isDown, annaNamed:anna, logout:[out[0],out[1].code??out[1].status], cookies:out[2], bertasSessionAfterwards:[after[1].status,after[1].shown]});
}
process.exit();
