import { failure, invalidOption, PresskeyError } from "../engine/error.js";

import { quiet, webStorage } from "../front/storage.js";
import * as oauth1 from "./oauth1.js";

export { use } from "../engine/error.js";
export { signed, tokenOf } from "./oauth1.js";

/** The parameter that tells a response to this tab from any other address. */
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
    throw invalidOption(
      "With oauth1, call login({ consumerKey, consumerSecret }) instead of authorize().",
    );
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
  return leave(
    s,
    successUrl,
    { sites: [index.url, index.home, s.engine.id()] },
    async (success) => {
      const page = own(address);
      page.searchParams.set("app_name", appName || nameOf(document, location));
      page.searchParams.set("success_url", success);
      return page;
    },
  );
}

/** WordPress takes each name once, so that a second approval needs another. */
const nameOf = ({ title }, { hostname }) => `${title || hostname}, ${new Date().toLocaleString()}`;

/** Logs in with what the approval page sent along; whether there was something for us. */
export async function complete(s, url) {
  if (url === undefined && !globalThis.location) return false;
  const answer = urlOf(url ?? location.href);
  const told = Object.fromEntries(ANSWER.map((name) => [name, answer.searchParams.get(name)]));
  if (!told[STATE]) return sentBack(s, url);
  for (const name of ANSWER) answer.searchParams.delete(name);
  // Before anything else: neither history nor another script is to see it.
  if (globalThis.location && urlOf(location.href).searchParams.get(STATE) === told[STATE]) {
    history.replaceState(history.state, "", answer);
  }
  const asked = quiet(() => JSON.parse(memory.get(keyOf(s)))) ?? {};
  if (asked.state !== told[STATE]) return false;
  quiet(() => memory.remove(keyOf(s)));
  const grant = asked.consumerKey ? await oauth1.grant(s, asked, told) : passwordOf(asked, told);
  if (!grant) return false;
  const take = () => {
    s.engine.assume(0, grant.server);
    return s.adopt(s, grant.token, "", undefined, { username: told.user_login, approved: true });
  };
  await s.begin(s, take, { keep: s.options.keepsStatic || grant.server === "oauth1" });
  return true;
}

/**
 * Whether the user came back without a response: WooCommerce, for one, shows customers their account
 * in place of any page of the dashboard. Told once, and only where they come from the site.
 */
function sentBack(s, url) {
  const { document } = globalThis;
  const from = quiet(() => new URL(document?.referrer ?? "").origin);
  const asked = quiet(() => JSON.parse(memory.get(keyOf(s))));
  if (url !== undefined || !asked?.sites || from !== new URL(s.engine.id()).origin) return false;
  // The app's own page may be on the site's origin.
  if (from === globalThis.location?.origin) return false;
  quiet(() => memory.remove(keyOf(s)));
  throw failure("forbidden", "The user came back from the site without an approval.", "answered", {
    hint:
      "One of these: the user left the approval page; or may not see the dashboard, which it is " +
      "part of. WooCommerce, for one, sends customers to their account: `add_filter(" +
      "'woocommerce_prevent_admin_access', '__return_false');` lets them in (untested).",
  });
}

function passwordOf({ sites }, { user_login: username, password, site_url }) {
  if (!username || !password) return undefined;
  if (!sites.some((site) => addressOf(site) === addressOf(site_url))) {
    throw failure(
      "origin_not_allowed",
      "The approval is for another site than the one that presskey asked.",
      "answered",
      { hint: `It names ${originOf(site_url)}. Give createClient() the address of that site.` },
    );
  }
  const bytes = new TextEncoder().encode(`${username}:${password}`);
  return { server: "application-passwords", token: btoa(String.fromCharCode(...bytes)) };
}

/**
 * Leaves for a page of the site, and remembers until its response that this tab asked.
 *
 * @param {(success: string) => Promise<URL>} pageFor the page that sends the user back to `success`
 */
export async function leave(s, successUrl, asked, pageFor) {
  if (!globalThis.document)
    throw invalidOption(
      "authorize() works only in a page, because it opens the site's approval page.",
    );
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
  const { body, meta } = await indexOf(s);
  const index = quiet(() => JSON.parse(body));
  if (!index) {
    throw new PresskeyError({ ...JSON.parse(s.engine.explain(0, meta(), body)), sent: "no" });
  }
  const site = new URL(s.engine.id());
  const origins = [site, index.home].map((each) => quiet(() => new URL(each).origin));
  const own = (address) => {
    const page = urlOf(address);
    // Behind a proxy that takes TLS away, WordPress calls itself http:.
    if (page.host === site.host && site.protocol === "https:") page.protocol = "https:";
    const loopback = /^(localhost|.*\.localhost|127\.[\d.]+|\[::1\])$/.test(page.hostname);
    if (origins.includes(page.origin) && (page.protocol === "https:" || loopback)) return page;
    throw failure(
      "origin_not_allowed",
      "The approval page is not on the site's own origin.",
      "answered",
    );
  };
  return { own, index, link: JSON.parse(meta()).link ?? "" };
}

/** The response of the site's index. Nothing of the user's is sent: it may be asked anywhere. */
async function indexOf(s) {
  const tried = [];
  for (;;) {
    const finding = s.engine.finding();
    const url = s.engine.url(0, "/?_fields=authentication,home,url");
    const answer = await s.exchange(s, { method: "GET", url });
    const isIndex = /^\s*\{/.test(answer.body);
    if (isIndex || !(await s.detour(s, answer, { url, tried, finding, own: true, safe: true }))) {
      if (isIndex && tried.length) s.keepFinding(s);
      return answer;
    }
  }
}

/** Without the scheme, which the setting of an old site and a proxy may get wrong. */
const addressOf = (url) =>
  quiet(() => {
    const { host, pathname } = new URL(url);
    return (host + pathname).replace(/\/+$/, "");
  });

const originOf = (url) => quiet(() => new URL(url).origin) ?? "no site";

function urlOf(address) {
  try {
    return new URL(address, globalThis.location?.href);
  } catch (cause) {
    throw invalidOption("This is not a valid URL.", cause);
  }
}
