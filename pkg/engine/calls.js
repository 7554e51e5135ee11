import { refusalsOf } from "../front/send.js";
import { isForeign } from "../front/signal.js";
import { unread } from "../front/unread.js";
import { envelope, parse } from "./answer.js";
import { failure, invalidOption, PresskeyError } from "./error.js";
import { noteMethod, overrideMethod } from "./override.js";
import { isOver, load, readingOf, sync } from "./session.js";
import {
  about,
  answerOf,
  isJudged,
  isRedirect,
  locationOf,
  MAX_BODY,
  mayBePage,
  mixed,
  nameOffline,
  REDIRECTED,
  read,
  send,
  signed,
  UNREACHABLE,
} from "./transport.js";
import { fetchUncached } from "./uncached.js";
import { detour, goBack, keepFinding } from "./way.js";

/**
 * @import { Answer, Carrier, Earlier, Prepared, SentEarly } from "../front/types.d.ts"
 * @import { Go, Sending, Verdict } from "./protocol.d.ts"
 * @import { Read, State } from "./state.d.ts"
 * @typedef {ReturnType<typeof aboutOf>} About
 * @typedef {Awaited<ReturnType<typeof parse>>} Parsed
 * @typedef {{ response: Response, about: About, parsed?: Parsed | undefined }} Given
 */

/**
 * Sends a call, with the token if it may have it, and repeats it once where that helps.
 *
 * @param {State} s
 * @param {Prepared} request
 * @param {Earlier} [earlier] the session for which the front began the
 *   call, and what became of it if the front has sent it
 * @param {boolean} [wantsValue] whether the response is to be read as well
 * @returns {Promise<Given>}
 */
export async function fetchWith(s, request, earlier, wantsValue) {
  const { engine } = s;
  const { safe, auth, signal } = request;
  const call = numberOf(s, request);
  try {
    if (auth !== "omit" && !s.loaded) await load(s);
    let sent = earlier?.outcome;
    // The front only sees that a request failed that the browser keeps back, or with a signal of jsdom.
    if (sent && (mixed(s) || isForeign(sent.cause))) sent = undefined;
    if (earlier) engine.resumed(call, earlier.begun.record, sent?.header && "sent");
    const { whose } = request;
    if (whose?.user) engine.beginFor(call, whose.user);
    if (!sent) overrideMethod(s, request);
    // A redirect could lead into the network of a backend.
    const isFixed = s.options.isBackend && !request.init.redirect;
    if (isFixed) request.init.redirect = "manual";
    /** @type {string[]} */
    const tried = [];
    /** @typedef {() => Given | Promise<Given>} Give */
    /**
     * Gives what the first address gave.
     *
     * @type {Give | undefined}
     */
    let first;
    for (;;) {
      const sending = sent
        ? {
            url: sent.url,
            header: sent.header,
            finding: earlier?.begun.finding ?? engine.finding(),
            user: earlier?.begun.user,
          }
        : await next(s, request, call);
      const { url, finding } = sending;
      if (whose) whose.user ??= sending.user;
      let { header } = sending;
      const carrier = sent ? /** @type {Earlier} */ (earlier).begun.carrier : s.carrier;
      const { epoch } = sent ? /** @type {Earlier} */ (earlier).begun : s;
      if (header && carrier.sign) {
        header = await signed(s, header, { ...signsOf(request), url });
        // The rules decide again, for the session that there is by now.
        if (isOver(s, { epoch })) continue;
      }
      /** @param {Response} response */
      const isMoved = (response) =>
        Boolean(header || request.own || isFixed) && isRedirect(response, url);
      /** @param {AbortSignal} [signal] */
      const start = async (signal) => {
        const response = await request.send(url, header, signal, carrier, fetchUncached);
        return request.wrapped && !isMoved(response) ? envelope(response) : response;
      };
      const mayRefuse = (/** @type {number} */ status) =>
        header && refusalsOf(carrier).includes(status);
      /** @param {Response} response */
      const isRead = (response) => wantsValue || isJudged(response, header, carrier);
      let { response, text, status, cause } = sent
        ? nameOffline(sent)
        : await send(s, request.timeout, start, signal, isRead);
      sent = undefined;
      const about = aboutOf(s, { request, url, header: header?.length, user: s.user, epoch });
      if (response && isMoved(response)) {
        about.location = locationOf(s, response);
        response = undefined;
        status = REDIRECTED;
      }
      const refusal = !response && status === UNREACHABLE && refusalOf(request);
      if (refusal) throw refusal;
      about.response = response;
      const isLost = !response || mayBePage(response);
      /** @type {Read | undefined} */
      let answer;
      if (!response) answer = answerOf({ status: /** @type {number} */ (status) });
      else if (isRead(response)) {
        answer = await read(response, url, Infinity, text);
        response = unread(response, answer.body);
      }
      const given = response;
      const give = async () => {
        if (!given) throw unanswered(s, /** @type {number} */ (status), cause, about);
        // Then it was read.
        const parsed = wantsValue
          ? await parse(s, given, /** @type {Read} */ (answer), about)
          : undefined;
        return { response: given, about, parsed };
      };
      /** Tells what came: what to do with it. @returns {Promise<Verdict>} */
      const judged = async () => {
        if (header) sync(s);
        const { body, meta } =
          answer ?? answerOf({ status: /** @type {Response} */ (given).status });
        const ask = (/** @type {boolean} */ lost) =>
          step((go) =>
            s.tell(
              "callAnswered",
              call + Number(lost) + (tried.length && 2),
              meta(),
              body.length > MAX_BODY ? "" : body,
              go,
            ),
          );
        const lost = isLost && !signal?.aborted;
        const verdict = given || lost ? await ask(lost) : "";
        if (verdict !== "detour") return verdict;
        const request = { url, safe, tried, finding };
        if (!(await detour(s, /** @type {Read} */ (answer), request)))
          return given ? ask(false) : "";
        first ??= give;
        return "repeat";
      };
      let verdict = isLost ? await judged() : "";
      if (verdict === "repeat") continue;
      if (!isLost) s.sure = true;
      if (status !== REDIRECTED) noteMethod(s, request, !isLost);
      const result = await give();
      const { status: code, headers } = result.response;
      const newer = header && carrier.rotates && headers.get(carrier.rotates);
      if (newer) await s.tell("rotated", call, newer);
      // Any other response is the app's. Its body may say that a 200 is a refusal.
      if (!isLost && (tried.length || mayRefuse(code) || result.parsed?.error?.status))
        verdict = await judged();
      if (verdict === "keep") keepFinding(s);
      if (verdict === "back" && (await goBack(s))) {
        if (first) return first();
        continue;
      }
      if (verdict === "lost") throw notReplayable(result.response);
      if (verdict !== "repeat") return result;
    }
  } finally {
    engine.callEnded(call);
  }
}

