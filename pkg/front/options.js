import { check, checkNumber, checkOneOf, failure, invalidOption } from "./error.js";
import { placeOf } from "./place.js";
import { quiet } from "./storage.js";

/**
 * @import { ClientOptions, PluginSpec } from "../index.d.ts"
 * @import { Options } from "./types.d.ts"
 */

/** The type of each option that is one value, and what it is if it is not given. */
/** @type {{ [name in keyof Options]?: [kind: string, usual?: unknown] }} */
const SIMPLE = {
  storageKey: ["string"],
  expiryMargin: ["number", 30],
  onLoginRequired: ["function"],
  allowInsecure: ["boolean"],
  headerName: ["string", "Authorization"],
  timeout: ["number", 30000],
  fetch: ["function"],
};

/** Every `PluginId` (tests hold it against the engine's). */
const PLUGINS =
  /* @__PURE__ */ "auto jwt-auth jwt-authentication-for-wp-rest-api wp-graphql-jwt-authentication simple-jwt-authentication simple-jwt-login wp-rest-api-authentication jwt-auth-pro-wp-rest-api application-passwords api-key cookie wp-user oauth1 basic-auth".split(
    " ",
  );

/**
 * `ClientOptions`, checked, with every default filled in.
 *
 * @param {string | URL | ClientOptions} site
 * @param {(plugin: ClientOptions["plugin"]) => boolean} [isStatic] checks `plugin`, which has no
 *   meaning where there is only a backend
 * @returns {Options}
 */
export function optionsOf(site, isStatic) {
  /** @type {ClientOptions} */
  const given = typeof site === "string" || site instanceof URL ? { site } : site;
  if ((given?.site ?? given?.via) == null) throw invalidOption("`site` is needed.");
  const isTemporary = isStatic?.(given.plugin);
  const options = /** @type {Options} */ ({
    plugin: given.plugin ?? "auto",
    storage: given.storage ?? (isTemporary ? "memory" : "session"),
    /** Credentials that never expire are kept only where the app says so. */
    keepsStatic: given.storage !== undefined,
    refresh: given.refresh ?? "auto",
    allowedOrigins: given.allowedOrigins ?? [],
    site: String(given.site ?? ""),
    via: given.via?.toString(),
    place: placeOf(),
  });
  for (const [name, [kind, usual]] of /** @type {[keyof ClientOptions, [string, unknown?]][]} */ (
    Object.entries(SIMPLE)
  )) {
    const value = given[name] ?? usual;
    check(value === undefined || typeof value === kind, name, `a ${kind}`);
    if (kind === "number") checkNumber(name, /** @type {number} */ (value));
    /** @type {Record<string, unknown>} */ (/** @type {unknown} */ (options))[name] = value;
  }
  const { allowInsecure, place, storage, via } = options;
  checkOneOf("refresh", options.refresh, ["auto", "on-demand", "manual"]);
  check(Array.isArray(options.allowedOrigins), "allowedOrigins", "a list");
  // A token of RFC 9110 section 5.6.2.
  const header = /** @type {PluginSpec | undefined} */ (given.plugin)?.header ?? options.headerName;
  check(/^[\w!#$%&'*+.^`|~-]+$/.test(header), "headerName", "the name of a header");
  const isAdapter =
    typeof storage === "object" &&
    /** @type {const} */ (["get", "set", "remove"]).every(
      (name) => typeof storage[name] === "function",
    );
  // Or an object with these methods.
  if (!isAdapter) checkOneOf("storage", storage, ["session", "local", "memory", "vault"]);
  if (storage === "local" && place === "worker") {
    throw failure("storage_unavailable", "Workers have no localStorage.");
  }
  options.id = via ?? idOf(checked(options.site, allowInsecure));
  options.key = options.storageKey ?? `presskey:${options.id}`;
  for (const origin of options.allowedOrigins) checked(String(origin), allowInsecure);
  return options;
}

/**
 * An address that may receive a token, as a URL.
 *
 * @param {string} address
 * @param {boolean | undefined} allowInsecure
 */
function checked(address, allowInsecure) {
  const url = /** @type {URL} Or undefined, which is refused first. */ (urlOf(address));
  if (!/^https?:$/.test(url?.protocol)) {
    throw invalidOption('`site` and `allowedOrigins` must begin with "https://".');
  }
  if (url.protocol === "http:" && !allowInsecure && !isLoopback(url.hostname)) {
    const hint =
      "Use the https: address. For a test server without TLS, set `allowInsecure: true`.";
    const message = "Over http:, anybody on the network can read the password and the token.";
    throw failure("insecure_site", message, "no", { hint });
  }
  return url;
}

/**
 * An address as a URL, if it is one. `fetch` takes none with credentials, and would say that the network
 * is down.
 *
 * @param {string} address
 */
export function urlOf(address) {
  const url = quiet(() => new URL(address));
  if (url?.username || url?.password) {
    throw invalidOption("An address must not contain a user name or password.");
  }
  return url;
}

/**
 * Whether plain http: to this host stays on the machine. A URL parser has written it.
 *
 * @param {string} host
 */
export const isLoopback = (host) => /^((.+\.)?localhost|127(\.\d+){3}|\[::1\])$/.test(host);

/**
 * Origin and path of the site, whatever address it is: `Site::id` in src/core/site.rs.
 *
 * @param {URL} url
 */
export const idOf = ({ origin, pathname }) =>
  origin + pathname.replace(/(\/index\.php)?\/*(\/wp-json(\/.*)?)?$/, "");

/**
 * Checks `plugin`. Whether its credentials never expire: they are kept only where the app says so.
 *
 * @param {ClientOptions["plugin"]} plugin
 */
export function isStatic(plugin = "auto") {
  if (typeof plugin !== "object") checkOneOf("plugin", plugin, PLUGINS);
  const { id = plugin, login } = /** @type {Partial<PluginSpec>} */ (plugin ?? {});
  return (
    ["basic-auth", "application-passwords", "api-key"].includes(/** @type {string} */ (id)) ||
    login?.static !== undefined
  );
}
