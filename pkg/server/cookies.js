import { failure } from "../front/error.js";

/** @import { Cookie, CookieOptions, Form, Options } from "./types.d.ts" */

/** Longest `Set-Cookie` in bytes. Browsers take 4,096 for name and value, some for all of it. */
const LONGEST = 3900;

/** Most cookies that one session is split over. */
const MOST = 8;

const LOOPBACK = /^((.+\.)?localhost|127(\.\d+){3}|\[::1\])$/;

/**
 * Whether the browser reaches this server by plain `http:` on its own machine, where `Secure`
 * cookies are not kept by all browsers. `request.url` alone does not tell: Next.js gives
 * `http://localhost:3000` or `http://0.0.0.0:3000` behind a proxy as well, and so does nginx with a bare
 * `proxy_pass`. The other signs can only make the result "no", so a forged one weakens nothing.
 *
 * @param {Request} request
 */
export function isLoopback({ url, headers }) {
  const { protocol, hostname } = new URL(url);
  const host = headers.get("Host");
  return (
    protocol === "http:" &&
    (LOOPBACK.test(hostname) || hostname === "0.0.0.0") &&
    (!host || LOOPBACK.test(host.replace(/:\d+$/, ""))) &&
    !/^https/i.test(headers.get("X-Forwarded-Proto") ?? "") &&
    !/^https:/i.test(headers.get("Origin") ?? "") &&
    // A `GET` has no Origin. A link from elsewhere to this machine has a Referer as well.
    !(
      headers.get("Sec-Fetch-Site") === "same-origin" &&
      /^https:/i.test(headers.get("Referer") ?? "")
    )
  );
}

/**
 * The two names and forms that a cookie has: behind TLS, and on loopback without.
 *
 * @param {Options["cookie"]} cookie
 * @param {string} [suffix]
 * @returns {{ secure: Form, plain: Form }}
 */
export function cookieForms({ name, isHostOnly, sameSite, domain, path }, suffix = "") {
  const secure = (name ?? `__${isHostOnly ? "Host" : "Secure"}-presskey`) + suffix;
  const plain = secure.replace(/^__(Host|Secure)-/, "");
  const more = { httpOnly: true, sameSite, path };
  return {
    secure: { name: secure, options: { ...more, ...(domain && { domain }), secure: true } },
    plain: { name: plain, options: { ...more, secure: false } },
  };
}

/** @param {string} name @param {number} index */
const chunkName = (name, index) => `${name}.${index}`;
const ALL = Array.from({ length: MOST }, (_, index) => index);

/** Every name under which parts of a cookie may be found. */
const namesOf = (/** @type {string} */ name) => [
  name,
  ...ALL.map((index) => chunkName(name, index)),
];

/**
 * Those of its names that a browser has sent, and the texts that its parts make.
 *
 * @param {import("./types.d.ts").Visitor["get"]} get
 * @param {string} name
 */
export async function readChunks(get, name) {
  /** @type {Map<string, string>} */
  const found = new Map();
  for (const each of namesOf(name)) {
    const value = await get(each);
    if (value !== undefined) found.set(each, value);
  }
  const texts = /** @type {string[]} */ (found.has(name) ? [found.get(name)] : []);
  // The first part begins with their number: a later one may be left over from a longer value.
  const [, count, first] = /^([2-8])\.(.*)/.exec(found.get(chunkName(name, 0)) ?? "") ?? [];
  if (count) {
    const rest = ALL.slice(1, Number(count)).map((index) => found.get(chunkName(name, index)));
    if (!rest.includes(undefined)) texts.push([first, ...rest].join(""));
  }
  return { found: [...found.keys()], texts };
}

/**
 * A value as cookies, and the removal of those that are left of an earlier one.
 *
 * @param {Form} form
 * @param {string} value
 * @param {number | null} maxAge
 * @param {string[]} found
 * @returns {Cookie[]}
 */
export function writeChunks({ name, options }, value, maxAge, found) {
  const given = maxAge === null ? options : { ...options, maxAge };
  const room = LONGEST - serialise(chunkName(name, 0), "", given).length;
  /** @param {string} name @param {string} value */
  const set = (name, value) => ({ name, value, options: given });
  /** @type {Cookie[]} */
  const cookies = [];
  if (value.length <= room) cookies.push(set(name, value));
  else {
    const count = Math.ceil((value.length + 2) / room);
    if (count > MOST) throw tooLong();
    const whole = `${count}.${value}`;
    for (let index = 0; index < count; index++) {
      const part = whole.slice(index * room, (index + 1) * room);
      cookies.push(set(chunkName(name, index), part));
    }
  }
  const kept = cookies.map((cookie) => cookie.name);
  return [
    ...cookies,
    ...removals(
      { options },
      found.filter((each) => !kept.includes(each)),
    ),
  ];
}

/** @param {Pick<Form, "options">} form @param {string[]} names @returns {Cookie[]} */
export const removals = ({ options }, names) =>
  names.map((name) => ({ name, value: "", options: { ...options, maxAge: 0 } }));

const tooLong = () =>
  failure("internal_error", "The session is too large for cookies.", "answered", {
    hint: "Give createBackend() a `store`, for example `store: redisStore(client)`: the cookie then holds an id only.",
  });

const SAME_SITE = { lax: "Lax", strict: "Strict" };

/**
 * A `Set-Cookie` header's value.
 *
 * @param {string} name
 * @param {string} value
 * @param {CookieOptions} options
 */
export function serialise(name, value, { httpOnly, secure, sameSite, path, domain, maxAge }) {
  return [
    `${name}=${value}`,
    `Path=${path}`,
    domain && `Domain=${domain}`,
    // Expires as well, since some proxies and old clients know nothing else.
    maxAge !== undefined && `Max-Age=${maxAge}`,
    maxAge === 0 && "Expires=Thu, 01 Jan 1970 00:00:00 GMT",
    httpOnly && "HttpOnly",
    secure && "Secure",
    `SameSite=${SAME_SITE[sameSite]}`,
  ]
    .filter(Boolean)
    .join("; ");
}

/**
 * Without the blanks around it that browsers send (RFC 6265). What else trim() drops is part of a name:
 * a subdomain could set `\u00a0__Host-…`, which has no prefix for the browser.
 *
 * @param {string} text
 */
const bare = (text) => text.replace(/^[ \t]+|(?<![ \t])[ \t]+$/g, "");

/**
 * The cookies of a `Cookie` header. Of two with one name the first: it has the longer path.
 *
 * @param {string | null} header
 */
export function parseCookies(header) {
  /** @type {Map<string, string>} */
  const cookies = new Map();
  for (const pair of (header ?? "").split(";")) {
    const at = pair.indexOf("=");
    const name = bare(pair.slice(0, at));
    if (at > 0 && !cookies.has(name)) cookies.set(name, bare(pair.slice(at + 1)));
  }
  return cookies;
}

/**
 * A `Cookie` header in which cookies were set or removed.
 *
 * @param {string | null} header
 * @param {Cookie[]} changes
 */
export function withCookies(header, changes) {
  const kept = (header ?? "")
    .split(";")
    .map(bare)
    .filter((pair) => pair && !changes.some(({ name }) => pair.startsWith(`${name}=`)));
  const set = changes.filter(({ options }) => options.maxAge !== 0);
  return [...kept, ...set.map(({ name, value }) => `${name}=${value}`)].join("; ");
}
