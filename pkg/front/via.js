import { failure, invalidOption, PresskeyError } from "../engine/error.js";
import { canSend, NO_FETCH, TIMEOUT, transmit } from "./send.js";
import { throwIfAborted } from "./signal.js";
import { quiet, webStorage } from "./storage.js";
import { unread } from "./unread.js";

export { use } from "../engine/error.js";

/** Marks a response as the backend's own: WordPress's errors are JSON with a `code`, too. */
const OWN = "Presskey-Error";

/** On responses of WordPress: the fields of the error that `json()` throws for it. */
const EXPLANATION = "Presskey-Explanation";

/** On responses of WordPress: the session has changed during the request. */
const CHANGED = "Presskey-Session";

/** Milliseconds that a logout waits for the server. */
const PATIENCE = 5000;

const LOGGED_OUT = { status: "anonymous", reason: "logged_out" };

const isSignedIn = ({ status }) => status === "authenticated";

/**
 * What the engine is in direct mode, over the endpoints of a `presskey/server` backend: session,
 * token and every decision about them are on the server.
 *
 * @param {undefined} _ the engine's core
 * @param {{ options: object, changed: (session: object) => void, ended?: object, closed: boolean }} host
 *   see client.js; `options.via` is the backend's address
 */
export function connect(_, { options, changed, ended, closed }) {
  const { onLoginRequired } = options;
  const base = addressOf(options.via);
  const rest = `${base}/rest`;
  const pendingLogout = pendingLogoutOf(options);
  let session = { status: "loading" };
  let claims;
  /** Increases with every session: a response to an earlier question is ignored. */
  let version = 0;
  let looking;
  let asking;
  let loggedIn;
  let timer;

  const show = ({ claims: decoded, ...next }) => {
    version++;
    session = next;
    claims = decoded && JSON.stringify(decoded);
    clearTimeout(timer);
    // A session that the backend cannot renew ends with its token.
    if (isSignedIn(next) && !next.canRefresh && next.expiresAt && !closed) {
      const left = next.expiresAt - Date.now() + 1000;
      timer = setTimeout(wake, Math.min(left, 2 ** 31 - 1));
      timer.unref?.();
    }
    changed(next);
  };

  const receive = async (timeout, signal, start) => {
    if (!base) throw invalidOption("`via` needs a page. On your server use `backend.client()`.");
    if (!canSend(options)) throw invalidOption(NO_FETCH);
    const { response, status, cause } = await transmit(timeout, start, signal);
    throwIfAborted(signal);
    if (!response) throw unanswered(status, cause);
    if (response.type === "opaqueredirect" || [301, 302, 303, 307, 308].includes(response.status)) {
      throw failure("redirected", "The server redirects instead of responding.", "answered");
    }
    if (!response.headers.get(OWN)) return response;
    throw errorOf(await response.json().catch(() => ({})));
  };

  /** Calls an endpoint of the backend; what its JSON holds. */
  const ask = async (path, body, { signal, timeout = options.timeout } = {}) => {
    const response = await receive(timeout, signal, (late) =>
      (options.fetch ?? globalThis.fetch)(base + path, {
        method: body ? "POST" : "GET",
        body: body && JSON.stringify(body),
        headers: body ? { "Content-Type": "application/json" } : {},
        cache: "no-store",
        credentials: "same-origin",
        redirect: "manual",
        signal: late,
      }),
    );
    const value = response.ok ? await response.json().catch(() => undefined) : undefined;
    if (value !== undefined) return value;
    throw failure(
      "malformed_response",
      "There is no presskey backend at this address.",
      "answered",
      {
        status: response.status,
        hint: `Mount createBackend() of presskey/server at ${base}, or change \`via\`.`,
      },
    );
  };

  /** Asks who is logged in, and again if that has changed meanwhile. */
  const look = () => {
    looking ??= lookNow().finally(() => {
      looking = undefined;
    });
    return looking;
  };

  const lookNow = async () => {
    await pendingLogout.complete((everywhere) => ask("/logout", { everywhere }));
    for (;;) {
      const before = version;
      const next = await ask("/session?claims=1");
      if (version === before) return show(next);
    }
  };

  const wake = () => void look().catch(() => {});

  const ready = async () => {
    if (session.status === "loading") await look();
  };

  const announce = () => quiet(() => channel?.postMessage("changed"));

  const change = async (path, body, more) => {
    show(await ask(`${path}?claims=1`, body, more));
    announce();
  };

  const login = async (credentials, { signal, remember } = {}) => {
    if (credentials?.token !== undefined) {
      throw invalidOption("With `via` a token can't be adopted in the browser.");
    }
    pendingLogout.forget();
    const kept = remember === undefined ? "" : `&remember=${remember}`;
    show(await ask(`/login?claims=1${kept}`, credentials ?? {}, { signal }));
    announce();
    loggedIn?.();
  };

  const logout = async (everywhere) => {
    show(LOGGED_OUT);
    // The cookie is the server's: without a response it is removed by the next visit.
    pendingLogout.keep(everywhere);
    const removed = ask("/logout", { everywhere }, { timeout: PATIENCE });
    await removed.then(pendingLogout.forget).catch(() => {});
    announce();
  };

  /** Asks the app for credentials, once for all requests of the moment. */
  const askForLogin = async (reason) => {
    const settled = new Promise((resolve) => {
      loggedIn = resolve;
    });
    const answer = async () => {
      // All requests of this task wait; later ones may be the app's own, made inside.
      await new Promise((resolve) => setTimeout(resolve));
      asking.isOpen = true;
      const credentials = await onLoginRequired(reason);
      if (credentials && !isSignedIn(session)) await login(credentials);
    };
    await Promise.race([answer().catch(() => {}), settled]);
    asking = undefined;
  };

  const needLogin = async () => {
    const { reason = "not_authenticated" } = session;
    if (onLoginRequired && reason !== "logged_out" && !asking?.isOpen) {
      asking ??= askForLogin(reason);
      await asking;
    }
    if (isSignedIn(session)) return;
    throw ["not_authenticated", "logged_out"].includes(reason)
      ? failure("not_authenticated", "Nobody is logged in.")
      : failure("session_expired", "The session has ended. Log in again.");
  };

  /** Where a request goes: a route through the backend, everything else as it stands. */
  const urlOf = ({ target, auth, own }) => {
    const isBelow = target.startsWith(`${rest}/`);
    const route = isBelow ? target.slice(rest.length) : routeOf(target, options.site);
    if (route === undefined) {
      if (auth !== "required") return undefined;
      throw failure("origin_not_allowed", "This URL does not get the token.");
    }
    if (own) throw invalidOption("With `via` a request can't have its own Authorization header.");
    const url = rest + route;
    // Dot segments would lead to another endpoint of the app.
    if (new URL(url).href.startsWith(`${rest}/`)) return url;
    throw invalidOption("A route must not leave the REST API.");
  };

  const transfer = async (request) => {
    const { auth, signal, target, timeout } = request;
    const url = urlOf(request);
    if (auth === "required") {
      await ready();
      if (!isSignedIn(session)) await needLogin();
    }
    const credentials = auth !== "omit" && url ? "same-origin" : "omit";
    const before = version;
    const response = await receive(timeout, signal, (late) =>
      request.send(url ?? target, undefined, late, { credentials }),
    );
    if (url && response.headers.get(CHANGED) && version === before) {
      await look().catch(() => {});
      announce();
    }
    return response;
  };

  const sendOrAsk = async (request) => {
    try {
      return await transfer(request);
    } catch (error) {
      if (error?.code !== "session_expired" || error.sent === "no") throw error;
      await look().catch(() => {});
      if (!onLoginRequired || !request.replayable) throw error;
      await needLogin();
      return transfer(request);
    }
  };

  /** As the engine's: with `wantsValue` the response is read as `json()` does. */
  const send = async (request, _, wantsValue) => {
    const response = await sendOrAsk(request);
    if (!wantsValue) return { response };
    const text = await response.text().catch((cause) => {
      throwIfAborted(request.signal);
      throw failure("unreachable", "The response broke off.", "answered", { cause });
    });
    const whole = unread(response, text);
    const value = response.ok ? quiet(() => JSON.parse(text || "null")) : undefined;
    if (value === undefined) throw explain(whole);
    return { response: whole, value: text ? value : undefined };
  };

  const channel =
    options.place === "server" ? undefined : quiet(() => new BroadcastChannel(options.key));
  if (channel) channel.onmessage = wake;
  channel?.unref?.();
  const resume = ({ persisted }) => persisted && wake();
  globalThis.addEventListener?.("pageshow", resume);
  const close = () => {
    closed = true;
    clearTimeout(timer);
    channel?.close();
    globalThis.removeEventListener?.("pageshow", resume);
  };
  if (closed) close();
  if (ended) ended.done = logout(ended.everywhere);
  else if (options.place !== "server") wake();

  return {
    ready,
    look,
    login,
    logout,
    send,
    close,
    refresh: () => change("/refresh", {}),
    validate: () => ask("/validate", {}),
    explain: async (response) => (response.ok ? null : explain(response)),
    token: () => null,
    getToken: async () => null,
    claims: () => claims,
    completeAuthorization: async () => null,
    authorize: notHere,
    diagnose: notHere,
    supportBundle: notHere,
  };
}

