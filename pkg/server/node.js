import { errorAnswer, refusal } from "./answer.js";

/**
 * @import { NodeRequest, NodeResponse } from "./index.d.ts"
 * @typedef {NodeRequest & { socket: { encrypted?: boolean }, originalUrl?: string, readableEnded?: boolean, body?: any }} Incoming
 *   Express has more: `body` is whatever a parser has read
 * @typedef {NodeResponse & { destroyed?: boolean, headersSent?: boolean, writableFinished?: boolean, destroy(): void, end(chunk?: Uint8Array): void }} Outgoing
 */

/**
 * A handler for Node's own servers, Express and Connect, of what takes a `Request` and gives a
 * `Response`. It must come before whatever reads bodies, such as `express.json()`; a body that was
 * read into `req.body` already is used as it is.
 *
 * @param {Pick<import("./index.d.ts").Backend, "handle">} backend
 * @returns {(req: Incoming, res: Outgoing, next?: (error?: unknown) => void) => Promise<void>}
 */
export const nodeHandler = (backend) => async (req, res, next) => {
  const ended = new AbortController();
  // Also emitted after a whole response, where there is nothing to end.
  res.once("close", () => res.writableFinished || ended.abort());
  try {
    await write(res, await backend.handle(requestOf(req, ended.signal), req));
  } catch (error) {
    if (res.headersSent || ended.signal.aborted) res.destroy();
    else if (next && !(/** @type {{ http?: number }} */ (error)?.http)) next(error);
    else await write(res, errorAnswer(error));
  }
};

/**
 * What no browser sends, such as TRACE, or a `Host` with a path in it, is the client's mistake.
 *
 * @param {Incoming} req
 * @param {AbortSignal} signal
 */
function requestOf(req, signal) {
  try {
    return newRequest(req, signal);
  } catch {
    throw refusal("invalid_option", 400, "This request is not in the form that browsers send.");
  }
}

/** @param {Incoming} req @param {AbortSignal} signal */
function newRequest(req, signal) {
  const scheme = req.socket.encrypted ? "https" : "http";
  // HTTP/2 has it in a field of its own. Without one nobody knows whether this is a loopback host.
  const host = req.headers[":authority"] ?? req.headers.host;
  if (!host) throw new Error("Host");
  const url = new URL(`${scheme}://${host}`);
  if (url.href !== `${url.origin}/`) throw new Error("Host");
  // Express takes off the path that a router is mounted at.
  const [path, ...query] = /** @type {string} */ (req.originalUrl ?? req.url).split("?");
  // Not resolved: `//host/…` is a path here.
  const target = new URL(
    `${url.origin}${path.startsWith("/") ? "" : "/"}${path}${query.length ? `?${query.join("?")}` : ""}`,
  );
  const headers = new Headers();
  for (let index = 0; index < req.rawHeaders.length; index += 2) {
    const name = req.rawHeaders[index];
    if (!name.startsWith(":")) headers.append(name, req.rawHeaders[index + 1]);
  }
  const hasBody = req.method !== "GET" && req.method !== "HEAD";
  return new Request(
    target,
    /** @type {RequestInit} */ ({
      method: req.method,
      headers,
      signal,
      ...(hasBody && { body: bodyOf(req), duplex: "half" }),
    }),
  );
}

/**
 * What a body parser before us has left, or the stream.
 *
 * @param {Incoming} req
 */
function bodyOf(req) {
  if (!req.readableEnded || req.body === undefined) return streamOf(req);
  if (typeof req.body === "string" || req.body instanceof Uint8Array) return req.body;
  const isForm = /^application\/x-www-form-urlencoded/i.test(
    /** @type {string} */ (req.headers["content-type"] ?? ""),
  );
  return isForm ? new URLSearchParams(req.body).toString() : JSON.stringify(req.body);
}

/** @param {Incoming} req */
function streamOf(req) {
  const chunks = req[Symbol.asyncIterator]();
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await chunks.next();
      if (done) controller.close();
      else controller.enqueue(new Uint8Array(value));
    },
    async cancel() {
      await chunks.return?.();
    },
  });
}

/** @param {Outgoing} res @param {Response} response */
async function write(res, response) {
  res.statusCode = response.status;
  for (const [name, value] of response.headers) {
    if (name !== "set-cookie") res.setHeader(name, value);
  }
  const cookies = response.headers.getSetCookie();
  if (cookies.length) res.setHeader("Set-Cookie", cookies);
  const reader = response.body?.getReader();
  if (!reader) return void res.end();
  try {
    let next = reader.read();
    for (;;) {
      const { done, value } = await next;
      if (done || res.destroyed) break;
      next = reader.read();
      // It may fail while `drained` waits, when nobody awaits it yet.
      next.catch(() => {});
      // If a short body is over with its first chunk, Node sends all of it immediately, with its length.
      if (!res.headersSent && (await isOver(next))) return void res.end(value);
      if (!res.write(value)) await drained(res);
    }
  } finally {
    if (res.destroyed) reader.cancel().catch(() => {});
  }
  res.end();
}

/** Whether a body ends here, as far as is known immediately. A failure is thrown where it is awaited. */
const isOver = (/** @type {Promise<{ done: boolean } | undefined>} */ next) =>
  Promise.race([next, new Promise((resolve) => setImmediate(resolve))]).then(
    (end) => end?.done,
    () => false,
  );

const drained = (/** @type {Outgoing} */ res) =>
  new Promise((resolve) => {
    res.once("drain", /** @type {() => void} */ (resolve));
    res.once("close", /** @type {() => void} */ (resolve));
  });
