import { createClient, jwt, index, json } from "./lib.mjs";
const token = jwt(); const pw = "S3cret-Pass-w0rd!";
for (const field of ["user_display_name","user_email","user_nicename"]) for (const echo of [token, pw]) {
  const fetch = async (u, init) => {
    u = String(u?.url ?? u);
    if (u.endsWith("/token")) return json({ token, user_email:"a@b.c", user_nicename:"anna", user_display_name:"Anna", [field]: echo });
    return json(index());
  };
  const wp = createClient({ site:"https://e.com", plugin:"jwt-authentication-for-wp-rest-api", fetch });
  try { const s = await wp.login({ username:"anna", password: pw }); console.log(field, echo===pw?"pw":"token", JSON.stringify(s.user)); }
  catch (e) { console.log(e.code, e.message) }
}
// username claim typed: swapped (user types password in username field)
