import { refusalsOf } from "../front/send.js";
import { unread } from "../front/unread.js";
import { envelope, parse } from "./answer.js";
import { failure, invalidOption, PresskeyError } from "./error.js";
import { pause } from "./lock.js";
import { credentialsOf, login } from "./login.js";
import { noteMethod, overrideMethod } from "./override.js";
import { renew } from "./refresh.js";
import { announce, load, once, publish, save, sync } from "./session.js";
import {
  about,
  answerOf,
  carried,
  headerOf,
  isRedirect,
  MAX_BODY,
  nameOffline,
  REDIRECTED,
  read,
  send,
  signed,
  UNREACHABLE,
} from "./transport.js";
import { fetchUncached } from "./uncached.js";
import { detour, goBack, keepFinding, search } from "./way.js";

/**
 * @import { Answer, Carrier, Earlier, Prepared } from "../front/types.d.ts"
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
 * @param {number} begun the call's number
 * @param {Earlier} [earlier] the session for which the front began the
 *   call, and what became of it if the front has sent it
 * @param {boolean} [wantsValue] whether the response is to be read as well
 * @returns {Promise<Given>}
 */
export async function fetchWith(s, request, begun, earlier, wantsValue) {
  const { engine } = s;
  try {
    if (request.auth !== "omit") await load(s);
    let sent = earlier?.outcome;
    if (earlier) engine.resume(begun, earlier.begun.record, sent?.header && "sent");
    if (!sent) overrideMethod(s, request);
    // A redirect could lead into the network of a backend.
    const isFixed = s.options.isBackend && !request.init.redirect;
    if (isFixed) request.init.redirect = "manual";
    let url = sent ? sent.url : engine.aim(begun, request.target);
    // A call that is refused anyway is not worth a search.
    if (url === undefined) await next(s, request, begun);
    while (url === undefined) {
      await search(s, false);
      url = engine.aim(begun, request.target);
    }
    /** @type {string[]} */
    const tried = [];
    /** @type {string | undefined} */
    let finding;
    /** @typedef {() => Given | Promise<Given>} Give */
    /**
     * Gives what the first address gave.
     *
     * @type {Give | undefined}
     */
    let first;
    /** @param {Read} answer @param {Give} give */
    const isAstray = async (answer, give) => {
      const { target, safe, replayable, signal } = request;
      if (!replayable || signal?.aborted || !target.startsWith("/")) return false;
      if (!(await detour(s, answer, { url: /** @type {string} */ (url), safe, tried, finding })))
        return false;
      first ??= give;
      url = engine.aim(begun, target);
      return true;
    };
    for (;;) {
      finding = engine.finding();
      let header = carried(sent ? sent.header : await next(s, request, begun));
      const carrier = sent ? /** @type {Earlier} */ (earlier).begun.carrier : s.carrier;
      if (header && carrier.sign)
        header = await signed(s, header, { ...signsOf(request), url: /** @type {string} */ (url) });
      /** @param {AbortSignal} [signal] */
      const start = (signal) =>
        sendOnce(request, /** @type {string} */ (url), header, signal, carrier);
      /** @param {Response} response */
      const isRead = (response) =>
        wantsValue ||
        mayBePage(response) ||
        (header && refusalsOf(carrier).includes(response.status));
      let { response, status, cause } = sent
        ? nameOffline(sent)
        : await send(s, request.timeout, start, request.signal, isRead);
      // The front has read it.
      if (sent?.text !== undefined)
        response = unread(/** @type {Response} */ (response), sent.text);
      sent = undefined;
      const about = aboutOf(s, request, /** @type {string} */ (url), header);
      const failed = (/** @type {number} */ status) => unanswered(s, status, cause, about);
      /** @type {(status: number) => Give} */
      const fail = (status) => () => {
        throw failed(status);
      };
      if (!response) {
        const refusal = status === UNREACHABLE && refusalOf(request);
        if (
          !refusal &&
          (await isAstray(
            answerOf({ status: /** @type {number} */ (status) }),
            fail(/** @type {number} */ (status)),
          ))
        )
          continue;
        if (!refusal) noteMethod(s, request, false);
        throw refusal || failed(/** @type {number} */ (status));
      }
      if ((header || request.own || isFixed) && isRedirect(response, /** @type {string} */ (url))) {
        if (await isAstray(answerOf({ status: REDIRECTED }), fail(REDIRECTED))) continue;
        about.location = headerOf(response, "Location");
        throw failed(REDIRECTED);
      }
      about.response = response;
      const isPage = mayBePage(response);
      if (isPage) {
        const answer = await read(response, undefined, Number.POSITIVE_INFINITY);
        response = unread(response, answer.body);
        const page = response;
        if (await isAstray(answer, () => given(s, page, about, wantsValue))) continue;
      } else s.sure = true;
      noteMethod(s, request, !isPage);
      const result = await given(s, response, about, wantsValue);
      const { parsed } = result;
      // Only these can be about the token; every other response passes unread. A body may say that its
      // 200 was one of them.
      const refusals = refusalsOf(carrier);
      const refused =
        header &&
        (refusals.includes(response.status) ||
          refusals.includes(/** @type {number} */ (parsed?.error?.status)));
      // With a token only a success shows that the token is read there.
      if (tried.length && !refused && (!header || response.ok)) keepFinding(s);
      if (header && carrier.rotates) await rotate(s, begun, response);
      if (!refused) return result;
      const { again, answer } = await judged(s, begun, response, parsed?.answer);
      // 401: nobody has read the token, which some plugins do at one form of the address only.
      if (again === undefined && response.status === 401 && (await goBack(s))) {
        if (first) return first();
        // An earlier call has found this form, and not seen whether the token is read there.
        if (request.replayable) {
          url = engine.aim(begun, request.target);
          continue;
        }
      }
      if (again === undefined) return { response: answer, about, parsed };
      if (again === "lost") throw notReplayable(answer);
    }
  } finally {
    engine.finish(begun);
  }
}

