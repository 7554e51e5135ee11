import { whenSessionChanges } from "../session-changes.js";
import { DUMMY } from "./dummy.js";
import { briefOf, look, lookAtPicture, resolved } from "./look.js";
import { cleanAddress, redacting } from "./redact.js";
import { ask } from "./rules.js";
import { isLoopback, siteOf, variantOf } from "./site.js";

/**
 * @import { Incomplete, State } from "../../engine/state.d.ts"
 * @import { Probe } from "./look.js"
 * @import { Site } from "./site.js"
 * @typedef {{ url?: string, method?: string, names?: string[], type?: string | null, location?: string | null, response?: Response, user?: string }} Failed
 *   a request that failed
 */

/** Milliseconds that all probes for one error may take, below the patience of engine/explained.js. */
const DEADLINE = 4000;

/** Milliseconds for which what was seen is believed. */
const FRESH = 10_000;

/** Names that need no preflight whatever their value (Fetch: CORS-safelisted). */
const SAFE_NAMES = ["accept", "accept-language", "content-language"];
const SAFE_TYPE = /^(application\/x-www-form-urlencoded|multipart\/form-data|text\/plain)\b/i;

/**
 * What to add to an error, or to replace in it: code, message, hint.
 *
 * @param {State} s
 * @param {Incomplete} error
 * @param {{ epoch?: number }} [about] the request, or when it began at the earliest
 * @param {AbortSignal | null} [signal]
 * @returns {Promise<{ hint?: string }>}
 */
export function complete(s, error, about = {}, signal) {
  const failed = JSON.parse(error.request ?? "{}");
  const { own, epoch, ...request } = { ...about, ...failed };
  // After a logout the engine no longer knows what was sent before it. A server is quoted only if there
  // was no logout since the request began. If nobody says when it began, it may be older than any logout.
  const isLate = [about.epoch ?? 0, epoch ?? 0].some((each) => each !== s.epoch);
  return redacting(s, own, (redact) => explained(s, error, signal, request, redact), isLate);
}

/**
 * @param {State} s
 * @param {Incomplete} error
 * @param {AbortSignal | null | undefined} signal
 * @param {Failed} request
 * @param {(sentence: import("./redact.js").Sentence) => string} redact
 */
async function explained(s, error, signal, request, redact) {
  const site = siteOf(s);
  const { seen } = site;
  const { code, hint, status, wpCode, serverMessage } = error;
  seen.failure = {
    code,
    hint,
    status,
    wpCode,
    serverMessage,
    ...failureOf(request, seen, (address) => cleanAddress(s, address)),
  };
  seen.localNetwork = await localNetwork(seen.site);
  seen.spent = Boolean(s.options.isBackend);
  seen.variant = variantOf(seen.site) !== undefined;
  // The search for another way has asked for that index.
  const { url = "", at } = s.unread ?? /** @type {Partial<NonNullable<State["unread"]>>} */ ({});
  if (
    url.startsWith(site.other.split("_fields")[0]) &&
    Date.now() - /** @type {number} */ (at) < FRESH
  ) {
    seen.probes.other = { outcome: "failed" };
  }
  const probes = probesFor(s, site, status, request);
  const until = performance.now() + DEADLINE;
  for (;;) {
    const answer = ask("explain", seen);
    if (!answer.probe) return { ...answer, ...(answer.hint && { hint: redact(answer.hint) }) };
    const left = until - performance.now();
    if (signal?.aborted) return {};
    if (left < 100) seen.spent = true;
    else seen.probes[answer.probe] = await probes(answer.probe, left);
  }
}

/**
 * Chrome's permission for pages of public addresses to reach private ones (since 142), by its newer
 * names where the browser knows them.
 *
 * @param {string} site
 */
async function localNetwork(site) {
  for (const name of [
    isLoopback(site) ? "loopback-network" : "local-network",
    "local-network-access",
  ]) {
    try {
      return (await navigator.permissions.query({ name: /** @type {PermissionName} */ (name) }))
        .state;
    } catch {
      // This browser knows no such permission.
    }
  }
  return undefined;
}

/**
 * The request that failed, as the rules take it.
 *
 * @param {Failed} request
 * @param {Site["seen"]} seen
 * @param {(address: string) => string} clean
 */
function failureOf(
  { url = "", method, names = [], type, location, response, ...rest },
  { site },
  clean,
) {
  const headers = names.filter(
    (name) =>
      !SAFE_NAMES.includes(name) &&
      !(name === "content-type" && SAFE_TYPE.test(/** @type {string} */ (type))),
  );
  return {
    ...rest,
    url,
    location: location && resolved(clean(location), url || site),
    method,
    headers: headers.join(","),
    cache: cacheHeadersOf(response),
    elsewhere: !(url === site || ["/", "?"].some((mark) => url.startsWith(site + mark))),
    loopback: Boolean(url) && isLoopback(url),
  };
}

/** What caches on the way wrote into a response. Pages of other origins may not read it. */
const cacheHeadersOf = (/** @type {Response | undefined} */ response) =>
  Object.fromEntries(
    [...(response?.headers ?? [])].filter(([name]) => /^age$|cache|varnish/.test(name)),
  );

