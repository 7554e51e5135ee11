import { checkOneOf, failure, invalidOption } from "./error.js";
import { placeOf } from "./place.js";
import { quiet } from "./storage.js";

/** The longest time that a timer keeps: it counts in 32 bits. */
export const LONGEST = 2147483647;

const KINDS = {
  storageKey: "string",
  expiryMargin: "number",
  refresh: "string",
  onLoginRequired: "function",
  allowInsecure: "boolean",
  headerName: "string",
  timeout: "number",
  fetch: "function",
};

/** Every `PluginId` (tests hold it against the engine's). */
const PLUGINS =
  "auto jwt-auth jwt-authentication-for-wp-rest-api simple-jwt-login jwt-auth-pro-wp-rest-api wp-rest-api-authentication simple-jwt-authentication wp-user wp-graphql-jwt-authentication application-passwords basic-auth api-key oauth1 cookie".split(
    " ",
  );

/** `ClientOptions`, checked, with every default filled in. */
export function optionsOf(site) {
  const given = typeof site === "string" || site instanceof URL ? { site } : site;
  if ((given?.site ?? given?.via) == null) throw invalidOption("createClient() needs a site.");
  for (const [name, kind] of Object.entries(KINDS)) {
    const value = given[name] ?? undefined;
    if (value !== undefined && (typeof value !== kind || value < 0 || Number.isNaN(value))) {
      throw invalidOption(
        `\`${name}\` must be a ${kind}${kind === "number" ? ", 0 or more" : ""}.`,
      );
    }
  }
  const options = {
    plugin: given.plugin ?? "auto",
    storage: given.storage ?? (isStatic(given.plugin) ? "memory" : "session"),
    /** Credentials that never expire are kept only where the app says so. */
    keepsStatic: given.storage !== undefined,
    expiryMargin: given.expiryMargin ?? 30,
    refresh: given.refresh ?? "auto",
    onLoginRequired: given.onLoginRequired,
    allowedOrigins: given.allowedOrigins ?? [],
    allowInsecure: given.allowInsecure ?? false,
    headerName: given.headerName ?? "Authorization",
    timeout: given.timeout ?? 30000,
    fetch: given.fetch,
    site: String(given.site ?? ""),
    via: given.via && String(given.via),
    place: placeOf(),
  };
  const { plugin } = options;
  if (typeof plugin !== "object") checkOneOf("plugin", plugin, PLUGINS);
  checkOneOf("refresh", options.refresh, ["auto", "on-demand", "manual"]);
  if (!Array.isArray(options.allowedOrigins)) throw invalidOption("`allowedOrigins` is an array.");
  if (options.timeout > LONGEST) throw invalidOption("`timeout` is in milliseconds: too long.");
  // A token of RFC 9110 section 5.6.2.
  if (!/^[\w!#$%&'*+.^`|~-]+$/.test(given.plugin?.header ?? options.headerName)) {
    throw invalidOption("`headerName` must be the name of a header.");
  }
  checkStorage(options);
  const { allowInsecure, via } = options;
  options.id = via ?? idOf(checked(options.site, allowInsecure));
  options.key = given.storageKey ?? `presskey:${options.id}`;
  for (const origin of options.allowedOrigins) checked(String(origin), allowInsecure);
  return options;
}

/** An address that may receive a token, as a URL. */
function checked(address, allowInsecure) {
  const url = quiet(() => new URL(address));
  if (!/^https?:$/.test(url?.protocol)) {
    throw invalidOption('The site must be an address that begins with "https://".');
  }
  refuseCredentials(url);
  if (url.protocol === "http:" && !allowInsecure && !isLoopback(url.hostname)) {
    const hint = "Use the https: address. For a test server without TLS set `allowInsecure: true`.";
    const message = "Over http: everybody on the way can read the password and the token.";
    throw failure("insecure_site", message, "no", { hint });
  }
  return url;
}

/** `fetch` takes no such address, and would say that the network is down. */
export function refuseCredentials(url) {
  if (url?.username || url?.password) {
    throw invalidOption("An address must not hold a username or password.");
  }
}

/** Whether plain http: to this host stays on the machine. A URL parser has written it. */
export const isLoopback = (host) => /^((.+\.)?localhost|127(\.\d+){3}|\[::1\])$/.test(host);

/** Origin and path of the site, whichever of its addresses it is: `Site::id` in src/core/site.rs. */
export const idOf = ({ origin, pathname }) =>
  origin +
  pathname
    .replace(/\/wp-json(\/.*)?$/, "")
    .replace(/\/+$/, "")
    .replace(/\/index\.php$/, "");

/** Credentials that never expire are kept only where the app says so. */
const isStatic = (plugin) =>
  ["basic-auth", "application-passwords", "api-key"].includes(plugin?.id ?? plugin) ||
  plugin?.login?.static !== undefined;

function checkStorage({ storage, place }) {
  const adapter =
    typeof storage === "object" &&
    ["get", "set", "remove"].every((name) => typeof storage[name] === "function");
  // Or an object with these methods.
  if (!adapter) checkOneOf("storage", storage, ["session", "local", "memory", "vault"]);
  if (storage === "local" && place === "worker") {
    throw failure("storage_unavailable", "Workers have no localStorage.");
  }
}
