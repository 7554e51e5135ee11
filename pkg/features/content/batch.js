import { invalidOption } from "../../engine/error.js";
import { forOne } from "./for-one.js";
import { malformed } from "./malformed.js";

/**
 * @import { BatchRequest, BatchResult, PresskeyError, WpRequestInit } from "../../index.d.ts"
 * @import { Answer, Ask, Options, Whose } from "../../front/types.d.ts"
 */

/** WordPress's own limit; sites change it (`rest_get_max_batch_size`). */
const LIMIT = 25;
const ROUTE = "/batch/v1";
/** A batch never reads (`WP_REST_Server::serve_batch_request_v1()`). */
const METHODS = ["POST", "PUT", "PATCH", "DELETE"];

/**
 * What clients' sites told of their limits.
 *
 * @type {WeakMap<Options, number>}
 */
const limits = new WeakMap();

/**
 * Sends many small writing requests as few; what the server answered to each, in their order.
 *
 * @param {Ask} answer
 * @param {Whose} whose
 * @param {Options} client
 * @param {readonly BatchRequest[]} requests
 * @param {WpRequestInit} [init]
 */
export async function batch(answer, whose, client, requests, init) {
  if (!Array.isArray(requests)) throw invalidOption("batch() takes an array of requests.");
  const waiting = requests.map(requestOf);
  const ask = forOne(answer, whose);
  /** @type {BatchResult[]} */
  const results = [];
  let limit = limits.get(client) ?? LIMIT;
  if (waiting.length > limit) limit = await limitOf(client, ask, init);
  while (waiting.length) {
    const some = waiting.slice(0, limit);
    try {
      results.push(...(await send(ask, some, init)));
      waiting.splice(0, some.length);
    } catch (error) {
      // Refused as a whole, so nothing of it was done.
      const told = isTooMany(/** @type {PresskeyError} */ (error))
        ? await limitOf(client, ask, init)
        : limit;
      if (told < some.length) limit = told;
      else throw Object.assign(/** @type {PresskeyError} */ (error), { results });
    }
  }
  return results;
}

/**
 * @param {Ask} answer
 * @param {BatchRequest[]} requests
 * @param {WpRequestInit} [init]
 * @returns {Promise<BatchResult[]>}
 */
async function send(answer, requests, init) {
  const answered = await answer(ROUTE, {
    ...init,
    method: "POST",
    json: { requests },
  });
  const { responses } = /** @type {{ responses?: BatchResult[] }} */ (answered.value ?? {});
  const fits = (/** @type {Partial<BatchResult> | null} */ one) => typeof one?.status === "number";
  if (responses?.length === requests.length && responses.every(fits)) {
    return responses.map(({ status, body, headers }) => ({
      status,
      body,
      // PHP writes an empty one as [].
      headers: Object.fromEntries(
        Object.entries(headers ?? {}).map(([name, value]) => [name, String(value)]),
      ),
    }));
  }
  throw malformed(
    answered,
    "The response does not contain one result for each request of the batch.",
  );
}

/**
 * The limit that the route's own description names.
 *
 * @param {Options} client
 * @param {Ask} ask
 * @param {WpRequestInit} [init]
 */
async function limitOf(client, ask, init) {
  if (!limits.has(client)) {
    const { value } = await ask(ROUTE, { ...init, method: "OPTIONS" });
    const told = /** @type {any} Anything may come. */ (value)?.endpoints?.[0]?.args?.requests
      ?.maxItems;
    limits.set(client, told >= 1 ? Math.floor(told) : LIMIT);
  }
  return /** @type {number} */ (limits.get(client));
}

const isTooMany = (/** @type {PresskeyError} */ { status, wpCode }) =>
  status === 400 && wpCode === "rest_invalid_param";

/** @param {BatchRequest} request @param {number} index */
function requestOf(request, index) {
  const { path, method = "POST", body } = request ?? /** @type {Partial<BatchRequest>} */ ({});
  const verb = String(method).toUpperCase();
  if (!METHODS.includes(verb)) {
    throw invalidOption(`Request ${index} of the batch: WordPress allows ${METHODS.join(", ")}.`);
  }
  if (typeof path !== "string" || !path.startsWith("/")) {
    throw invalidOption(
      `Request ${index} of the batch: \`path\` must be a route, like "/wp/v2/posts".`,
    );
  }
  return { path: path.replace(/^\/wp-json(?=\/)/, ""), method: verb, body };
}
