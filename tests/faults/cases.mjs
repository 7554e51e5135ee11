// Every way in which a call to a WordPress fails here, with the truth about it.
import { faults } from "./faults.mjs";

/**
 * @typedef {object} Case
 * @property {string} name
 * @property {string | Record<string, string>} truth the code that every call fails with, or of those
 *   named; the others succeed. `*` stands for all not named.
 * @property {RegExp} [cause] what the hint must name, alone or among others
 * @property {string} [finding] the id of the finding that must fail; none may if it is left out
 * @property {string} [warning] the id of one that must warn, of what fails no call
 * @property {import("./proxy.mjs").Fault} [fault]
 * @property {(elsewhere?: string) => import("./proxy.mjs").Fault} [makeFault] one with a state, or
 *   one that needs the address of the second server
 * @property {object} [settings] of the site
 * @property {object} [client] options of createClient()
 * @property {(url: string) => string} [site] the address that the app was given
 * @property {string} [host] @property {string} [folder] @property {boolean} [tls]
 * @property {boolean} [securePage] the page has come by https:
 * @property {boolean} [offline]
 * @property {boolean} [cookies] there is a call with the visitor's cookies, too
 * @property {string} [elsewhere] there is a second server of this name; "https": the same by TLS
 */

const DELAY = 3000;

/** Without the rules, too, that were made for pretty ones. */
const PLAIN = { wp_options: { permalink_structure: "", rewrite_rules: { "^$": "index.php" } } };

