import { failure, invalidOption } from "./error.js";
import { placeOf } from "./place.js";

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

/** `ClientOptions`, checked, with every default but `storageKey` filled in. */
export function optionsOf(site) {
  const given = typeof site === "string" || site instanceof URL ? { site } : site;
  if (given?.site == null) throw invalidOption("createClient() needs a site.");
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
    storageKey: given.storageKey,
    expiryMargin: given.expiryMargin ?? 30,
    refresh: given.refresh ?? "auto",
    onLoginRequired: given.onLoginRequired,
    allowedOrigins: given.allowedOrigins ?? [],
    allowInsecure: given.allowInsecure ?? false,
    headerName: given.headerName ?? "Authorization",
    timeout: given.timeout ?? 30000,
    fetch: given.fetch,
    site: String(given.site),
    place: placeOf(),
  };
  if (typeof options.plugin !== "string" && typeof options.plugin !== "object") {
    throw invalidOption("`plugin` must be a string or a description (`PluginSpec`).");
  }
  if (!["auto", "on-demand", "manual"].includes(options.refresh)) {
    throw invalidOption('`refresh` must be "auto", "on-demand" or "manual".');
  }
  if (!Array.isArray(options.allowedOrigins)) throw invalidOption("`allowedOrigins` is an array.");
  if (options.timeout > LONGEST) throw invalidOption("`timeout` is in milliseconds: too long.");
  // A token of RFC 9110 section 5.6.2.
  if (!/^[\w!#$%&'*+.^`|~-]+$/.test(given.plugin?.header ?? options.headerName)) {
    throw invalidOption("`headerName`, or `header` of the plugin, is not the name of a header.");
  }
  checkStorage(options);
  return options;
}

/** Credentials that never expire are kept only where the app says so. */
const isStatic = (plugin) =>
  ["basic-auth", "application-passwords", "api-key"].includes(plugin?.id ?? plugin) ||
  plugin?.login?.static !== undefined;

function checkStorage({ storage, place }) {
  const adapter =
    typeof storage === "object" &&
    ["get", "set", "remove"].every((name) => typeof storage[name] === "function");
  if (!adapter && !["session", "local", "memory", "vault"].includes(storage)) {
    throw invalidOption('`storage` must be "session", "local", "memory", "vault" or an adapter.');
  }
  if (storage === "local" && place === "worker") {
    throw failure("storage_unavailable", "Workers have no localStorage.");
  }
}
