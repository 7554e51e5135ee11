// completeAuthorization(): the login with the new application password fails, and the hint quotes what a probe's response says.
import { makePage, sleep } from "./page.mjs";
makePage();
globalThis.history={state:null,replaceState(_,__,u){ location=new URL(u); }};
const { createClient } = await import("presskey");
const SITE="https://example.com"; const PASS="abcd EFGH ijkl MNOP qrst UVWX"; const json=(b,s=200,h={})=>Response.json(b,{status:s,headers:h});
let echo=false; const log=[];
const fetch = async (input, init={})=>{ const url=decodeURIComponent(String(input.url??input)); const auth=new Headers(init.headers).get("Authorization"); log.push(`${init.method??"GET"} ${url} ${init.mode??""} ${auth?"auth":""}`);
  if (/users\/me/.test(url)&&auth&&!/presskey/.test(auth)) { echo=true; if (process.env.M==="net") throw new TypeError("Failed to fetch"); return new Response(null,{status:302,headers:{location:"https://elsewhere.example/"+encodeURIComponent(PASS)}}); }
  if (echo) { if (process.env.M==="net") return new Response(null,{status:301,headers:{location:"https://elsewhere.example/"+PASS.replaceAll(" ","")+"/"}}); }
  return json({name:"s",url:SITE,home:SITE,namespaces:["wp/v2"],routes:{},authentication:{"application-passwords":{endpoints:{authorization:SITE+"/wp-admin/authorize-application.php"}}}}); };
for (const how of ["login()","completeAuthorization()"]) { echo=false; log.length=0;
  const wp=createClient({site:SITE,fetch,plugin:"application-passwords",storage:"session"});
  let e;
  if (how==="login()") e=await wp.login({username:"anna",password:PASS}).catch(e=>e);
  else { let gone; location.assign=(u)=>{gone=u}; wp.authorize({appName:"x"}).catch(e=>console.log(e.code,e.message)); for(let i=0;i<100&&!gone;i++) await sleep(10);
    const back=new URL(new URL(gone).searchParams.get("success_url")); back.searchParams.set("site_url",SITE); back.searchParams.set("user_login","anna"); back.searchParams.set("password",PASS);
    globalThis.location=Object.assign(new URL(back),{}); e=await wp.completeAuthorization(String(back)).catch(e=>e); }
  const t=[e.message,e.hint,e.serverMessage].join(" | ");
  console.log(how,"→",e.code,"|",t.slice(0,200),"| leak:",t.includes(PASS)||t.includes(PASS.replaceAll(" ","")));
  if (process.env.D) console.log(log);
  wp.close();
}
process.exit();