/** @type {Case[]} */
export const cases = [
  { name: "nothing is wrong", truth: {} },

  // Authorization
  {
    name: "Authorization is stripped",
    fault: faults.stripAuthorization,
    truth: { me: "authorization_stripped", create: "authorization_stripped" },
    cause: /SetEnvIf|CGIPassAuth/,
    finding: "authorization",
  },

  // CORS
  {
    name: "allow-origin is dropped",
    fault: faults.noAllowOrigin,
    truth: "cors_blocked",
    cause: /Access-Control-Allow-Origin/i,
    finding: "cors",
  },
  {
    name: "all CORS headers are dropped",
    fault: faults.noCorsAtAll,
    truth: "cors_blocked",
    cause: /Access-Control-Allow-Origin/i,
    finding: "cors",
  },
  {
    name: "allow-origin comes twice",
    fault: faults.doubleAllowOrigin,
    truth: "cors_blocked",
    cause: /twice|two|double|once/i,
    finding: "cors",
  },
  {
    name: "allow-origin names another origin",
    fault: faults.wrongAllowOrigin,
    truth: "cors_blocked",
    cause: /another origin|other origin|origin/i,
    finding: "cors",
  },
  {
    name: "allow-origin is * for a call with cookies",
    fault: faults.wildcardWithCredentials,
    cookies: true,
    truth: { cookies: "cors_blocked" },
    cause: /\*|wildcard/i,
  },
  ...[404, 405, 403].map((status) => ({
    name: `OPTIONS is refused with ${status}`,
    fault: faults.refuseOptions(status),
    truth: { me: "cors_blocked", create: "cors_blocked" },
    cause: /preflight|OPTIONS/,
    finding: "preflight",
  })),
  {
    name: "OPTIONS is refused with 401 in JSON and CORS headers",
    fault: faults.refuseOptionsInJson,
    truth: { me: "cors_blocked", create: "cors_blocked" },
    cause: /preflight|OPTIONS/,
    finding: "preflight",
  },
  {
    name: "OPTIONS is redirected",
    fault: faults.redirectOptions,
    truth: { me: "cors_blocked", create: "cors_blocked" },
    cause: /preflight|OPTIONS/,
    finding: "preflight",
  },
  {
    name: "Authorization is not in the allow list",
    fault: faults.headerNotAllowed,
    truth: { me: "cors_blocked", create: "cors_blocked" },
    cause: /Access-Control-Allow-Headers/i,
    finding: "preflight",
  },
  {
    name: "Content-Type is not in the allow list",
    fault: faults.contentTypeNotAllowed,
    truth: { create: "cors_blocked" },
    cause: /Access-Control-Allow-Headers/i,
    finding: "preflight",
  },

  // Redirects
  {
    name: "another host",
    elsewhere: "localhost",
    makeFault: faults.redirectTo,
    truth: "redirected",
    cause: /redirect/i,
    finding: "redirects",
  },
  {
    name: "to www",
    host: "site.localhost",
    elsewhere: "www.site.localhost",
    makeFault: faults.redirectTo,
    truth: "redirected",
    cause: /redirect/i,
    finding: "redirects",
  },
  {
    name: "http to https",
    host: "site.localhost",
    elsewhere: "https",
    makeFault: faults.redirectTo,
    truth: "redirected",
    cause: /https/i,
    finding: "redirects",
  },
  {
    name: "a rule adds a slash to every path",
    site: (url) => `${url}/wp-json/`,
    fault: faults.slashAtPaths,
    truth: {},
  },
  {
    name: "the login alone is redirected",
    fault: faults.redirectLogin,
    truth: { login: "redirected" },
    cause: /redirect/i,
    finding: "redirects",
  },
  {
    name: "a login wall redirects the REST API",
    fault: faults.loginWall,
    truth: "redirected",
    cause: /redirect/i,
    finding: "redirects",
  },

  // Pages in place of responses, unreadable and readable
  {
    name: "a theme's page",
    fault: faults.page(200, "My Blog"),
    truth: "cors_blocked",
    cause: /not WordPress|frontend|HTML|page/i,
    finding: "cors",
  },
  {
    name: "the frontend's own page, readable",
    fault: faults.openPage(200, "My App"),
    truth: "rest_not_found",
    cause: /frontend/i,
    finding: "rest",
  },
  {
    name: "404 pages, readable",
    fault: faults.openPage(404, "Not found"),
    truth: "rest_not_found",
    cause: /address/i,
    finding: "rest",
  },
  {
    name: "maintenance page",
    fault: faults.page(503, "Briefly unavailable for scheduled maintenance.", {
      "retry-after": "600",
    }),
    truth: "cors_blocked",
    cause: /maintenance/i,
    finding: "cors",
  },
  {
    name: "maintenance page, readable",
    fault: faults.openPage(503, "Briefly unavailable for scheduled maintenance.", {
      "retry-after": "600",
    }),
    truth: "malformed_response",
    cause: /maintenance/i,
    finding: "rest",
  },
  ...[403, 503].map((status) => ({
    name: `firewall challenge, ${status}`,
    fault: faults.page(status, "Just a moment...", { "cf-mitigated": "challenge" }),
    truth: "cors_blocked",
    cause: /firewall/i,
    finding: "cors",
  })),
  {
    name: "firewall challenge, readable",
    fault: faults.openPage(403, "Just a moment..."),
    truth: "malformed_response",
    cause: /firewall/i,
    finding: "rest",
  },
  {
    name: "Basic gate",
    fault: faults.basicGate,
    truth: "cors_blocked",
    cause: /password|Basic/i,
    finding: "cors",
  },

  // PHP
  {
    name: "PHP notices before JSON",
    fault: faults.noticesBeforeJson,
    truth: "malformed_response",
    cause: /display_errors/,
    finding: "rest",
  },
  { name: "a byte order mark before JSON", fault: faults.byteOrderMark, truth: {} },
  {
    name: "empty answers",
    fault: faults.emptyAnswer,
    truth: "malformed_response",
    cause: /empty/i,
    finding: "rest",
  },
  {
    name: "the login's answer is empty",
    fault: faults.emptyLogin,
    truth: { login: "malformed_response" },
    cause: /empty/i,
    finding: "login",
  },
  {
    name: "PHP dies",
    fault: faults.fatal,
    truth: "cors_blocked",
    cause: /PHP/,
    finding: "cors",
  },
  {
    name: "PHP dies at the login",
    fault: faults.fatalAtLogin,
    truth: { login: "cors_blocked" },
    cause: /PHP/,
    finding: "login",
  },
  {
    name: "429, readable",
    fault: faults.tooManyRequests(true),
    truth: "rate_limited",
    finding: "rest",
  },
  {
    name: "429 without CORS headers",
    fault: faults.tooManyRequests(false),
    truth: "cors_blocked",
    cause: /too many|limit/i,
    finding: "cors",
  },

  // Caches
  {
    name: "a cache serves an authorised answer to others",
    makeFault: faults.staleCache,
    truth: {},
    finding: "cache",
  },
  {
    name: "a cache serves a visitor's answer to a user",
    fault: faults.anonymousCache,
    truth: { me: "not_authenticated" },
    cause: /cache/i,
    finding: "cache",
  },

  // The network
  {
    name: "answers come too late",
    fault: faults.delay(DELAY),
    client: { timeout: 500 },
    truth: "timeout",
    finding: "reachable",
  },
  {
    name: "connections end before the headers",
    fault: faults.cutBeforeHeaders,
    truth: "unreachable",
    finding: "reachable",
  },
  {
    name: "connections end in the body",
    fault: faults.cutInBody,
    truth: "unreachable",
    finding: "reachable",
  },
  {
    name: "nothing listens",
    site: () => "http://127.0.0.1:9",
    truth: "unreachable",
    finding: "reachable",
  },
  { name: "offline", offline: true, truth: "offline", finding: "reachable" },
  {
    name: "a page on https, a site on http",
    host: "site.test",
    client: { allowInsecure: true },
    securePage: true,
    truth: "mixed_content",
    finding: "reachable",
  },

  // WordPress
  {
    name: "a plugin closes the REST API",
    settings: { closed: "rest_cannot_access" },
    truth: "rest_closed",
    finding: "rest",
  },
  {
    name: "the snippet of WordPress's handbook closes the REST API",
    settings: { closed: "rest_not_logged_in" },
    // Single routes of an open WordPress refuse a visitor in the same words: only the index tells.
    truth: { login: "rest_closed", posts: "not_authenticated" },
    finding: "rest",
  },
  {
    name: "plain permalinks",
    settings: PLAIN,
    truth: {},
  },
  {
    name: "plain permalinks, and the answer does not show where the root is",
    settings: PLAIN,
    fault: faults.hideLink,
    truth: {},
  },
  {
    name: "plain permalinks, and the app names /wp-json/",
    settings: PLAIN,
    site: (url) => `${url}/wp-json/`,
    truth: {},
  },
  { name: "in a folder", folder: "/blog", truth: {} },
  {
    name: "in a folder that the app does not name",
    folder: "/blog",
    site: (url) => url.replace("/blog", ""),
    truth: "cors_blocked",
    cause: /folder|address/i,
    finding: "cors",
  },
  {
    name: "no secret",
    settings: { bad_config: true },
    truth: { login: "server_misconfigured" },
    cause: /JWT_AUTH_SECRET_KEY/,
    finding: "secret",
  },
  {
    name: "another address in the settings",
    settings: { wp_options: { home: "http://old.example.com", siteurl: "http://old.example.com" } },
    truth: {},
    warning: "address",
  },
  {
    name: "the plugin is off",
    settings: { plugins: [] },
    truth: { login: "plugin_missing" },
    cause: /activate/i,
    finding: "plugin",
  },
  {
    name: "maintenance mode",
    settings: { maintenance: true },
    truth: "cors_blocked",
    cause: /maintenance/i,
    finding: "cors",
  },
  {
    name: "a clock ten minutes ahead",
    settings: { clock_offset: 600 },
    truth: {},
    warning: "clock",
  },
];
