// Requests that a test responds to, with Playwright's interface.
import { bodyOf, openCors } from "../../servers.mjs";

/** Whether Playwright's pattern is for a URL. */
export function matches(pattern, url) {
  if (typeof pattern === "function") return pattern(new URL(url));
  return (pattern instanceof RegExp ? pattern : asRegExp(pattern)).test(url);
}

function asRegExp(glob) {
  const source = glob.replace(/\*\*\/|\*+|\{[^}]*\}|[.?+^$()|[\]\\]/g, (part) => {
    if (part === "**/") return "(.*/)?";
    if (part.startsWith("*")) return part === "*" ? "[^/]*" : ".*";
    if (part.startsWith("{")) return `(${part.slice(1, -1).replaceAll(",", "|")})`;
    return `\\${part}`;
  });
  return new RegExp(`^${source}$`);
}

/** A browser's request, for listeners and handlers. */
export const described = ({ url, method, headers }) => ({
  url: () => url,
  method: () => method,
  headers: () => headers,
});

/** Lets a handler respond. Resolves to false if the proxy should forward the request. */
export async function handle({ handler }, request, response) {
  const { url, method, headers } = request;
  // As Playwright does: handlers see no preflights.
  if (headers["access-control-request-method"]) {
    response.writeHead(204, openCors(request)).end();
    return true;
  }
  return new Promise((resolve, reject) => {
    const route = {
      request: () => described(request),
      async fetch({ url: other = url } = {}) {
        const body = ["GET", "HEAD"].includes(method) ? undefined : await bodyOf(request);
        const { host, connection, "proxy-connection": _, ...kept } = headers;
        const answer = await fetch(other, { method, headers: kept, body, redirect: "manual" });
        const bytes = Buffer.from(await answer.arrayBuffer());
        const plain = [...answer.headers].filter(([name]) => !/encoding|length/.test(name));
        return { status: () => answer.status, headers: () => Object.fromEntries(plain), bytes };
      },
      async fulfill({ response: answer, status, contentType, headers, body }) {
        const type = contentType && { "content-type": contentType };
        const all = { ...openCors(request), ...answer?.headers(), ...type, ...headers };
        response.writeHead(status ?? answer?.status() ?? 200, all).end(body ?? answer?.bytes);
        resolve(true);
      },
      async abort() {
        response.destroy();
        resolve(true);
      },
      async continue() {
        resolve(false);
      },
    };
    Promise.resolve(handler(route)).catch(reject);
  });
}
