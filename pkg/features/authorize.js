import { adopt, begin } from "../engine/login.js";
import { exchange } from "../engine/transport.js";
import { failure, invalidOption } from "../front/error.js";
import { quiet, webStorage } from "../front/storage.js";

/** The parameter that tells an answer to this tab from any other address. */
const STATE = "presskey_state";

/** What servers add to our address. */
const ANSWER = [
  ...[STATE, "site_url", "user_login", "password", "success"],
  ...["oauth_token", "oauth_verifier", "wp_scope"],
];

const memory = webStorage("sessionStorage");
const keyOf = (s) => `${s.key}:authorize`;

/** Leaves for the page on which the user gives this app an application password. */
export async function authorize(s, { appName, successUrl } = {}) {
  if (s.options.plugin === "oauth1") {
    throw invalidOption("With oauth1, login({ consumerKey, consumerSecret }) asks the user.");
  }
  const { own, index } = await siteOf(s);
  const address = index.authentication?.["application-passwords"]?.endpoints?.authorization;
  if (!address) {
    throw failure("plugin_missing", "This site offers no application passwords.", "answered", {
      hint:
        "WordPress offers them from 5.6 on, over https: (or with `define('WP_ENVIRONMENT_TYPE', " +
        "'local');` in wp-config.php), unless a plugin or a Basic gate turns them off.",
    });
  }
  return leave(s, successUrl, { site: addressOf(index.url) }, async (success) => {
    const page = own(address);
    page.searchParams.set("app_name", appName || nameOf(document, location));
    page.searchParams.set("success_url", success);
    return page;
  });
}

/** WordPress takes each name once, so that a second approval needs another. */
const nameOf = ({ title }, { hostname }) => `${title || hostname}, ${new Date().toLocaleString()}`;

/** Logs in with what the approval page sent along; whether there was something for us. */
export async function complete(s, url) {
  if (url === undefined && !globalThis.location) return false;
  const answer = urlOf(url ?? location.href);
  const told = Object.fromEntries(ANSWER.map((name) => [name, answer.searchParams.get(name)]));
  if (!told[STATE]) return false;
  for (const name of ANSWER) answer.searchParams.delete(name);
  // Before anything else: neither history nor another script is to see it.
  if (globalThis.location && urlOf(location.href).searchParams.get(STATE) === told[STATE]) {
    history.replaceState(history.state, "", answer);
  }
  const asked = quiet(() => JSON.parse(memory.get(keyOf(s)))) ?? {};
  if (asked.state !== told[STATE]) return false;
  quiet(() => memory.remove(keyOf(s)));
  const grant = asked.consumerKey
    ? await (await import("./oauth1.js")).grant(s, asked, told)
    : passwordOf(asked, told);
  if (!grant) return false;
  const take = () => {
    s.engine.assume(0, grant.server);
    return adopt(s, grant.token, "");
  };
  await begin(s, take, undefined, s.options.keepsStatic || grant.server === "oauth1");
  return true;
}

function passwordOf({ site }, { user_login: username, password, site_url }) {
  if (!username || !password || site !== addressOf(site_url)) return undefined;
  const bytes = new TextEncoder().encode(`${username}:${password}`);
  return { server: "application-passwords", token: btoa(String.fromCharCode(...bytes)) };
}

/**
 * Leaves for a page of the site, and remembers until its answer that this tab asked.
 *
 * @param {(success: string) => Promise<URL>} pageFor the page that sends the user back to `success`
 */
export async function leave(s, successUrl, asked, pageFor) {
  if (!globalThis.document)
    throw invalidOption("This needs a page that can leave for another one.");
  const success = urlOf(successUrl ?? location.href);
  const state = crypto.getRandomValues(new Uint32Array(4)).join("");
  success.hash = "";
  success.searchParams.set(STATE, state);
  const page = await pageFor(success.href);
  try {
    memory.set(keyOf(s), JSON.stringify({ ...asked, state }));
  } catch {
    throw failure("storage_unavailable", "sessionStorage cannot be used.");
  }
  location.assign(page);
  return new Promise(() => {});
}

/** What the site says of itself, and what tells its own addresses from others. */
export async function siteOf(s) {
  const url = `${s.engine.id()}/?rest_route=/&_fields=authentication,home,url`;
  const { status, body, meta } = await exchange(s, { method: "GET", url });
  const index = quiet(() => JSON.parse(body));
  if (!index) {
    const code = status < 100 ? "unreachable" : "rest_not_found";
    throw failure(code, "The site does not say how users approve apps.", "answered");
  }
  const origins = [s.engine.id(), index.home].map((each) => quiet(() => new URL(each).origin));
  const own = (address) => {
    const page = urlOf(address);
    const loopback = /^(localhost|.*\.localhost|127\.[\d.]+|\[::1\])$/.test(page.hostname);
    if (origins.includes(page.origin) && (page.protocol === "https:" || loopback)) return page;
    throw failure("origin_not_allowed", "The approval page is not the site's own.", "answered");
  };
  return { own, index, link: JSON.parse(meta()).link ?? "" };
}

const addressOf = (url) => quiet(() => new URL(url).href.replace(/\/+$/, ""));

function urlOf(address) {
  try {
    return new URL(address, globalThis.location?.href);
  } catch (cause) {
    throw invalidOption("This is no address.", cause);
  }
}