/** What a signature covers next to the URL. */
const signsOf = (/** @type {Prepared} */ { method, form }) => ({
  method,
  form: new URLSearchParams(form),
});

/**
 * Why `fetch` itself takes no such call: what it throws then looks like a dead network.
 *
 * @param {Prepared} request
 */
function refusalOf({ init, safe }) {
  try {
    // Streams can be used once.
    new Request("http://x", {
      .../** @type {RequestInit} */ (init),
      body: safe && init.body != null ? "x" : undefined,
    });
  } catch (cause) {
    return invalidOption("`fetch` does not accept this method, body or option.", cause);
  }
}

/**
 * What matters of a call when it is not answered, or explained.
 *
 * @param {State} s
 * @param {SentEarly} sent
 * @returns {Record<string, any> & { token: boolean, url: string, method: string }} with more for the doctor, of any type
 */
export const aboutOf = (
  s,
  {
    request: {
      method,
      headers,
      init: { body, credentials },
      size,
    },
    url,
    header: weight,
    user,
    // Sent before the engine was loaded.
    epoch = 0,
  },
) => ({
  method,
  url,
  // On demand, because iterating takes long.
  get names() {
    return [...headers.keys(), ...(weight ? [s.options.headerName.toLowerCase()] : [])];
  },
  type: headers.get("Content-Type"),
  /** What is secret in the app's own headers, which the server may quote. */
  own: [s.options.headerName, "authorization"].map((key) => headers.get(key)?.split(" ").pop()),
  token: weight !== undefined,
  user,
  epoch,
  /** Characters of the token's header; bytes of the body where they are known. */
  weight,
  size:
    /** @type {Partial<Blob>} */ (body)?.size ??
    /** @type {Partial<ArrayBuffer>} */ (body)?.byteLength ??
    /** @type {string | undefined} */ (body)?.length ??
    size,
  include: credentials === "include",
});

/**
 * The number of a call, above its traits. The bits below have the store's, as `bitsOf()` in storage.js.
 *
 * @param {State} s
 * @param {Prepared} request
 */
const numberOf = (s, { auth, safe, replayable, target }) =>
  4096 * ++s.calls +
  128 * Number(safe) +
  256 * Number(replayable) +
  512 * ["auto", "required", "omit"].indexOf(auth) +
  2048 * Number(target.startsWith("/"));

/**
 * Tells of a call: what to do with it.
 *
 * @param {(go: Go) => Promise<unknown>} begin
 * @returns {Promise<any>}
 */
const step = (begin) => new Promise((resolve, reject) => begin(resolve).then(reject));

/**
 * Waits until a call can be sent: how.
 *
 * @param {State} s
 * @param {Prepared} request
 * @param {number} call
 * @returns {Promise<Sending>}
 */
async function next(s, { auth, target }, call) {
  for (;;) {
    const [bits, text, markers] = auth === "omit" ? [0, "", ""] : readingOf(s);
    const sending = await step((go) =>
      s.tell("call", call + bits, text, `${markers}\n${target}`, go),
    );
    if (sending) return /** @type {Sending} */ (sending);
  }
}

/** @param {State} s @param {number} status @param {unknown} cause @param {About} request */
function unanswered({ engine }, status, cause, request) {
  const answer = answerOf({ status, request: about(status, cause, request) });
  try {
    engine.weigh(0, answer.meta());
  } catch (/** @type {any} */ error) {
    return new PresskeyError({ ...error, message: error.message, cause });
  }
}

const notReplayable = (/** @type {Response} */ response) =>
  failure(
    "body_not_replayable",
    "The server refused the token, and this body can't be sent again.",
    "answered",
    { status: response.status, response },
  );
