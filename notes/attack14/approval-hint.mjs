// P3: completeAuthorization() quotes `site_url` of the response in a hint; the host may be the password.
import { makePage } from "./page.mjs";
makePage();
const { createClient } = await import("presskey");
const SITE = "https://example.com";
sessionStorage.setItem(`presskey:${SITE}:authorize`, JSON.stringify({ state: "4711" }));
const fetch = async () => Response.json({ home: SITE, url: SITE, namespaces: ["wp/v2"], routes: {}, authentication: {} });
const wp = createClient({ site: SITE, plugin: "application-passwords", fetch });
const password = "abcdefgh1234ijkl5678";
const error = await wp.completeAuthorization(`https://app.example/?presskey_state=4711&user_login=anna&password=${password}&site_url=https://${password}.example`).catch((e) => e);
console.log(error?.code, error?.message, "|", error?.hint);
process.exit();
