import { createClient } from "presskey";
const M = "Zqxwanna", H = "zqxwhost.example", PW = "zqxwpass-1";
const variants = {
  json: () => Response.json({ [M]: M, name: M, description: M, url: `https://${H}/`, home: `https://${H}/`, namespaces: [M + "/v1", "wp/v2", "jwt-auth/v1"], routes: { ["/" + M]: { [M]: 1 } }, authentication: { [M]: { endpoints: { authorization: `https://${H}/${M}` } } }, code: M, message: M, data: { [M]: M, params: { [M]: M } } }, { status: 401, headers: { [M]: M, "x-powered-by": M, server: M, link: `<https://${H}/${M}>; rel="${M}"`, "www-authenticate": `Basic realm="${M}"`, "set-cookie": `${M}=${M}; domain=${H}`, "access-control-allow-origin": `https://${H}`, "access-control-allow-headers": M, via: M, "x-cache": M, "cf-ray": M, "retry-after": "3", "content-language": M, etag: M } }),
  html: () => new Response(`<!DOCTYPE html><!-- ${M} --><html lang="${M}"><head><title>${M}</title><meta name="${M}" content="${M}"><meta name="generator" content="${M} 1.2"><style>.${M}{color:${M}}</style><script>var ${M}="${M}"</script></head><body id="${M}" class="${M} ${M}-x" data-${M}="${M}"><${M} ${M}="${M}"><h1 title='${M}'>Sorry ${M}, you are blocked</h1><a href="https://${H}/${M}?${M}=${M}">${M}</a><p>${M}@${H} ${M.split("").join(" ")}</p><form action="/${M}" name="${M}"></form>${M}`, { status: 403, headers: { "content-type": `text/html; charset=${M}` } }),
  php: () => new Response(`<br />\n<b>Notice</b>: Undefined index: ${M} in <b>/home/${M}/www/${M}.php</b> on line <b>12</b><br />\nStack trace: #0 /home/${M}/x.php(12): ${M}->${M}('${M}')\n{"${M}":"${M}","name":"${M}"}`, { headers: { "content-type": "application/json" } }),
  redirect: () => new Response(null, { status: 302, headers: { location: `https://${M}.${H}/${M}?${M}=${M}#${M}` } }),
  text: () => new Response(`${M}\n${M}\t"${M}" \\u005aqxwanna Z&#113;xwanna ${Buffer.from(M).toString("base64")}`, { status: 500, headers: { "content-type": "text/plain" } }),
  statusText: () => new Response("{}", { status: 500, statusText: M, headers: { "content-type": `application/${M}` } }),
};
for (const [name, f] of Object.entries(variants)) {
  const wp = createClient({ site: "https://zqxwsite.example/zqxwfolder", storage: "memory", fetch: async () => f() });
  const b = await wp.supportBundle({ record: async (c) => { await c.login({ username: M + "user", password: PW }).catch(() => {}); await c.fetch(`/${M}/v1/${M}?${M}=${M}`, { headers: { ["X-" + M]: M }, method: "POST", json: { [M]: M } }).catch(() => {}); } }).catch((e) => ({ e: e.message }));
  const s = JSON.stringify(b.record ?? b); const low = s.toLowerCase(); const hits = ["zqxw", Buffer.from(M).toString("base64").toLowerCase(), "qxwanna"].filter((x) => low.includes(x));
  console.log(name, s.length, hits.map((x) => { const at = low.indexOf(x); return s.slice(Math.max(0, at - 80), at + 40); }));
  const rest = JSON.stringify({ ...b, record: undefined }); console.log("   outside record:", /zqxwpass/i.test(rest) ? "PASSWORD" : "-");
  wp.close();
}
