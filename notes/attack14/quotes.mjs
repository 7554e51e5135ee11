// P3: a password that is a word, echoed in typographic quotes (run inside of a worktree).
import { createClient } from "presskey";
const SITE = "https://example.com";
const index = { home: SITE, namespaces: ["wp/v2", "jwt-auth/v1"], routes: {} };
async function told(password, message) {
  const fetch = async (input) => {
    const url = decodeURIComponent(String(input?.url ?? input));
    if (!/\/token$/.test(url)) return Response.json(index);
    return Response.json({ code: "x_incorrect", message, data: { status: 403 } }, { status: 403 });
  };
  const wp = createClient({ site: SITE, plugin: "jwt-authentication-for-wp-rest-api", fetch, storage: "memory" });
  const error = await wp.login({ username: "anna", password }).catch((e) => e);
  wp.close();
  return JSON.stringify([error.message, error.serverMessage]);
}
for (const password of ["sunshine", "sonnenschein", "password"])
  for (const [a, b] of [['"', '"'], ["“", "”"], ["„", "“"], ["‘", "’"], ["「", "」"], ["› ".trim(), "‹"], ["(", ")"], [": ", "…"], ["—", "—"], ["&#8220;", "&#8221;"], ["&ldquo;", "&rdquo;"], ["<b>“", "”</b>"]]) {
    const message = `The pass phrase ${a}${password}${b} is wrong.`;
    const text = await told(password, message);
    console.log(text.includes(password) ? "LEAK" : "held", password, text);
  }
