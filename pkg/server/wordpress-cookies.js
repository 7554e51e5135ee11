import { quiet } from "../front/storage.js";
import { parseCookies } from "./cookies.js";

/** No plugin sets more than one or two for its refresh token. */
const MOST = 8;

/** Earlier values that are searched for: a site may exchange its cookies with each response. */
const REMEMBERED = 64;

/** A shorter value is no secret: to hide a `1` or `en` would change what is said of other things. */
const SHORTEST = 8;

/** Longest value that is kept: the session, too, is in a cookie. */
const LONGEST = 2048;

/**
 * The cookies of a session at WordPress, for servers that keep the refresh token in one. A browser
 * would keep them; here they are part of the sealed session, and go only to the requests of the
 * engine that need them.
 *
 * @param {typeof globalThis.fetch} fetch
 * @param {import("./types.d.ts").Jar} [kept]
 * @param {(secret: string) => void} [confide] tells the engine of a value, which it then finds in the words
 *   of a server; "" has it forget those before
 */
export function wordpressCookies(fetch, { cookies = [], since = 0 } = {}, confide = () => {}) {
  const jar = new Map(cookies);
  /** Every value of late. */
  const values = new Set(jar.values());
  const state = { revision: 0, ended: 0 };
  const take = (/** @type {string} */ line) => {
    const [pair, ...attributes] = line.split(";");
    const [[name, value] = /** @type {string[]} */ ([])] = parseCookies(pair);
    if (!name) return;
    state.revision++;
    values.add(value);
    for (const old of values) if (values.size > REMEMBERED) values.delete(old);
    if (isOver(attributes) || value === "") jar.delete(name);
    else if (value.length <= LONGEST && (jar.has(name) || jar.size < MOST)) jar.set(name, value);
  };
  /** The values as they are sent, and as PHP reads them. */
  const share = () => {
    confide("");
    for (const value of new Set([...jar.values(), ...values])) {
      if (value.length < SHORTEST) continue;
      confide(value);
      confide(quiet(() => decodeURIComponent(value.replaceAll("+", " "))) ?? value);
    }
  };
  return {
    /** @param {string | URL | Request} url @param {RequestInit} [init] */
    async fetch(url, init) {
      const headers = new Headers(/** @type {RequestInit} */ (init).headers);
      if (jar.size) headers.set("Cookie", [...jar].map((pair) => pair.join("=")).join("; "));
      const { ended } = state;
      const response = await fetch(url, { ...init, headers });
      // What comes late belongs to a session that is over.
      if (ended !== state.ended) return response;
      for (const line of response.headers.getSetCookie()) take(line);
      share();
      return response;
    },
    share,
    /** After a logout nothing of them stays in memory, as long as the app may hold the client. */
    forget() {
      state.ended++;
      jar.clear();
      values.clear();
      share();
    },
    /** When the cookie was set by a login or exchanged for a new one. */
    since: {
      get: () => since,
      set() {
        since = Date.now();
        state.revision++;
      },
    },
    revision: () => state.revision,
    export: () => (jar.size ? { cookies: [...jar], since } : undefined),
  };
}

/**
 * Whether the attributes of a cookie remove it (RFC 6265 section 5.2: `Max-Age` wins).
 *
 * @param {string[]} attributes
 */
function isOver(attributes) {
  const named = (/** @type {string} */ name) =>
    attributes
      .map((each) => each.split("="))
      .find(([key]) => key.trim().toLowerCase() === name)?.[1]
      ?.trim();
  const maxAge = named("max-age");
  if (maxAge !== undefined) return Number(maxAge) <= 0;
  const expires = Date.parse(named("expires") ?? "");
  return expires <= Date.now();
}
