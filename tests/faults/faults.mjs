// Software between a frontend and its WordPress on real hosts, each by name.
import { setTimeout as sleep } from "node:timers/promises";
import { page } from "./proxy.mjs";

/** @typedef {import("./proxy.mjs").Fault} Fault */

const origin = "access-control-allow-origin";
const without = (headers, ...names) =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !names.includes(name)));
const cors = (names) => names.filter((name) => name.startsWith("access-control-"));

/** Changes WordPress's responses. */
const changed = (change) => async (asked, next) => {
  const answer = await next(asked);
  return { ...answer, ...change(answer, asked) };
};

/** Changes some headers of WordPress's responses; undefined removes one. */
const withHeaders = (headers) =>
  changed((answer) => ({
    headers: Object.fromEntries(
      Object.entries({ ...answer.headers, ...headers }).filter(([, value]) => value !== undefined),
    ),
  }));

/** A fault of some requests only. */
const only = (fits, fault) => (asked, next) => (fits(asked) ? fault(asked, next) : next(asked));

/** The same response to everything. */
const always = (answer) => async (asked) => (typeof answer === "function" ? answer(asked) : answer);

/** What web servers add when told to open everything: `Header always set`. */
const opened = (answer) => (asked) => ({
  ...answer,
  headers: {
    ...answer.headers,
    [origin]: "*",
    "access-control-allow-headers": "*, Authorization",
    "access-control-allow-methods": "*",
    ...(asked.method === "OPTIONS" && { allow: "GET, POST" }),
  },
});

const preflight = ({ method }) => method === "OPTIONS";
const LOGIN = "/jwt-auth/v1/token";
/** As WordPress reads it: a slash more is the same route. */
const login = ({ url }) => routeOf(url)?.replace(/\/$/, "") === LOGIN;
/** Rules that add a slash look at the path alone, and at each. */
const withoutSlash = ({ url }) => /\/wp-json\/[^?]*[^/?](\?|$)/.test(url);

/** The REST route that is asked for; undefined for pages. */
function routeOf(address) {
  const { pathname, searchParams } = new URL(address, "http://site");
  return searchParams.get("rest_route") ?? pathname.match(/\/wp-json(\/.*|$)/)?.[1];
}

/** @param {(asked: import("./proxy.mjs").Asked) => string} target */
const redirect = (target, status = 301) =>
  always((asked) => ({ ...page(status, "Moved"), headers: { location: target(asked) } }));

const empty = { status: 200, body: "" };

export const faults = {
  none: undefined,

  stripAuthorization: (asked, next) =>
    next({ ...asked, headers: without(asked.headers, "authorization") }),

  // CORS
  noAllowOrigin: withHeaders({ [origin]: undefined }),
  noCorsAtAll: changed(({ headers }) => ({
    headers: without(headers, ...cors(Object.keys(headers))),
  })),
  doubleAllowOrigin: changed(({ headers }) => ({
    headers: { ...headers, [origin]: ["*", headers[origin] ?? "*"] },
  })),
  wrongAllowOrigin: withHeaders({ [origin]: "https://www.example.com" }),
  wildcardWithCredentials: withHeaders({ [origin]: "*" }),
  refuseOptions: (status) => only(preflight, always(page(status, `${status}`))),
  refuseOptionsInJson: only(
    preflight,
    always((asked) =>
      opened({
        status: 401,
        headers: { "content-type": "application/json" },
        body: '{"code":"rest_cannot_access","message":"No","data":{"status":401}}',
      })(asked),
    ),
  ),
  redirectOptions: only(
    preflight,
    redirect((asked) => `${asked.url}/`),
  ),
  headerNotAllowed: withHeaders({ "access-control-allow-headers": "X-WP-Nonce, Content-Type" }),
  contentTypeNotAllowed: withHeaders({ "access-control-allow-headers": "Authorization" }),
  methodNotAllowed: withHeaders({ "access-control-allow-methods": "GET" }),

  /** As before WordPress 5.5. */
  hideLink: withHeaders({ "access-control-expose-headers": "X-WP-Total, X-WP-TotalPages" }),

  // Redirects
  redirectTo: (elsewhere) => redirect((asked) => elsewhere + asked.url),
  slashAtPaths: only(
    withoutSlash,
    redirect((asked) => asked.url.replace(/(\?|$)/, "/$1")),
  ),
  redirectLogin: only(
    login,
    redirect(() => "/my-account/", 302),
  ),
  loginWall: only(
    ({ url }) => routeOf(url) !== undefined,
    redirect((asked) => `/wp-login.php?redirect_to=${encodeURIComponent(asked.url)}`, 302),
  ),

  // Pages in place of responses
  page: (status, text, headers) => always(page(status, text, headers)),
  openPage: (status, text, headers) => always(opened(page(status, text, headers))),
  basicGate: (asked, next) =>
    asked.headers.authorization?.startsWith("Basic ")
      ? next(asked)
      : page(401, "Authorization Required", { "www-authenticate": 'Basic realm="Staging"' }),

  // PHP
  noticesBeforeJson: changed(({ body }) => ({
    body: `<br />\n<b>Warning</b>:  Undefined variable $x in <b>/var/www/plugin.php</b> on line <b>3</b><br />\n${body}`,
  })),
  byteOrderMark: changed(({ body }) => ({ body: `\uFEFF${body}` })),
  emptyAnswer: changed(() => empty),
  emptyLogin: only(
    login,
    changed(() => empty),
  ),
  fatal: always(page(500, "There has been a critical error on this website.")),
  fatalAtLogin: only(login, always(page(500, "There has been a critical error."))),
  tooManyRequests: (open) =>
    changed(({ headers }) => ({
      status: 429,
      headers: {
        ...(open ? headers : {}),
        "retry-after": "30",
        "content-type": "application/json",
      },
      body: '{"code":"too_many_requests","message":"Slow down","data":{"status":429}}',
    })),

  // Caches
  /** Caches GETs by URL alone, for all users together. */
  staleCache() {
    const kept = new Map();
    return async (asked, next) => {
      if (asked.method !== "GET") return next(asked);
      const answer = kept.get(asked.url) ?? (await next(asked));
      kept.set(asked.url, answer);
      return { ...answer, headers: { ...answer.headers, age: "60" } };
    };
  },
  /** Serves what a visitor got to everybody. */
  anonymousCache: only(
    ({ method }) => method === "GET",
    (asked, next) => next({ ...asked, headers: without(asked.headers, "authorization") }),
  ),

  // The network
  delay: (milliseconds) => async (asked, next) => {
    await sleep(milliseconds);
    return next(asked);
  },
  cutBeforeHeaders: async () => null,
  cutInBody: changed(() => ({ cut: 10 })),
};
