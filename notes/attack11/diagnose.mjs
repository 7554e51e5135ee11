import { createClient } from "presskey";
import { createTestSite } from "presskey/testing";
const J = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U";
const variants = {
  location: () => new Response(null, { status: 302, headers: { location: `https://other.example/login?jwt=${J}` } }),
  locPath: () => new Response(null, { status: 302, headers: { location: `https://other.example/${J}/x` } }),
  locSame: (u) => new Response(null, { status: 301, headers: { location: `${new URL(u).origin}/x/${J}` } }),
  error: () => Response.json({ code: "rest_x", message: `bad ${J}`, data: { status: 403 } }, { status: 403 }),
  errorEnt: () => Response.json({ code: "rest_x", message: `bad ${J.replaceAll("e", "&#101;")}`, data: { status: 403 } }, { status: 403 }),
  code: () => Response.json({ code: J, message: `bad`, data: { status: 403 } }, { status: 403 }),
  html: () => new Response(`<html><title>${J}</title><h1>${J}</h1>Cloudflare`, { status: 403, headers: { "content-type": "text/html", server: J, "www-authenticate": `Basic realm="${J}"`, "x-powered-by": J } }),
  notice: () => new Response(`<br />\n<b>Warning</b>:  Undefined variable $${J} in <b>/var/www/${J}.php</b> on line <b>3</b><br />\n{"name":"x"}`, { status: 200, headers: { "content-type": "application/json" } }),
  names: () => Response.json({ name: J, url: "https://wordpress.test/" + J, home: "https://wordpress.test/" + J, namespaces: ["wp/v2", J + "/v1"], authentication: {}, routes: { ["/" + J]: {} } }),
  cors: () => Response.json({ name: "x", namespaces: [] }, { headers: { "access-control-allow-origin": J, "access-control-allow-headers": J, vary: J, age: "3", "x-cache": J, "cf-cache-status": J } }),
};
for (const [name, f] of Object.entries(variants)) {
  const test = createTestSite();
  const fetch = async (i, n) => { const u = String(i.url ?? i); return name === "x" ? test.fetch(i, n) : f(u); };
  const wp = createClient({ site: test.site, storage: "memory", fetch });
  const d = await wp.diagnose({ origin: "https://app.example" }).catch((e) => ({ e: e.message }));
  const b = await wp.supportBundle().catch((e) => ({ e: e.message }));
  for (const [what, o] of [["diagnose", d], ["bundle", b]]) { const s = JSON.stringify(o); const at = s.indexOf("eyJhbGciOi"); const at2 = s.indexOf("dozjgNryP4"); console.log(name.padEnd(9), what.padEnd(9), at >= 0 || at2 >= 0 ? "LEAK " + s.slice(Math.max(0, (at < 0 ? at2 : at) - 120), at + 60) : "ok"); }
  const e = await wp.json("/wp/v2/posts").catch((e) => e); const t = [e.message, e.hint, e.serverMessage, e.wpCode].join("|"); console.log("   ", name, "json", t.includes("eyJhbGci") ? "LEAK " + t.slice(0, 200) : "ok");
  wp.close();
}
