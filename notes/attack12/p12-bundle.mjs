import { createClient } from "presskey";
const plugin = { id: "own-Geheim77xyz", opaque: true, login: { path: "/own/v1/login?auth_key=Geheim88xyz", body: { u: "$username", p: "$password", client_secret: "Geheim99xyz" } }, refresh: { path: "/own/v1/refresh", with: "refreshToken", body: { token: "$refreshToken" } }, token: "token", refreshToken: "refresh", user: { id: "id" } };
const T = "0paqueT0kenGeheim11", R = "r3freshGeheim22", P = "passwortGeheim33";
const fetch = async (url) => {
  const u = decodeURIComponent(String(url.url ?? url));
  if (/own\/v1\/(login|refresh)/.test(u)) return Response.json({ token: T, refresh: R, id: 7 }, { headers: { server: `nginx ${T}`, "x-powered-by": R, via: P, "cf-ray": T } });
  if (/users\/me/.test(u)) return Response.json({ id: 7, name: P, slug: T }, { headers: { server: T } });
  return Response.json({ name: T, description: R, namespaces: ["wp/v2", "own/v1", T, R + "/v1", P], url: `https://example.com/${T}`, home: `https://example.com/?x=${R}`, authentication: { [T]: { endpoints: { authorization: `https://example.com/${R}` } } }, routes: { [`/${T}`]: {}, "/own/v1/login": {} } }, { headers: { server: `Apache/${T}`, "x-powered-by": `PHP/${R}`, link: `<https://example.com/wp-json/${T}>; rel="https://api.w.org/"`, allow: T, "content-type": `application/json; x=${P}`, vary: T, "www-authenticate": `Basic realm="${P}"`, "set-cookie": `x=${T}` } });
};
globalThis.location = new URL(`https://app.example/sso/${T}?r=${R}#${P}`);
const wp = createClient({ site: "https://example.com", fetch, plugin, storage: "memory", storageKey: `k-${T}`, allowedOrigins: ["https://cdn.example.com"] });
await wp.login({ username: "anna", password: P }).then((s) => console.log(JSON.stringify(s)), (e) => console.log(e.code, e.message));
await wp.json(`/own/v1/${T}?x=${R}&p=${P}`).catch(() => {});
await wp.json(`https://evil.example/${T}`).catch(() => {});
for (const [n, f] of [["bundle", () => wp.supportBundle()], ["diagnose", () => wp.diagnose()]]) { const t = JSON.stringify(await f()); console.log(n, t.length, [T, R, P, "Geheim77", "Geheim88", "Geheim99", "Geheim"].filter((x) => t.includes(x))); if (/Geheim/.test(t)) console.log(t.match(/.{80}Geheim.{80}/g)?.slice(0, 5)); }
process.exit(0);
