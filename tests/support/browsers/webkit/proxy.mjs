// Every request of one visitor comes through here: WebDriver neither reports nor intercepts any, and
// it can neither cut a page off nor run a script before a page's own.
import { request as send } from "node:http";
import { bodyOf, serve } from "../../servers.mjs";
import { listen } from "./in-page.mjs";
import { described, handle, matches } from "./routes.mjs";

const OWN = "/--driver/";

export async function startProxy(context) {
  const proxy = { isOffline: false, routes: [], navigating: undefined, blank };
  const server = await serve(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url);
    if (pathname === `${OWN}said`) return hear(context, request, response);
    if (pathname === `${OWN}init.js`) {
      const page = context.pages().find(({ id }) => id === searchParams.get("page"));
      const scripts = [listen, ...(page?.initScripts ?? [])];
      response.writeHead(200, { "content-type": "text/javascript", "cache-control": "no-store" });
      return void response.end(scripts.join(";\n"));
    }
    if (pathname.startsWith(OWN)) {
      response.writeHead(200, { "content-type": "text/html" }).end();
      return;
    }
    if (proxy.isOffline) return void request.socket.destroy();
    report(context, request);
    const route = proxy.routes.find(({ pattern }) => matches(pattern, request.url));
    if (route && (await handle(route, request, response))) return;
    const isPage = request.headers.accept?.includes("text/html");
    const page = isPage && proxy.navigating;
    if (isPage) proxy.navigating = undefined;
    forward(request, response, isPage && `<script src="${OWN}init.js?page=${page?.id}"></script>`);
  });
  return Object.assign(proxy, server);
}

/** An empty page at a site, to set cookies there. */
const blank = (url) => new URL(`${OWN}blank`, url).href;

async function hear(context, request, response) {
  const [kind, text, stack] = JSON.parse(await bodyOf(request));
  const said =
    kind === "console" ? { text: () => text, type: () => "log" } : { message: text, stack };
  for (const page of context.pages()) page.emit(kind, said);
  response.writeHead(204).end();
}

/** To all pages of the visitor, as it is not known whose it is. */
function report(context, request) {
  if (request.headers["access-control-request-method"]) return;
  for (const target of [context, ...context.pages()]) target.emit("request", described(request));
}

/** Sends it on; `first` comes before everything in the response if it is a page. */
function forward(request, response, first) {
  const { method, headers, url } = request;
  const { "proxy-connection": _, "accept-encoding": encoding, ...kept } = headers;
  const given = first ? kept : { ...kept, ...(encoding && { "accept-encoding": encoding }) };
  const onward = send(url, { method, headers: given }, (answer) => {
    const { "content-length": length, ...rest } = answer.headers;
    const isPage = first && /text\/html/.test(rest["content-type"]);
    response.writeHead(answer.statusCode, isPage ? rest : answer.headers);
    // A fetch() resolves with the headers, whenever the body comes.
    response.flushHeaders();
    if (isPage) response.write(`<!doctype html>${first}`);
    answer.on("error", () => response.destroy()).pipe(response);
  });
  onward.on("error", () => request.socket.destroy());
  response.on("close", () => onward.destroy());
  request.pipe(onward);
}
