// Addresses: the site's, the page's and others, without names of people, folders and hosts.
import { isKnown } from "./words.js";

/** Parts of a path that say who answered, or where the REST API is. */
const KNOWN =
  /^(?:|[a-z]{2}(?:-[a-z]{2})?|wp|wp-json|wp-admin|wp-login\.php|wp-includes|wp-content|index\.php|admin-ajax\.php|authorize-application\.php|api|rest|graphql|web|cms|blog|login|log-in|signin|sign-in|sso|auth|account|my-account|cdn-cgi|cgi-sys|home|maintenance|coming-soon|lost-password|\d{3}\.(?:s?html?|php|aspx?|json))$/i;
/** Hosts whose names say something and belong to nobody. */
const PUBLIC = /(^|\.)(w|wordpress|php|cloudflare|imunify360|sucuri|wordfence)\.(org|net|com)$/;
const QUERY =
  /^(rest_route|action|redirect_to|reauth|login|lang|_fields|context|page|per_page|error)$/;

/**
 * @param {{ site: string, root?: string, page?: string, isSecret?: (part: string) => boolean }} known
 */
export function places({ site, root, page, isSecret = () => false }) {
  /** @type {Map<string, string>} */
  const unknown = new Map();
  const home = new URL(site);
  const rootPath = root && new URL(root).pathname.replace(/\/+$/, "");
  const folder = home.pathname.replace(/\/+$/, "");
  const pageHost = page && URL.canParse(page) ? new URL(page).host : undefined;
  /** @type {Map<string, string>} */
  const others = new Map();
  /** @type {string | undefined} */
  let elsewhere;

  /**
   * A host, or the placeholder for it.
   *
   * @param {URL} url
   */
  function hostOf({ hostname, host }) {
    if (host === home.host) return "{host}";
    if (host === pageHost) return "{page}";
    if (PUBLIC.test(hostname)) return hostname;
    elsewhere ??= host;
    if (host === elsewhere) return "{elsewhere}";
    const bare = (/** @type {string} */ name) => name.replace(/^www\./, "");
    const name = bare(hostname) === bare(home.hostname) ? "www.site" : `other${others.size + 1}`;
    if (!others.has(host)) others.set(host, `${name}.example`);
    return /** @type {string} */ (others.get(host));
  }

  /**
   * A path of the site: its folder has another name, and only what is known stays.
   *
   * @param {string} path
   */
  function pathOf(path) {
    const isBelow = folder && `${path}/`.startsWith(`${folder}/`);
    const [before, route] = splitAtRoot(path);
    const place = (isBelow ? before.slice(folder.length) : before)
      .split("/")
      .map((part) => (KNOWN.test(part) ? part : "x"));
    return (isBelow ? "/folder" : "") + place.join("/") + (route ? routeOf(route) : "");
  }

  /**
   * What is before a route: the root that the client knows, or WordPress's usual one.
   *
   * @param {string} path
   */
  function splitAtRoot(path) {
    if (rootPath && `${path}/`.startsWith(`${rootPath}/`)) {
      return [path.slice(0, rootPath.length), path.slice(rootPath.length)];
    }
    return path.split(/(?<=\/wp-json)(?=\/|$)/);
  }

  /**
   * A segment or a placeholder: a replay has to tell routes apart, not to know their names.
   *
   * @param {string} part
   */
  function segmentOf(part) {
    if (isKnown(part) && !isSecret(part)) return part;
    const known = unknown.get(part);
    if (known) return known;
    const name = unknown.size ? `x${unknown.size + 1}` : "x";
    unknown.set(part, name);
    return name;
  }

  const routeOf = (/** @type {string} */ route) => route.split("/").map(segmentOf).join("/");

  /**
   * An absolute address, as far as it says something.
   *
   * @param {string} text
   */
  function urlOf(text) {
    if (!URL.canParse(text)) return "https://unreadable.example/";
    const url = new URL(text);
    const host = hostOf(url);
    // That somebody was named matters to the app's call, not who.
    const user = url.username || url.password ? "user:x@" : "";
    const origin =
      host === "{page}" || host === "{elsewhere}" ? host : `${url.protocol}//${user}${host}`;
    const endsInHost = url.pathname === "/" && !/^[^?#]*\/(?:$|[?#])/.test(text.slice(8));
    const query = [...url.searchParams].map(([name, value]) =>
      name === "rest_route" ? `${name}=${routeOf(value)}` : `${QUERY.test(name) ? name : "x"}=x`,
    );
    const path = endsInHost ? "" : pathOf(url.pathname);
    return `${origin}${path}${query.length ? `?${query.join("&")}` : ""}`;
  }

  return {
    isSecure: home.protocol === "https:",
    folder: folder ? "/folder" : "",
    routeOf: (/** @type {string} */ route) => routeOf(route.replace(/[?#].*/, "")),
    urlOf,
    /**
     * What a case calls the target of a request; nothing for another server's.
     *
     * @param {string} text
     */
    targetOf(text) {
      const url = new URL(text, home);
      if (hostOf(url) !== "{host}") return undefined;
      const route = url.searchParams.get("rest_route");
      if (route === null) return pathOf(url.pathname);
      // Rules of a web server may be about this file alone.
      const file = url.pathname.endsWith("/index.php") ? "/index.php" : "/";
      return `**${file}?rest_route=${routeOf(route)}`;
    },
  };
}