/** @type {WeakMap<State, Map<string, { at: number, probe: Probe | Promise<Probe> }>>} */
const seenBefore = new WeakMap();

/**
 * A way to make probes by name; of each kind one in ten seconds.
 *
 * @param {State} s
 * @param {Site} site
 * @param {number | undefined} status
 * @param {Failed} request
 */
function probesFor(s, site, status, { url, method, user, names = [] }) {
  const known = seenBefore.get(s) ?? new Map();
  if (!seenBefore.has(s)) {
    seenBefore.set(s, known);
    whenSessionChanges(s, known.clear.bind(known));
  }
  for (const [key, { at }] of known) if (Date.now() - at >= FRESH) known.delete(key);
  const headers = Object.fromEntries(
    names
      .filter((name) => !SAFE_NAMES.includes(name))
      .map((name) => [name, name === "content-type" ? "application/json" : DUMMY]),
  );
  /** @type {Parameters<typeof look>[2]} */
  const hidden = { mode: "no-cors", redirect: "follow" };
  const safe = method === "GET" || method === "HEAD";
  // Of a call that did something its server is asked, not the call itself.
  const asked = safe || !url ? url : new URL("/", url).href;
  /** @type {Record<string, [address: string, init?: Parameters<typeof look>[2]]>} */
  const kinds = {
    index: [site.index],
    other: [site.other],
    variant: [/** @type {string} */ (variantOf(site.index))],
    followed: [site.index, { redirect: "follow" }],
    direct: [site.index, hidden],
    preflighted: [site.index, { headers }],
    typed: [site.index, { headers: { "content-type": "application/json" } }],
    others: [site.index, { headers: { ...headers, "content-type": "text/plain" } }],
    method: [site.index, { method, headers }],
    methodOnly: [site.index, { method }],
    route: [/** @type {string} */ (url)],
    routeDirect: [/** @type {string} */ (asked), hidden],
    // What WordPress itself refuses a visitor with that status, and nothing happens.
    refusal: [status === 401 ? site.route("/wp/v2/users/me") : `${site.index}&_wpnonce=presskey`],
    // A login without credentials, whose response is not read.
    post: [/** @type {string} */ (url), { ...hidden, method: "POST" }],
    postRead: [/** @type {string} */ (url), { method: "POST" }],
  };
  /** @param {string} name @param {number} patience */
  const make = (name, patience) => {
    if (name === "validate") return validated(s, user);
    if (name === "me") return asUser(s, site.route("/wp/v2/users/me"), user);
    if (name === "followed" && s.followed?.epoch === s.epoch) return followed(s);
    if (name === "routeIncluded") return withCookies(s, url, patience);
    if (name === "picture") return lookAtPicture(s, site.picture, Math.min(patience, 2000));
    const [address, init] = kinds[name.replace("Again", "")];
    return look(s, address, init, Math.min(patience, 2000));
  };
  /** @param {string} name @param {number} patience */
  return (name, patience) => {
    // What a server said before a logout may have secrets that nobody knows any more.
    const key = JSON.stringify([name, kinds[name], s.user, s.epoch]);
    const before = known.get(key);
    if (before && Date.now() - before.at < FRESH) return before.probe;
    const probe = make(name, patience);
    known.set(key, { at: Date.now(), probe });
    return probe;
  };
}

/**
 * Sends the cookies that the call was to send. What the response says of a user stays out.
 *
 * @param {State} s
 * @param {string | undefined} url
 * @param {number} patience
 * @returns {Promise<Probe>}
 */
async function withCookies(s, url, patience) {
  const { outcome } = await look(
    s,
    /** @type {string} */ (url),
    { credentials: "include" },
    patience,
  );
  return { outcome };
}

/**
 * What the search for another way has just asked.
 *
 * @param {State} s
 * @returns {Probe}
 */
function followed(s) {
  const { status, url, body } = /** @type {NonNullable<State["followed"]>} */ (s.followed);
  s.followed = undefined;
  const outcome = status < 100 ? "failed" : "answer";
  return { outcome, status, url: cleanAddress(s, url ?? ""), body: briefOf(body) };
}

/**
 * Asks with the token who its user is, at an address that no cache has seen. Never for another user's
 * call. What a response says of a user stays out of what is looked at.
 *
 * @param {State} s
 * @param {string} url
 * @param {string | undefined} user
 */
async function asUser(s, url, user) {
  const header = s.engine.header(-1);
  if (header === undefined || user !== s.user) return { outcome: "failed" };
  const address = new URL(url);
  address.searchParams.set("_presskey", Math.random().toString(36).slice(2));
  const request = { ...s.carrier, method: "GET", url: address.href, auth: true };
  const { status } = await s.exchange(s, request, {
    header,
    timeout: 2000,
    begun: { epoch: s.epoch },
  });
  return { outcome: status < 100 ? "failed" : "answer", status };
}

/**
 * Asks whether the token arrives.
 *
 * @param {State} s
 * @param {string | undefined} user
 * @returns {Promise<Probe>}
 */
async function validated(s, user) {
  if (user !== undefined && user !== s.user) return { outcome: "failed" };
  try {
    await s.validate(s, s.user);
    return { outcome: "answer" };
  } catch (/** @type {any} Anything may be thrown. */ { code }) {
    return { outcome: "answer", code };
  }
}
