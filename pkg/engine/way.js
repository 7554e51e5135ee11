import { quiet } from "../front/storage.js";
import { leaveNote, once } from "./session.js";
import { exchange, REDIRECTED, requestOf, UNREACHABLE } from "./transport.js";

/**
 * @import { Read, State } from "./state.d.ts"
 * @typedef {object} Lost a request that led nowhere, as src/core/way.rs must know it
 * @property {string} url
 * @property {string[]} tried the roots where it was sent before
 * @property {string | undefined} [finding] what was known of the site when it was sent
 * @property {boolean} [login]
 * @property {boolean} [own] whether it is one of the server's own
 * @property {boolean} [safe]
 * @property {string} [namespace]
 * @property {boolean} [form]
 * @property {string[]} [fields]
 */

/**
 * Finds what is not known yet of the site: the root for calls, for a login the server.
 *
 * @param {State} s
 * @param {boolean} forLogin
 */
export function search(s, forLogin) {
  if (!s.flights.search && s.engine.knows(Number(forLogin)) !== undefined) return undefined;
  const begin = () => s.engine.search(Number(forLogin));
  /** @param {State} s @param {string | undefined} first */
  const goOn = async (s, first) => {
    try {
      await follow(s, first);
    } catch (error) {
      const { searchOn } = await partOf(s);
      if (!(await searchOn(s, /** @type {import("../index.d.ts").PresskeyError} */ (error))))
        throw error;
      await follow(s, begin());
    }
    s.sure = true;
    keepFinding(s);
  };
  const share = s.options.shareSearch;
  return once(s, "search", async () => {
    await s.logins();
    const first = begin();
    if (first) await (share ? share(s, first, forLogin, goOn) : goOn(s, first));
  });
}

/** @param {State} s @param {string | undefined} first */
async function follow(s, first) {
  let next = first;
  while (next) {
    const [method, url] = next.split(" ");
    const { meta, body } = await exchange(s, { method, url });
    next = s.engine.searched(0, meta(), body);
  }
}

/**
 * Sends one of the server's own requests, and again where the REST API is elsewhere.
 *
 * @param {State} s
 * @param {string} operation
 * @param {{ values?: object, own?: object, pending?: number, more?: object } & import("./transport.js").How} how
 *   `values` and `own` fill its body, `more` replaces parts of the request; and what `exchange()` takes
 */
export async function ask(s, operation, { values, own, pending, more, ...how }) {
  /** @type {string[]} */
  const tried = [];
  const login = operation === "login" || operation === "secondFactor";
  const about = { tried, login, own: true, safe: operation.startsWith("validate") };
  /** @type {Read | undefined} */
  let first;
  for (;;) {
    const finding = s.engine.finding();
    const request = { ...requestOf(s, operation, values, pending, own), ...more };
    const answer = await exchange(s, request, how);
    const { rest, url, namespace, form, json } = request;
    first ??= answer;
    const isJson = /^\s*[[{]/.test(answer.body);
    // The route of a login may be missing in one form of the address alone.
    const isAnswer = isJson && !(login && answer.status === 404);
    if (!rest || isAnswer || how.signal?.aborted) {
      if (tried.length) keepFinding(s);
      return answer;
    }
    const fields = Object.keys(request.body ?? {});
    const lost = { ...about, url, namespace, form: form && !json, fields, finding };
    if (await detour(s, answer, lost)) continue;
    // What the first request learnt must survive the others.
    return isJson && first.status !== REDIRECTED ? answer : first;
  }
}

/**
 * Whether to send a request again, since another way to the REST API was found.
 *
 * @param {State} s
 * @param {Pick<Read, "status" | "body">} answer the result of the request
 * @param {Lost} request
 */
export async function detour(s, { status, body }, request) {
  if (status < 100 && status !== UNREACHABLE && status !== REDIRECTED) return false;
  const { detour } = await partOf(s);
  const isFound = await detour(s, { ...request, status, body });
  leaveNote(s);
  return isFound;
}

/**
 * Leaves the way that was found, for the one before it. Whether there was one.
 *
 * @param {State} s
 */
export async function goBack(s) {
  const { goBack } = await partOf(s);
  const isBack = goBack(s);
  leaveNote(s);
  return isBack;
}

const none = () => false;

/** Without that part there is no other way, and the first response counts. */
const partOf = (/** @type {State} */ s) =>
  s.part("way").catch(() => ({ detour: none, searchOn: none, goBack: none }));

/**
 * Stores what was found. Best effort: if this isn't stored, the next visit makes one more request.
 *
 * @param {State} s
 */
export function keepFinding(s) {
  s.before = undefined;
  const finding = s.engine.finding();
  const kept = /** @type {Promise<unknown> | undefined} */ (
    finding && quiet(() => s.store.set(`${s.key}:site`, finding))
  );
  kept?.catch?.(() => {});
  leaveNote(s);
}
