import { createClient } from "/work/wt/attack10/pkg/index.js";
const cases = {
  "plain": ["S3cret-Pass-w0rd!", p=>p],
  "space before !": ["correct horse !battery 77", p=>p],
  "two spaces": ["correct  horse battery 77", p=>p],
  "tab": ["correct\thorse battery 77", p=>p],
  "nbsp": ["correct\u00a0horse battery 77", p=>p],
  "tag raw": ["Tr0ub<b4dor>and3more", p=>p],
  "tag open": ["Tr0ubadour9<x", p=>p],
  "lt raw": ["Tr0ub<4dor>&3", p=>p],
  "amp entity in password": ["Tr0ub&lt;4dor3", p=>p],
  "amp entity in password, escaped": ["Tr0ub&lt;4dor3", p=>p.replaceAll("&","&amp;")],
  "escaped tag": ["Tr0ub</b4dor>x", p=>p.replaceAll("<","&lt;").replaceAll(">","&gt;")],
  "trimmed": [" S3cretPassw0rd ", p=>p.trim()],
  "script": ["ab1<script>cd2", p=>p],
  "control": ["S3cr\u0007etPassw0rd", p=>p],
  "zwsp NFC": ["cafe\u0301S3cret99", p=>p.normalize("NFC")],
  "upper": ["S3cret-Pass-w0rd!", p=>p.toUpperCase()],
  "reversed": ["S3cret-Pass-w0rd!", p=>[...p].reverse().join("")],
  "hex": ["S3cret-Pass-w0rd!", p=>Buffer.from(p).toString("hex")],
  "latin1": ["S3cr\u00e9t-Pass", p=>Buffer.from(p).toString("latin1")],
  "eyJ in": ["eyJS3cretPassw0rdLonger-thing!tail77", p=>p],
  "eyJ mid": ["abcd12eyJS3cretPassw0rdLong!tail77", p=>p],
  "<b> split": ["S3cret-Pass-w0rd!", p=>p.slice(0,6)+"<b></b>"+p.slice(6)],
  "soft hyphen": ["S3cret-Pass-w0rd!", p=>p.slice(0,6)+"\u00ad"+p.slice(6)],
  "&shy;": ["S3cret-Pass-w0rd!", p=>p.slice(0,6)+"&shy;"+p.slice(6)],
  "wptexturize": ["S3cret--Pass'w0rd\"x...y", p=>p.replace("--","\u2013").replace("'","\u2019").replace('"',"\u201d").replace("...","\u2026")],
  "long": ["S3cret".repeat(100), p=>p],
  "name": ["editor", p=>p],
  "bidi": ["S3cret\u202ePassw0rd", p=>p],
};
for (const [name,[pw, f]] of Object.entries(cases)) {
  const fetch = async (u, init) => {
    u = String(u?.url ?? u);
    if (u.endsWith("/token") && init?.method === "POST") {
      return Response.json({code:"x", message: "Wrong: " + f(pw) + " for you", data:{status:403}}, {status:403});
    }
    return Response.json({ name:"x", url:"https://e.com", home:"https://e.com", namespaces:["wp/v2","jwt-auth/v1"], routes:{}, authentication:[] });
  };
  const wp = createClient({ site:"https://e.com", plugin:"jwt-authentication-for-wp-rest-api", fetch });
  try { await wp.login({ username:"anna", password: pw }); console.log("?") }
  catch (e) { console.log(name.padEnd(34), "|", e.code, "|", JSON.stringify(e.serverMessage), "|", JSON.stringify(e.message===e.serverMessage?"same":e.message)); }
}
