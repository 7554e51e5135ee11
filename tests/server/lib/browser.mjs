// What a browser does with a backend: keeps its cookies, and says where a request comes from.
import { CookieJar } from "tough-cookie";

/** The page's origin, and so the backend's. */
export const ORIGIN = "https://app.example.com";

export const BASE = "/api/presskey";

/** A visitor of a backend. `headers` go with every request, and `undefined` takes one away. */
export function browser(backend, { origin = ORIGIN, base = BASE, headers: always = {} } = {}) {
  const jar = new CookieJar(undefined, { prefixSecurity: "strict", rejectPublicSuffixes: false });
  const url = (path) => `${origin}${base}${path}`;

  /** Calls an endpoint as a page of the same origin does. */
  async function send(path, { method = "GET", json, headers, body, cookies = true, ...more } = {}) {
    const given = { "sec-fetch-site": "same-origin", ...always, ...headers };
    if (method !== "GET" && method !== "HEAD") given.origin ??= origin;
    if (json !== undefined) given["content-type"] ??= "application/json";
    if (cookies) given.cookie ??= jar.getCookieStringSync(url(path)) || undefined;
    const defined = Object.entries(given).filter(([, value]) => value !== undefined);
    const request = new Request(url(path), {
      method,
      headers: defined,
      body: json === undefined ? body : JSON.stringify(json),
      duplex: "half",
      ...more,
    });
    const response = await backend.handle(request);
    keep(response, path);
    return response;
  }

  /** Takes over cookies as a browser does: what it must refuse fails the test. */
  function keep(response, path = "/") {
    // The address that the browser knows: a server that listens on all of them may name another.
    const seen = new URL(url(path));
    if (seen.hostname === "0.0.0.0") seen.host = always.host;
    for (const line of response.headers.getSetCookie()) jar.setCookieSync(line, seen.href);
  }

  return {
    jar,
    send,
    keep,
    login: (credentials, query = "") =>
      send(`/login${query}`, { method: "POST", json: credentials }),
    session: async () => (await send("/session")).json(),
    post: (path, json, more) => send(path, { method: "POST", json, ...more }),
    cookie: () => jar.getCookieStringSync(url("/session")),
    cookies: () => jar.getCookiesSync(url("/session")),
    /** A request for a page, as a middleware or a server component gets it. */
    request: (path = "/", headers = {}) => {
      const cookie = jar.getCookieStringSync(url("/session"));
      return new Request(origin + path, { headers: { ...(cookie && { cookie }), ...headers } });
    },
  };
}