/**
 * What the caller gets of a response: with `wantsValue` its value or error as well.
 *
 * @param {State} s
 * @param {Response} response
 * @param {About} about
 * @param {boolean} [wantsValue]
 * @returns {Promise<Given>}
 */
async function given(s, response, about, wantsValue) {
  const parsed = wantsValue ? await parse(s, response, about) : undefined;
  return { response: parsed ? unread(response, parsed.answer.body) : response, about, parsed };
}

/** Whether it is worth a look whether the REST API has answered at all. */
const mayBePage = (/** @type {Response} */ response) => {
  const type = headerOf(response, "Content-Type") ?? "";
  return /html/i.test(type) || (response.status >= 400 && /^(text|$)/i.test(type));
};
/**
 * @param {Prepared} request
 * @param {string} url
 * @param {string | undefined} header
 * @param {AbortSignal | undefined} signal
 * @param {Carrier} carrier
 */
async function sendOnce(request, url, header, signal, carrier) {
  const response = await request.send(url, header, signal, carrier, fetchUncached);
  return request.wrapped ? envelope(response) : response;
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
 * What matters of a call when it is not answered.
 *
 * @param {State} s
 * @param {Prepared} request
 * @param {string} url
 * @param {string | undefined} header
 * @returns {Record<string, any> & { token: boolean, url: string, method: string }} with more for the doctor, of any type
 */
const aboutOf = (s, { method, headers, init: { body, credentials }, size }, url, header) => ({
  method,
  url,
  names: [...headers.keys(), ...(header ? [s.options.headerName.toLowerCase()] : [])],
  type: headers.get("Content-Type"),
  token: header !== undefined,
  user: s.user,
  /** Characters of the token's header; bytes of the body where they are known. */
  weight: header?.length,
  size:
    /** @type {Partial<Blob>} */ (body)?.size ??
    /** @type {Partial<ArrayBuffer>} */ (body)?.byteLength ??
    /** @type {string | undefined} */ (body)?.length ??
    size,
  include: credentials === "include",
});

/**
 * Waits until a call can be sent; the value of its token's header, or nothing for a visitor's.
 *
 * @param {State} s
 * @param {Prepared} request
 * @param {number} begun
 */
async function next(s, request, begun) {
  for (;;) {
    if (request.auth !== "omit") sync(s);
    let step;
    try {
      step = s.engine.next(begun);
    } finally {
      publish(s);
    }
    if (step === "refresh") await renew(s);
    else if (step === "ask") {
      await ask(s);
      s.engine.waited(begun);
    } else return step;
  }
}

/**
 * Takes over the newer token that a response to a call brought.
 *
 * @param {State} s
 * @param {number} begun
 * @param {Response} response
 */
async function rotate(s, begun, response) {
  const token = response.headers.get(/** @type {string} */ (s.carrier.rotates));
  if (!token || s.engine.rotate(begun, token) === undefined) return;
  const persisted = await save(s, /** @type {string} */ (s.engine.record())).catch(() => false);
  s.engine.setPersisted(Number(persisted));
  announce(s);
  publish(s);
}

/** @param {State} s @param {number} begun @param {Response} response @param {Read} [known] */
async function judged(s, begun, response, known) {
  const { meta, body } = known ?? (await read(response, undefined, Number.POSITIVE_INFINITY));
  sync(s);
  const again = s.engine.answered(begun, meta(), body.length > MAX_BODY ? "" : body);
  publish(s);
  return { again, answer: unread(response, body) };
}

/** @param {State} s @param {number} status @param {unknown} cause @param {About} request */
function unanswered({ engine }, status, cause, request) {
  const answer = answerOf({ status, request: about(status, cause, request) });
  return new PresskeyError({ ...JSON.parse(engine.explain(0, answer.meta())), cause });
}

const notReplayable = (/** @type {Response} */ response) =>
  failure(
    "body_not_replayable",
    "The server refused the token, and this body can't be sent a second time.",
    "answered",
    { status: response.status, response },
  );

/**
 * Asks the app for credentials, once for everybody who needs them.
 *
 * @param {State} s
 */
function ask(s) {
  return once(s, "ask", async () => {
    /** @type {Promise<void>} */
    const loggedIn = new Promise((resolve) => {
      s.loggedIn = resolve;
    });
    await Promise.race([answer(s).catch(() => {}), loggedIn]);
    s.loggedIn = undefined;
    s.engine.asking(0);
  });
}

/** @param {State} s */
async function answer(s) {
  // All calls of this moment wait for the response: later ones may be the app's own, made inside.
  await pause(0);
  const { reason = "not_authenticated" } = JSON.parse(s.engine.session());
  if (!s.loggedIn || reason === "logged_out") return;
  s.engine.asking(1);
  const credentials = await /** @type {NonNullable<typeof s.options.onLoginRequired>} */ (
    s.options.onLoginRequired
  )(reason);
  // Too late when somebody has logged in meanwhile.
  if (credentials && /** @type {State["loggedIn"]} */ (s.loggedIn))
    await login(s, credentialsOf(credentials));
}
