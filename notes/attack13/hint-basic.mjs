// basic-auth: the password itself, after a logout.
process.on("uncaughtException",e=>{console.log("UNCAUGHT",e.code,e.message);process.exit(1)});
const { createClient } = await import("presskey");
const SITE="https://example.com"; let held; const json=(b,s=200)=>Response.json(b,{status:s});
const fetch = async (input, init={})=>{ const url=String(input.url??input); const sent=new Headers(init.headers).get("Authorization");
  if(/users\/me/.test(url)) return json({id:7,username:"anna",name:"Anna"});
  if(/posts/.test(url)) { if (!held) await new Promise(r=>{held=r}); return new Response("<html><body>no</body></html>",{status:500,headers:{"content-type":"text/html","x-cache":"HIT for "+atob(sent.split(" ")[1])+" "+sent}}); }
  return json({home:SITE,namespaces:["wp/v2"],routes:{},authentication:{"application-passwords":{endpoints:{authorization:SITE+"/wp-admin/authorize-application.php"}}}}); };
for (const plugin of ["basic-auth","application-passwords"]) for (const end of ["nothing","logout"]) { held=undefined;
  const wp=createClient({site:SITE,fetch,plugin}); await wp.login({username:"anna",password:"abcd EFGH ijkl MNOP qrst UVWX"});
  const call=wp.json("/wp/v2/posts").catch(e=>e); while(!held) await new Promise(r=>setTimeout(r,5));
  if (end==="logout") await wp.logout();
  held(); const e=await call; console.log(plugin,"|",end,"→",e.code,"|",String(e.hint).slice(0,190)); }
process.exit();
