import { failure, invalidOption } from "./error.js";
import { adopt, begin } from "./login.js";
import { quiet, webStorage } from "./storage.js";
import { exchange } from "./transport.js";

/** WordPress's own (`wp-admin/authorize-application.php`). */
const SERVER = "application-passwords";

/** The parameter that tells our answer from any other address. */
const STATE = "presskey_state";

const memory = webStorage("sessionStorage");
const keyOf = (s) => `${s.key}:authorize`;

/**
 * Leaves for the page on which the user approves this app.
 *
 * @param {{ appName?: string, successUrl?: string }} [options]
 */
export async function authorize(s, { appName, successUrl } = {}) {
  const { location, document } = globalThis;
  if (!document) throw invalidOption("authorize() needs a page that can leave for another one.");
  const { page, site } = await approvalPage(s);
  const state = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, "0"),
  ).join("");
  const success = urlOf(successUrl ?? location.href);
  success.hash = "";
  success.searchParams.set(STATE, state);
  try {
    memory.set(keyOf(s), JSON.stringify({ state, site }));
  } catch {
    throw failure("storage_unavailable", "sessionStorage cannot be used.");
  }
  page.searchParams.set("app_name", appName || document.title || location.hostname);
  page.searchParams.set("success_url", success.href);
  location.assign(page);
  // The page is being left.
  return new Promise(() => {});
}

/** Takes the password that the approval page sent along; whether there was one for us. */
export async function complete(s, url) {
  const { location, history } = globalThis;
  if (url === undefined && !location) return false;
  const answer = urlOf(url ?? location.href);
  const told = (name) => answer.searchParams.get(name);
  const [state, site, username, password] = [STATE, "site_url", "user_login", "password"].map(told);
  if (!state) return false;
  for (const name of [STATE, "site_url", "user_login", "password", "success"]) {
    answer.searchParams.delete(name);
  }
  // Before anything else: history, scripts and referrers must not see it.
  if (location && new URL(location.href).searchParams.get(STATE) === state) {
    history.replaceState(history.state, "", answer);
  }
  const asked = quiet(() => JSON.parse(memory.get(keyOf(s)))) ?? {};
  if (asked.state !== state || !password || !username || asked.site !== addressOf(site)) {
    return false;
  }
  quiet(() => memory.remove(keyOf(s)));
  const token = btoa(String.fromCharCode(...new TextEncoder().encode(`${username}:${password}`)));
  const grant = () => {
    s.engine.assume(0, SERVER);
    return adopt(s, token, "");
  };
  await begin(s, grant, undefined, s.options.keepsStatic);
  return true;
}

/** Where the site lets users approve apps, and the address that it will call itself by. */
async function approvalPage(s) {
  const root = `${s.engine.id()}/?rest_route=/&_fields=authentication,home,url`;
  const { status, body } = await exchange(s, { method: "GET", url: root });
  const index = quiet(() => JSON.parse(body)) ?? {};
  const address = index.authentication?.[SERVER]?.endpoints?.authorization;
  if (!address) {
    throw failure(
      status >= 200 && status < 300 ? "plugin_missing" : "unreachable",
      "This site offers no application passwords.",
      "answered",
      {
        hint:
          "WordPress offers them from 5.6 on, over https: (or with `define('WP_ENVIRONMENT_TYPE', " +
          "'local');` in wp-config.php), unless a plugin or a Basic gate turns them off.",
      },
    );
  }
  const page = urlOf(address);
  const own = [s.engine.id(), index.home].map((url) => quiet(() => new URL(url).origin));
  const loopback = /^(localhost|.*\.localhost|127\.[\d.]+|\[::1\])$/.test(page.hostname);
  if (!own.includes(page.origin) || (page.protocol !== "https:" && !loopback)) {
    throw failure("origin_not_allowed", "The approval page is not the site's own.", "answered");
  }
  return { page, site: addressOf(index.url) };
}

const addressOf = (url) => quiet(() => new URL(url).href.replace(/\/+$/, ""));

function urlOf(address) {
  try {
    return new URL(address, globalThis.location?.href);
  } catch (cause) {
    throw invalidOption("This is no address.", cause);
  }
}
