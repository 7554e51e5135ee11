import { failure, invalidOption } from "../front/error.js";

/** @import { BackendOptions } from "./index.d.ts" */

/** Days for which a session's cookie is kept unless the app says otherwise, in seconds. */
export const MAX_AGE = 30 * 86_400;

/** Shortest secret, in characters. */
const SECRET = 32;

const METHODS_OF_STORE = /** @type {const} */ (["get", "set", "delete"]);

/**
 * `BackendOptions`, checked, with every default filled in.
 *
 * @param {BackendOptions} given
 */
export function backendOptions(given) {
  if (given === null || typeof given !== "object") {
    throw invalidOption("createBackend() needs options with `site` and `secret`.");
  }
  const { site, plugin, headerName, expiryMargin, timeout, allowInsecure, fetch } = given;
  const basePath = basePathOf(given.basePath);
  const cookie = cookieOf(given.cookie);
  if (!`${basePath}/`.startsWith(cookie.path.replace(/\/?$/, "/"))) {
    throw invalidOption(
      "`basePath` must be below `cookie.path`, or browsers do not send the cookie.",
    );
  }
  return {
    client: { site, plugin, headerName, expiryMargin, timeout, allowInsecure },
    fetch: functionOf("fetch", fetch),
    secrets: secretsOf(given.secret),
    basePath,
    cookie,
    store: storeOf(given.store),
    trustedOrigins: originsOf(given.trustedOrigins),
    allow: functionOf("allow", given.allow),
    clientAddress: functionOf("clientAddress", given.clientAddress),
  };
}

/** @param {BackendOptions["secret"]} secret */
function secretsOf(secret) {
  const secrets = Array.isArray(secret) ? secret : [secret];
  const isLong = (/** @type {unknown} */ one) => typeof one === "string" && one.length >= SECRET;
  if (secrets.length > 0 && secrets.every(isLong)) return secrets;
  throw failure("invalid_option", `\`secret\` must be at least ${SECRET} characters long.`, "no", {
    hint: "Make one with `openssl rand -base64 32`, and keep it in an environment variable that only the server has.",
  });
}

function basePathOf(path = "/api/presskey") {
  const fits =
    typeof path === "string" && path.startsWith("/") && !/[?#\\]|\/\/|\/\.\.?(\/|$)/.test(path);
  if (!fits) throw invalidOption('`basePath` must be a path such as "/api/presskey".');
  // As it stands in the URL of a request.
  return new URL(path, "http://x").pathname.replace(/\/$/, "");
}

/** @param {BackendOptions["cookie"]} [given] */
function cookieOf(given = {}) {
  const { name, sameSite = "lax", maxAge = MAX_AGE, domain, path = "/" } = given;
  if (sameSite !== "lax" && sameSite !== "strict") {
    throw invalidOption('`cookie.sameSite` must be "lax" or "strict".');
  }
  if (maxAge !== null && !(Number.isFinite(maxAge) && maxAge > 0)) {
    throw invalidOption("`cookie.maxAge` must be a number of seconds, or null.");
  }
  // RFC 6265 section 4.1.1: a token, and values without what would end them.
  if (name !== undefined && !/^[\w!#$%&'*+.^`|~-]+$/.test(name)) {
    throw invalidOption("`cookie.name` is not the name of a cookie.");
  }
  if (domain !== undefined && !/^\.?[\w-]+(\.[\w-]+)*$/.test(domain)) {
    throw invalidOption("`cookie.domain` must be a host name.");
  }
  if (!/^\/[^;,\s\\]*$/.test(path)) throw invalidOption("`cookie.path` must begin with a slash.");
  const isHostOnly = domain === undefined && path === "/";
  if (name?.startsWith("__Host-") && !isHostOnly) {
    throw invalidOption(
      "A cookie named `__Host-…` must not have `domain`, and its `path` must be `/`.",
    );
  }
  return {
    name,
    sameSite,
    maxAge: maxAge === null ? null : Math.floor(maxAge),
    domain,
    path,
    isHostOnly,
  };
}

/** @param {BackendOptions["store"]} store */
function storeOf(store) {
  if (store === undefined || store === null) return undefined;
  if (METHODS_OF_STORE.every((name) => typeof store[name] === "function")) return store;
  throw invalidOption("`store` must have the methods `get`, `set` and `delete`.");
}

/** @param {BackendOptions["trustedOrigins"]} [origins] */
function originsOf(origins = []) {
  const all = Array.isArray(origins) ? origins : [undefined];
  return all.map((origin) => {
    try {
      const url = new URL(/** @type {string} */ (origin));
      const isBare = url.pathname === "/" && !url.search && !url.hash && !url.username;
      if (isBare && /^https?:$/.test(url.protocol)) return url.origin;
    } catch {
      // Told below.
    }
    throw invalidOption('`trustedOrigins` must list origins such as "https://app.example.com".');
  });
}

/**
 * @template T
 * @param {string} name
 * @param {T} value
 */
function functionOf(name, value) {
  if (value === undefined || typeof value === "function") return value;
  throw invalidOption(`\`${name}\` must be a function.`);
}
