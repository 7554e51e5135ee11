import { failure, invalidOption } from "../engine/error.js";
import { quiet } from "../front/storage.js";
import { keyOf, leave, memory, STATE, siteOf, urlOf } from "./approval.js";
import * as oauth1 from "./oauth1.js";

/**
 * @import { State, Typed } from "../engine/state.d.ts"
 * @typedef {Record<string, string | null>} Told what the approval page put into the URL
 */

export { use } from "../engine/error.js";
export { signed, tokenOf } from "./oauth1.js";

/** What servers add to our address. */
const ANSWER = [
  ...[STATE, "site_url", "user_login", "password", "success"],
  ...["oauth_token", "oauth_verifier", "wp_scope"],
];

/**
 * Leaves for the page on which the user gives this app an application password.
 *
 * @param {State} s
 * @param {{ appName?: string | undefined, successUrl?: string | undefined }} [options]
 */
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
  return leave(s, successUrl, {}, async (success) => {
    const page = own(address);
    page.searchParams.set("app_name", appName || nameOf(document, location));
    page.searchParams.set("success_url", success);
    return page;
  });
}

/**
 * WordPress takes each name once, so that a second approval needs another.
 *
 * @param {Document} document
 * @param {Location} location
 */
const nameOf = ({ title }, { hostname }) => `${title || hostname}, ${new Date().toLocaleString()}`;

/**
 * Logs in with what the approval page sent along; whether there was something for us.
 *
 * @param {State} s
 * @param {string | undefined} url
 * @param {Typed} typed gets what is sent, which the site may quote
 */
export async function complete(s, url, typed) {
  if (url === undefined && !globalThis.location) return false;
  const answer = urlOf(url ?? location.href);
  /** @type {Told} */
  const told = Object.fromEntries(ANSWER.map((name) => [name, answer.searchParams.get(name)]));
  if (!told[STATE]) return sentBack(s, url);
  const asked = askedIn(keyOf(s));
  const isOurs = asked?.state === told[STATE];
  if (!isOurs && isAnothers(told[STATE])) return false;
  for (const name of ANSWER) answer.searchParams.delete(name);
  // Before anything else: neither history nor another script is to see it.
  if (globalThis.location && urlOf(location.href).searchParams.get(STATE) === told[STATE]) {
    history.replaceState(history.state, "", answer);
  }
  if (!isOurs) return false;
  quiet(() => memory.remove(keyOf(s)));
  const { user_login: username, password, oauth_token, oauth_verifier } = told;
  const { consumerKey, consumerSecret, tokenSecret } = asked;
  Object.assign(typed, { username, password, oauth_token, oauth_verifier });
  Object.assign(typed, { consumerKey, consumerSecret, tokenSecret });
  const grant = asked.consumerKey ? await oauth1.grant(s, asked, told) : await passwordOf(s, told);
  if (!grant) return false;
  const { server, keep, ...credentials } = grant;
  // A token of OAuth 1.0a has several secrets.
  const { signatureMethod, ...pair } = Object.fromEntries(
    new URLSearchParams(/** @type {Typed} */ (credentials).token),
  );
  Object.assign(typed, pair, credentials, { requestSecret: tokenSecret });
  await s.logIn(s, credentials, { server, keep });
  return true;
}

/** What a client has asked for, by the name of its entry. */
const askedIn = (/** @type {string} */ name) =>
  quiet(() => JSON.parse(/** @type {string} */ (memory.get(name))));

/** Whether another client of the page asked with this state: then the response stays for it. */
const isAnothers = (/** @type {string} */ state) =>
  quiet(() => Object.keys(sessionStorage))?.some(
    (name) => name.endsWith(":authorize") && askedIn(name)?.state === state,
  );

/**
 * Whether the user came back without a response: WooCommerce, for one, shows customers their account
 * in place of any page of the dashboard. Told once, and only where they come from the site.
 *
 * @param {State} s
 * @param {string | undefined} url
 */
function sentBack(s, url) {
  const { document } = globalThis;
  const from = quiet(() => new URL(document?.referrer ?? "").origin);
  const asked = askedIn(keyOf(s));
  if (url !== undefined || !asked || asked.consumerKey || from !== new URL(s.engine.id()).origin)
    return false;
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

/** @param {State} s @param {Told} told */
async function passwordOf(s, { user_login: username, password, site_url }) {
  if (!username || !password) return undefined;
  if (!(await isOfSite(s, site_url))) {
    throw failure(
      "origin_not_allowed",
      "The approval is for another site than the one that presskey asked.",
      "answered",
      {
        // Without the address of the response: a site could name one with the password in it.
        hint: 'Give createClient() the "WordPress Address (URL)" that the site has under Settings → General.',
      },
    );
  }
  const keep = s.options.keepsStatic;
  return { server: "application-passwords", username, password, keep };
}

/**
 * Whether an address is one of the site's. Other addresses than the client's are the site's own to name:
 * a list in storage may have been changed.
 *
 * @param {State} s
 * @param {string | null | undefined} url
 */
async function isOfSite(s, url) {
  const named = addressOf(url);
  if (!named || named === addressOf(s.engine.id())) return Boolean(named);
  const { index } = await siteOf(s);
  return [index.url, index.home].some((site) => addressOf(site) === named);
}

/** Without the scheme, which the setting of an old site and a proxy may get wrong. */
const addressOf = (/** @type {any} What is no URL gives nothing. */ url) =>
  quiet(() => {
    const { host, pathname } = new URL(url);
    // Begins at the first slash of a row alone: an address may have a megabyte of them.
    return (host + pathname).replace(/(?<!\/)\/+$/, "");
  });
