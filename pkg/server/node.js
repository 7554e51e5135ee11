import { errorAnswer } from "./answer.js";

/**
 * A handler for Node's own servers, Express and Connect, of what takes a `Request` and gives a
 * `Response`. It must come before whatever reads bodies, such as `express.json()`; a body that was
 * read into `req.body` already is used as it is.
 */
export const nodeHandler = (backend) => async (req, res, next) => {
  const ended = new AbortController();
  res.once("close", () => ended.abort());
  try {
    await write(res, await backend.handle(requestOf(req, ended.signal), req));
  } catch (error) {
    if (res.headersSent || ended.signal.aborted) res.destroy();
    else if (next) next(error);
    else await write(res, errorAnswer(error));
  }
};

function requestOf(req, signal) {
  const scheme = req.socket.encrypted ? "https" : "http";
  const host = req.headers.host ?? "localhost";
  // Express takes off the path that a router is mounted at.
  const url = new URL(`${scheme}://${host}`);
  const [path, ...query] = (req.originalUrl ?? req.url).split("?");
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
  return new Request(target, {
    method: req.method,
    headers,
    signal,
    ...(hasBody && { body: bodyOf(req), duplex: "half" }),
  });
}

/** What a body parser before us has left, or the stream. */
function bodyOf(req) {
  if (!req.readableEnded || req.body === undefined) return streamOf(req);
  if (typeof req.body === "string" || req.body instanceof Uint8Array) return req.body;
  const isForm = /^application\/x-www-form-urlencoded/i.test(req.headers["content-type"] ?? "");
  return isForm ? new URLSearchParams(req.body).toString() : JSON.stringify(req.body);
}

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

async function write(res, response) {
  res.statusCode = response.status;
  for (const [name, value] of response.headers) {
    if (name !== "set-cookie") res.setHeader(name, value);
  }
  const cookies = response.headers.getSetCookie();
  if (cookies.length) res.setHeader("Set-Cookie", cookies);
  const reader = response.body?.getReader();
  try {
    for (;;) {
      const { done, value } = (await reader?.read()) ?? { done: true };
      if (done || res.destroyed) break;
      if (!res.write(value)) await drained(res);
    }
  } finally {
    if (res.destroyed) reader?.cancel().catch(() => {});
  }
  res.end();
}

const drained = (res) =>
  new Promise((resolve) => {
    res.once("drain", resolve);
    res.once("close", resolve);
  });
