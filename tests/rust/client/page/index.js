// The client for Rust frontends, in the form of the npm package's: tests/support/page/app.js imports
// this in its place, so that a page's tests run with both.
import init, { Wp } from "./presskey_test_client.js";

await init();

export class PresskeyError extends Error {
  name = "PresskeyError";

  constructor({ message, ...fields }) {
    super(message);
    Object.assign(this, fields);
  }
}

/** What Rust throws is a text: the fields of an error. For batch(), results go with it. */
const rethrow = (thrown) => {
  if (Array.isArray(thrown)) {
    throw new PresskeyError({ ...JSON.parse(thrown[0]), results: thrown[1] });
  }
  throw typeof thrown === "string" && thrown.startsWith("{")
    ? new PresskeyError(JSON.parse(thrown))
    : thrown;
};
const guarded = (run) => {
  try {
    return run();
  } catch (thrown) {
    return rethrow(thrown);
  }
};
const soon = (run) => new Promise((resolve) => resolve(run())).catch(rethrow);

/** Rejects with the signal's reason. */
function abortedBy(signal) {
  const { promise, reject } = Promise.withResolvers();
  promise.catch(() => {});
  if (signal.aborted) reject(signal.reason);
  signal.addEventListener("abort", () => reject(signal.reason));
  return promise;
}

/** A request as src/request.rs takes it. */
function requestOf(input, { json, query, headers, signal, ...init } = {}) {
  const pairs = Object.entries(query ?? {})
    .filter(([, value]) => value != null)
    .flatMap(([name, value]) =>
      Array.isArray(value)
        ? value.map((one) => [`${name}[]`, String(one)])
        : [[name, String(value)]],
    );
  return {
    ...init,
    target: String(input),
    ...(signal && { aborted: abortedBy(signal) }),
    query: pairs,
    headers: [...new Headers(headers)],
    ...(json !== undefined && { json: JSON.stringify(json) }),
  };
}

async function* iterate(begin) {
  const list = begin();
  for (;;) {
    const value = await soon(() => list.next());
    if (value === undefined) return;
    yield value;
  }
}

export function createClient(given) {
  const options = typeof given === "object" && !(given instanceof URL) ? given : { site: given };
  const listeners = new Set();
  let session;
  const own = guarded(
    () =>
      new Wp({ ...options, site: String(options.site ?? "") }, (text) => {
        session = JSON.parse(text);
        for (const listener of listeners) listener(session);
      }),
  );
  const parsed = (run) => soon(run).then(JSON.parse);
  return {
    get session() {
      session ??= JSON.parse(own.session());
      return session;
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    ready: () => parsed(() => own.ready()),
    login: (credentials, { remember } = {}) => parsed(() => own.login(credentials, remember)),
    // The page has all of it.
    preload: async () => {},
    close: () => own.close(),
    authorize: (given) => soon(() => own.authorize(given)),
    completeAuthorization: (url) => parsed(() => own.completeAuthorization(url)),
    logout: ({ everywhere = false } = {}) => soon(() => own.logout(everywhere)),
    refresh: () => parsed(() => own.refresh()),
    validate: () => soon(() => own.validate()),
    diagnose: () => parsed(() => own.diagnose()),
    supportBundle: () => parsed(() => own.supportBundle()),
    explain: (response) =>
      soon(() => own.explain(response)).then(
        () => null,
        (error) => error,
      ),
    claims: () => own.claims(),
    token: () => own.token() ?? null,
    getToken: ({ minValidity = 0 } = {}) => soon(() => own.getToken(minValidity)),
    fetch: (input, init) => soon(() => own.fetch(requestOf(input, init))),
    page: (path, init) => soon(() => own.page(requestOf(path, init))),
    paginate: (path, init) => ({
      [Symbol.asyncIterator]: () => iterate(() => own.items(requestOf(path, init))),
      pages: () => ({
        [Symbol.asyncIterator]: () => iterate(() => own.pages(requestOf(path, init))),
      }),
    }),
    upload: (file, { signal, ...options } = {}) =>
      soon(() => {
        if (!(file instanceof Blob))
          throw new PresskeyError({ code: "invalid_option", sent: "no" });
        return own.upload(file, { ...options, ...(signal && { aborted: abortedBy(signal) }) });
      }),
    batch: (requests) =>
      soon(() => {
        if (!Array.isArray(requests))
          throw new PresskeyError({ code: "invalid_option", sent: "no" });
        return own.batch(requests.map((one) => one ?? {}));
      }),
    json: (input, init) => soon(() => own.json(requestOf(input, init))),
    // The same, read as a type that contains itself.
    tree: {
      json: (input, init) => soon(() => own.jsonTree(requestOf(input, init))),
      page: (path, init) => soon(() => own.pageTree(requestOf(path, init))),
      batch: (requests) => soon(() => own.batchTree(requests)),
      upload: (file, options) => soon(() => own.uploadTree(file, options)),
      claims: () => own.claimsTree(),
    },
    id: (input, init) => soon(() => own.id(requestOf(input, init))),
  };
}
