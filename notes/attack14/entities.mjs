// P3: "It knows those [spellings] that sites use: the escapes of URLs, HTML, …": PHP's htmlentities().
import { createClient } from "presskey";
const SITE = "https://example.com";
const index = { home: SITE, namespaces: ["wp/v2", "jwt-auth/v1"], routes: {} };
const ENT = { "é": "&eacute;", "ü": "&uuml;", "ß": "&szlig;", "£": "&pound;", "§": "&sect;", "€": "&euro;", "&": "&amp;", "<": "&lt;" };
const htmlentities = (t) => [...t].map((c) => ENT[c] ?? c).join("");
for (const password of ["Caf\u00e9-4711-xyz", "Gr\u00fc\u00dfe!2024", "100\u00a3-in-my-bag", "a&b<c-4711-xyz", "5\u20ac-in-my-bag"]) {
  const message = `Wrong password: ${htmlentities(password)}`;
  const fetch = async (input) => {
    const url = decodeURIComponent(String(input?.url ?? input));
    if (!/\/token$/.test(url)) return Response.json(index);
    return Response.json({ code: "x_incorrect", message, data: { status: 403 } }, { status: 403 });
  };
  const wp = createClient({ site: SITE, plugin: "jwt-authentication-for-wp-rest-api", fetch, storage: "memory" });
  const error = await wp.login({ username: "anna", password }).catch((e) => e);
  console.log(error.message.includes("***") ? "held" : "LEAK", password, "→", error.message);
  wp.close();
}
