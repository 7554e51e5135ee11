import { invalidOption } from "../../engine/error.js";
import { throwIfAborted } from "../../front/signal.js";
import { forOne } from "./for-one.js";
import { malformed } from "./malformed.js";

/**
 * @import { PaginateInit, PresskeyError, Query, WpRequestInit } from "../../index.d.ts"
 * @import { Answer, Ask, Options, Whose } from "../../front/types.d.ts"
 */

/** The most that WordPress returns in one response (`WP_REST_Controller::get_collection_params()`). */
const MOST = 100;

/**
 * Clients whose site keeps the headers of a list from us; the envelope has them.
 *
 * @type {WeakSet<Options>}
 */
const hidden = new WeakSet();

/**
 * Every item of a list; a page is fetched when the one before it is used up.
 *
 * @param {Ask} answer
 * @param {Whose} whose
 * @param {Options} client
 * @param {string} path
 * @param {PaginateInit} [init]
 */
export async function* items(answer, whose, client, path, init) {
  for await (const page of pages(answer, whose, client, path, init)) {
    for (const item of page.items) {
      throwIfAborted(init?.signal);
      yield item;
    }
  }
}

/**
 * The pages of a list, each fetched when it is asked for, none ahead.
 *
 * @param {Ask} answer
 * @param {Whose} whose
 * @param {Options} client
 * @param {string} path
 * @param {PaginateInit} [init]
 */
export async function* pages(answer, whose, client, path, { perPage, ...init } = {}) {
  const { route, query } = target(path, perPage, init.query);
  const first = query.page;
  const askForOne = forOne(answer, whose);
  /** @type {unknown} */
  let before;
  /** Whether not even the envelope tells anything of pages. */
  let isBare = false;
  for (let page = first; ; page++) {
    const ask = async (/** @type {boolean | undefined} */ envelope) => {
      const given = { ...init, query: { ...query, page }, envelope };
      const answered = await askForOne(route, given);
      const { value, response } = answered;
      if (!Array.isArray(value)) throw malformed(answered, "The response is not a list.");
      return { value, answered, ...headersOf(response) };
    };
    let list;
    try {
      list = await ask(init.envelope || hidden.has(client));
      if (!list.known && list.value.length && !init.envelope && !isBare) {
        // Best effort: the list is already here.
        const enveloped = await ask(true).catch(() => {});
        throwIfAborted(init.signal);
        isBare = !enveloped?.known;
        if (!isBare) {
          list = /** @type {typeof list} */ (enveloped);
          hidden.add(client);
        }
      }
    } catch (error) {
      // The list became shorter meanwhile.
      if (page > first && isBeyond(/** @type {PresskeyError} */ (error))) return;
      throw error;
    }
    const { value, answered, total, totalPages, next, known } = list;
    if (page > first && (!value.length || (!known && isSame(value, before, answered)))) return;
    before = value;
    yield { items: value, page, total, totalPages };
    if (
      !(known ? next || page < /** @type {number} */ (totalPages) : value.length >= query.per_page)
    )
      return;
  }
}

/**
 * Whether a page is the one before: a route that tells nothing of pages may know none, and respond with
 * everything each time.
 *
 * @param {unknown} page
 * @param {unknown} before
 * @param {Answer} answered
 */
function isSame(page, before, answered) {
  try {
    return JSON.stringify(page) === JSON.stringify(before);
  } catch {
    // It overflows at fewer levels than JSON.parse().
    throw malformed(answered, "The response is nested too deeply.");
  }
}

/**
 * One page of a list.
 *
 * @param {Ask} answer
 * @param {Whose} whose
 * @param {Options} client
 * @param {string} path
 * @param {PaginateInit & { page?: number }} [init]
 */
export async function page(answer, whose, client, path, { page, ...init } = {}) {
  const query = page === undefined ? init.query : { ...init.query, page };
  const { value } = await pages(answer, whose, client, path, { ...init, query }).next();
  return value;
}

/**
 * Where to begin, and how much to ask for: as told, in the query, or in the path's own.
 *
 * @param {string} path
 * @param {number | undefined} perPage
 * @param {Query} [query]
 */
function target(path, perPage, query = {}) {
  const [route, search = ""] = String(path).split("?", 2);
  const own = new URLSearchParams(search);
  /** @param {string} name @param {number} fallback */
  const of = (name, fallback) => {
    const number = Number(query[name] ?? own.get(name) ?? fallback);
    if (Number.isInteger(number) && number > 0) return number;
    throw invalidOption(`\`${name}\` must be a whole number, 1 or more.`);
  };
  if ("offset" in query || own.has("offset")) {
    throw invalidOption("paginate() counts pages: begin with `page` instead of `offset`.");
  }
  const counted = { page: of("page", 1), per_page: perPage ?? of("per_page", MOST) };
  if (!(Number.isInteger(counted.per_page) && counted.per_page > 0)) {
    throw invalidOption("`perPage` must be a whole number, 1 or more.");
  }
  // Else both would stand in the address.
  const double = own.has("page") || own.has("per_page");
  own.delete("page");
  own.delete("per_page");
  return {
    route: double ? [route, String(own)].filter(Boolean).join("?") : String(path),
    query: { ...query, ...counted },
  };
}

/**
 * What a response tells of its list, in `X-WP-Total`, `X-WP-TotalPages` and `Link`.
 *
 * @param {Response} response
 */
function headersOf({ headers }) {
  const number = (/** @type {string} */ name) => {
    const text = headers.get(name);
    return /^\d+$/.test(/** @type {string} */ (text)) ? Number(text) : null;
  };
  const link = headers.get("Link") ?? "";
  // Only whether there is one: an address that a server gives may lead anywhere.
  const next = /;\s*rel="?next\b/i.test(link);
  const [total, totalPages] = [number("X-WP-Total"), number("X-WP-TotalPages")];
  const known = totalPages !== null || next || /;\s*rel="?prev\b/i.test(link);
  return { total, totalPages, next, known };
}

/** `rest_post_invalid_page_number` and its like. */
const isBeyond = (/** @type {PresskeyError} */ { status, wpCode }) =>
  status === 400 && /_invalid_(page|offset)_number$/.test(/** @type {string} */ (wpCode));
