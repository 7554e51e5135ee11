import { REDIRECTED, UNREACHABLE } from "../engine/transport.js";
import { ask } from "./doctor/rules.js";

/**
 * @import { State } from "../engine/state.d.ts"
 * @typedef {Parameters<typeof import("../engine/way.js").detour>[2]} Lost the request that led nowhere
 */

export { use } from "../engine/error.js";

/** Requests that one search may take. */
const MOST = 10;

/** Ways that one request may take. */
const WAYS = 4;

/** Milliseconds for which no other way is looked for after there was none. */
const STUCK = 60_000;

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
export async function detour(s, { finding, ...request }) {
  await s.flights.search?.catch(() => {});
  const { tried, login } = request;
  const stuck = Date.now() < s.stuckUntil && !login;
  const moved = s.engine.finding() !== finding;
  if (!stuck && tried.length + 1 < WAYS && !(await mayBeDone(s, request, finding))) {
    if (await s.once(s, "search", () => another(s, { ...request, moved }))) return true;
  }
  goBack(s);
  return false;
}

/**
 * Whether an app's route may have done its work and then responded with a page: the REST API is where
 * the request was sent.
 *
 * @param {State} s
 * @param {Lost & { status: number }} request
 * @param {string | undefined} finding
 */
async function mayBeDone(s, { own, safe, status }, finding) {
  if (own || safe || status < 100) return false;
  const { root } = JSON.parse(finding ?? "{}");
  const index = root ? `${root}/` : s.engine.url(0, "/");
  // Of its whole text no more than 1 MB is read.
  const fields = `${index.includes("?") ? "&" : "?"}_fields=namespaces`;
  const { body } = await lookAt(s, { url: index + fields });
  return /^\s*\{/.test(body);
}

/**
 * Forgets a way that led nowhere, and everything that was learnt on it.
 *
 * @param {State} s
 */
export function goBack(s) {
  const { before } = s;
  if (before) s.engine.recall(1, before.finding ?? "");
  s.before = undefined;
  // Requests that come meanwhile don't make it longer.
  if (s.stuckUntil < Date.now()) s.stuckUntil = Date.now() + STUCK;
  return Boolean(before);
}

/**
 * Looks for the REST API where the engine's own search does not; whether it is there.
 *
 * @param {State} s
 * @param {Partial<import("../index.d.ts").PresskeyError>} error
 */
export async function searchOn(s, { code, sent, status }) {
  if (sent !== "answered" || code === "redirected" || status === 429) return false;
  return another(s, { search: true, tried: [], status });
}

/** @param {State} s @param {Way} request */
async function another(s, request) {
  const before = { finding: s.engine.finding() };
  const found = await anotherWay(s, request).catch(() => undefined);
  if (!found) return false;
  s.before ??= before;
  s.engine.recall(1, found);
  return true;
}

/**
 * What is then known of the site, as the engine stores it; nothing if there is no other way.
 *
 * @typedef {Partial<Omit<Lost, "tried">> & { tried: string[], moved?: boolean, search?: boolean }} Asked
 * @typedef {Asked & { status?: number | undefined, body?: string }} Way
 * @param {State} s
 * @param {Way} given
 */
async function anotherWay(s, { moved, tried, ...request }) {
  const finding = JSON.parse(s.engine.finding() ?? "{}");
  const site = new URL(s.options.site).href;
  const again = tried.length > 0;
  /** @type {Awaited<ReturnType<typeof lookAt>>[]} */
  const answers = [];
  const seen = {
    site,
    finding,
    moved,
    tried,
    request: { ...request, again, sure: s.sure },
    answers,
  };
  while (answers.length < MOST) {
    const { get, look, form, post, from, ...found } = ask("way", seen);
    const url = get ?? look ?? form ?? post;
    const empty = form ? emptyForm(/** @type {string[]} */ (request.fields)) : post && EMPTY;
    if (url) answers.push(await lookAt(s, { url, look, ...empty }));
    // What a redirect says of the whole site, the doctor doesn't need to ask again.
    if (url && request.status === REDIRECTED) s.followed ??= answers[0];
    if (!url && !found.root) {
      // Nor what cannot be read: some plugins count anonymous requests, and lock the login.
      if (answers[0]?.status === UNREACHABLE) s.unread = { url: answers[0].url, at: Date.now() };
      return undefined;
    }
    if (!url) {
      tried.push(from);
      return JSON.stringify({ ...finding, ...found });
    }
  }
}

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
