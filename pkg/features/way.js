import { REDIRECTED, UNREACHABLE } from "../engine/transport.js";
import { ask } from "./doctor/rules.js";
import { whenSessionChanges } from "./session-changes.js";

/**
 * @import { State } from "../engine/state.d.ts"
 * @typedef {Parameters<typeof import("../engine/way.js").detour>[2]} Lost the request that led nowhere
 * @typedef {object} Next what src/core/way.rs says to do
 * @property {string} [get]
 * @property {string} [look]
 * @property {string} [form]
 * @property {string} [post]
 * @property {object} [finding]
 * @property {string} [from]
 * @property {boolean} [back]
 * @property {number} [stuckUntil]
 */

export { use } from "../engine/error.js";

/** A login without credentials, which no lockout plugin counts: `wp_authenticate()` says so. */
const EMPTY = { method: "POST", body: {}, json: true };
const emptyForm = (/** @type {string[]} */ fields) => ({
  method: "POST",
  body: Object.fromEntries(fields.map((name) => [name, ""])),
});

/**
 * As engine/way.js says.
 *
 * @param {State} s
 * @param {Lost & { status: number, body: string }} request
 */
export async function detour(s, request) {
  // One search at a time: the next one knows what the last one found.
  while (s.flights.search) await s.flights.search.catch(() => {});
  let found = false;
  await s.once(s, "search", async () => {
    found = await another(s, request).catch(() => false);
  });
  return found;
}

/**
 * Forgets a way that led nowhere, and everything that was learnt on it.
 *
 * @param {State} s
 */
export function goBack(s) {
  return turnBack(s, ask("way", seenOf(s, { tried: [] }, [])));
}

/**
 * Looks for the REST API where the engine's own search does not; whether it is there.
 *
 * @param {State} s
 * @param {Partial<import("../index.d.ts").PresskeyError>} error
 */
export async function searchOn(s, { code, sent, status }) {
  return another(s, { search: true, tried: [], code, sent, status }).catch(() => false);
}

/**
 * The clients whose `followed` goes when their session changes.
 *
 * @type {WeakSet<State>}
 */
const watched = new WeakSet();

/** @param {State} s */
function drop(s) {
  s.followed = undefined;
}

/**
 * @typedef {Partial<Omit<Lost, "tried">> & { tried: string[], status?: number | undefined, body?: string }} Request
 * @typedef {Request & Partial<Pick<import("../index.d.ts").PresskeyError, "code" | "sent">> & { search?: boolean }} Asked
 * @typedef {Awaited<ReturnType<typeof lookAt>>} Answer
 */

/**
 * Looks for another way, and takes it; whether there is one.
 *
 * @param {State} s
 * @param {Asked} request
 */
async function another(s, request) {
  const before = { finding: s.engine.finding() };
  const { epoch } = s;
  /** @type {Answer[]} */
  const answers = [];
  const seen = seenOf(s, request, answers);
  for (;;) {
    /** @type {Next} */
    const { get, look, form, post, finding, from, ...back } = ask("way", seen);
    const url = get ?? look ?? form ?? post;
    if (finding) {
      request.tried.push(/** @type {string} */ (from));
      s.before ??= before;
      s.engine.recall(1, JSON.stringify(finding));
      return true;
    }
    if (!url) {
      // What cannot be read, the doctor doesn't need to ask again: some plugins count anonymous
      // requests, and lock the login.
      if (answers[0]?.status === UNREACHABLE) s.unread = { url: answers[0].url, at: Date.now() };
      turnBack(s, back);
      return false;
    }
    const empty = form ? emptyForm(/** @type {string[]} */ (request.fields)) : post && EMPTY;
    answers.push(await lookAt(s, { url, look, ...empty }));
    // Nor what a redirect says of the whole site.
    if (request.status === REDIRECTED && s.epoch === epoch) {
      if (!watched.has(s)) whenSessionChanges(s, drop.bind(undefined, s));
      watched.add(s);
      s.followed ??= { ...answers[0], epoch };
    }
  }
}

/** @param {State} s @param {Next} next */
function turnBack(s, { back, stuckUntil }) {
  const { before } = s;
  if (!back) return false;
  if (before) s.engine.recall(1, before.finding ?? "");
  s.before = undefined;
  s.stuckUntil = /** @type {number} */ (stuckUntil);
  return Boolean(before);
}

/**
 * Everything that was seen, as src/core/way.rs takes it.
 *
 * @param {State} s
 * @param {Asked} request
 * @param {Answer[]} answers
 */
const seenOf = (s, { tried, finding: was, ...request }, answers) => ({
  site: new URL(s.options.site).href,
  finding: JSON.parse(s.engine.finding() ?? "{}"),
  was: JSON.parse(was ?? "{}"),
  now: Date.now(),
  stuckUntil: s.stuckUntil,
  request: { ...request, sure: s.sure },
  tried,
  answers,
});

/**
 * Asks for an address, anonymously.
 *
 * @param {State} s
 * @param {{ url: string } & Partial<import("../engine/state.d.ts").ServerRequest>} request
 * @returns {Promise<{ status: number, url?: string, body: string }>}
 */
async function lookAt(s, request) {
  const { body, meta } = await s.exchange(s, { method: "GET", ...request });
  return { ...JSON.parse(meta()), body };
}