/** The backend's address; nothing where there is no page that a path could be resolved against. */
function addressOf(via) {
  const { location } = globalThis;
  const url = quiet(() => new URL(via, location?.href));
  if (!url && !via.startsWith("/")) throw invalidOption("`via` must be a path or a URL.");
  if (url && location && url.origin !== location.origin) {
    throw invalidOption("`via` must be on the page's own origin.");
  }
  return url && url.origin + url.pathname.replace(/\/+$/, "");
}

/** Fields of a `PresskeyError`, as the backend's JSON has them. */
const errorOf = ({ code = "internal_error", message = "", ...fields }) =>
  new PresskeyError({ sent: "answered", ...fields, code, message });

/** The error that `json()` throws for a response: the backend explains it in a header. */
function explain(response) {
  const { headers, status } = response;
  const fields = quiet(() => JSON.parse(decodeURIComponent(headers.get(EXPLANATION))));
  const error = fields
    ? errorOf(fields)
    : failure("malformed_response", "The response is not JSON.", "answered", { status });
  return Object.assign(error, { response });
}

function unanswered(status, cause) {
  if (status === TIMEOUT) {
    return failure("timeout", "The server did not respond in time.", "maybe", { cause });
  }
  return globalThis.navigator?.onLine === false
    ? failure("offline", "There is no connection.", "maybe", { cause })
    : failure("unreachable", "The server could not be reached.", "maybe", { cause });
}

/** The route in a target, if it has one: `/wp/v2/posts`, or a URL below the site's REST root. */
function routeOf(target, site) {
  const root = `${site.replace(/\/(wp-json\/?)?$/, "")}/wp-json`;
  if (target.startsWith("/")) return target.replace(/^\/wp-json(?=[/?#]|$)/, "");
  return site && target.startsWith(`${root}/`) ? target.slice(root.length) : undefined;
}

/**
 * A logout that the server has not confirmed. Only the server can remove the cookie, so the next
 * visit asks again before it asks who is logged in.
 */
function pendingLogoutOf({ key, place }) {
  const local = webStorage("localStorage");
  const name = `${key}:leaving`;
  const isPage = place === "page";
  const forget = () => isPage && quiet(() => local.remove(name));
  return {
    forget,
    keep: (everywhere) => isPage && quiet(() => local.set(name, String(everywhere))),
    async complete(logout) {
      const kept = isPage && quiet(() => local.get(name));
      if (!kept) return;
      await logout(kept === "true");
      forget();
    },
  };
}

const notHere = async () => {
  throw invalidOption("This does not work with `via`: call it on your server.");
};
