// A site that responds as a case says: its own responses first, then those of the server that it has.
import { createServer } from "node:http";
import { createServer as createSecureServer } from "node:https";
import { setTimeout as sleep } from "node:timers/promises";
import { openCors } from "../../support/servers.mjs";
import { readRequest, requestMatches } from "./match.mjs";

/** The headers that WordPress 5.5 and later lets pages send and read. */
const WORDPRESS_CORS = {
  "access-control-allow-headers":
    "Authorization, X-WP-Nonce, Content-Disposition, Content-MD5, Content-Type",
  "access-control-expose-headers": "X-WP-Total, X-WP-TotalPages, Link",
};

/** Where a page of the site itself is, with an app in it. */
export const APP = "/the-app";

/**
 * @param {object} options
 * @param {object[]} options.answers in the order in which they are tried
 * @param {(text: string) => string} options.fill replaces `{token}` and the like
 * @param {string} options.prefix of REST routes, "wp-json" unless the case says otherwise
 * @param {string} options.page where the app's page is, for cases in which it is one of the site's
 * @param {{ key: string, cert: string }} [options.tls]
 */
export async function startSite({ answers, fill, page, prefix = "wp-json", tls }) {
  const log = [];
  const counts = new Map();
  const handle = async (request, response) => {
    if (request.url.startsWith(APP)) return forward(page + request.url.slice(APP.length), response);
    const asked = await readRequest(request, prefix);
    // Browsers request it on their own.
    if (request.url !== "/favicon.ico") log.push(asked);
    const answer = pick(answers, asked) ?? missing(asked);
    if (answer.hang) return;
    if (answer.delay) await sleep(answer.delay);
    if (answer.drop) return void request.socket.destroy();
    send(request, response, answer, asked);
  };

  /** The first response that matches. One that changes another takes that from those after it. */
  function pick(list, asked) {
    for (const [at, answer] of list.entries()) {
      if (!requestMatches(answer, asked, fill)) continue;
      const time = (counts.get(answer) ?? 0) + 1;
      counts.set(answer, time);
      if (time <= (answer.after ?? 0) || time > (answer.times ?? Infinity)) continue;
      if (answer.pass)
        return pick(
          answers.filter(({ isWordPress }) => isWordPress),
          asked,
        );
      if (!answer.change) return answer;
      return changed(pick(list.slice(at + 1), asked) ?? missing(asked), answer.change);
    }
    return undefined;
  }

  function send(request, response, answer, { path, route }) {
    const text = fill(bodyOf(answer));
    const headers = {
      "content-type": typeOf(answer, text),
      ...(answer.isWordPress &&
        route !== null && { link: fill('<{root}>; rel="https://api.w.org/"') }),
      ...(answer.cors !== false && { ...openCors(request), ...WORDPRESS_CORS }),
      ...(answer.redirect && { location: fill(answer.redirect.replace("{path}", path)) }),
      ...lowerCase(answer.headers, fill),
    };
    const status = answer.status ?? (answer.redirect ? 302 : 200);
    response.writeHead(status, headers);
    response.end(request.method === "HEAD" ? "" : text);
  }

  const server = tls ? createSecureServer(tls, handle) : createServer(handle);
  await listen(server);
  return {
    log,
    port: server.address().port,
    stop() {
      server.closeAllConnections();
      return new Promise((done) => server.close(done));
    },
  };
}

const used = new Set();

/** On a port that no case had before: a browser keeps the sessions of a site by its origin. */
async function listen(server) {
  for (;;) {
    await new Promise((done) => server.listen(0, "127.0.0.1", done));
    const { port } = server.address();
    if (!used.has(port)) return used.add(port);
    await new Promise((done) => server.close(done));
  }
}

async function forward(url, response) {
  const { status, headers, body } = await fetch(url);
  response.writeHead(status, { "content-type": headers.get("content-type") });
  for await (const chunk of body) response.write(chunk);
  response.end();
}

const changed = (answer, { append = "", prepend = "", headers, ...fields }) => ({
  ...answer,
  ...fields,
  headers: { ...answer.headers, ...headers },
  json: undefined,
  isJson: answer.json !== undefined,
  body: prepend + bodyOf({ ...answer, ...fields }) + append,
});

const bodyOf = ({ json, body }) => (json === undefined ? (body ?? "") : JSON.stringify(json));

function typeOf({ json, isJson }, text) {
  if (json !== undefined || isJson) return "application/json; charset=UTF-8";
  return text.trimStart().startsWith("<") ? "text/html; charset=UTF-8" : "text/plain";
}

const lowerCase = (headers = {}, fill) =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), fill(String(value))]),
  );

/** The response of WordPress to a route that nobody registered. */
function missing({ preflight, route }) {
  if (preflight) return { json: [] };
  if (route === null)
    return { status: 404, body: "<!doctype html><title>Page not found</title>", cors: false };
  const message = "No route was found matching the URL and request method.";
  return { status: 404, json: { code: "rest_no_route", message, data: { status: 404 } } };
}
