process.on("uncaughtException",e=>{console.log("UNCAUGHT",e.code,e.message);process.exit(1)});
const { createClient } = await import("presskey");
const SITE="https://example.com";
const json=(b,s=200)=>Response.json(b,{status:s});
let say;
const fetch=async(u,i={})=>/posts/.test(u)?json({code:"x",message:say(new Headers(i.headers).get("Authorization"))},400):json({name:"s",home:SITE,url:SITE,namespaces:["wp/v2","jwt-auth/v1"],routes:{}});
const wp=createClient({site:SITE,fetch,plugin:"jwt-authentication-for-wp-rest-api"});
for (const [what,auth,s] of [["basic decoded","Basic "+btoa("anna:hunter2-xyz9"),()=>"wrong password hunter2-xyz9 of anna"],["tab","Bearer\tmy-own-s3cret-token",()=>"no: my-own-s3cret-token"],["two","Bearer s3cret-number-one, Bearer s3cret-number-two",(h)=>"no: "+h],["trailing comma","Bearer s3cret-number-one,",()=>"no: s3cret-number-one"],["scheme case","bearer s3cret-number-one",(h)=>h]]) {
  say=s; const e=await wp.json("/wp/v2/posts",{headers:{Authorization:auth}}).catch(e=>e); console.log(what,"→",e.code,e.serverMessage);
}
process.exit();
