/**
 * @import { AnonymousSession, AuthenticatedSession, ErrorCode, PresskeyError, Session, SessionEndReason, WordPressClaims } from "../index.d.ts"
 * @import { Driver, DriverHost, Prepared, Shared } from "./types.d.ts"
 * @typedef {Pick<Partial<AuthenticatedSession>, "canRefresh" | "expiresAt">} Lifetime
 * @typedef {Session & Lifetime & { claims?: WordPressClaims | null, shown?: string }} Shown what the
 *   backend responds: `shown` names the user
 */

/** Marks a response as the backend's own: WordPress's errors are JSON with a `code`, too. */
const OWN = "Presskey-Error";

/** On responses of WordPress: the fields of the error that `json()` throws for it. */
const EXPLANATION = "Presskey-Explanation";

/** On responses of WordPress: the session has changed during the request. */
const CHANGED = "Presskey-Session";

/** Milliseconds that a logout waits for the server. */
const PATIENCE = 5000;

/** Every part has it; the errors of this one are made by the front's `failure`. */
export const use = () => {};

/**
 * What the engine is in direct mode, over the endpoints of a `presskey/server` backend: session,
 * token and every decision about them are on the server.
 *
 * @param {unknown} _ the engine's core
 * @param {Pick<DriverHost, "options" | "changed" | "ended" | "closed">} host `options.via` is the
 *   backend's address
 * @param {Shared} shared the front's helpers
 */
export function connect(
  _,
  { options, changed, ended, closed },
  [failure, transmit, throwIfAborted, quiet],
) {
  const { key, onLoginRequired, place, site, via } =
    /** @type {typeof options & { via: string }} */ (options);
  const { location } = globalThis;
  /** @type {Session} */
  let session = { status: "loading" };
  /** @type {string | undefined} */
  let claims;
  /**
   * Names the user whom the page shows, for the backend; empty for nobody.
   *
   * @type {string | undefined}
   */
  let user;
  /** Increases with every session: a response to an earlier question is ignored. */
  let version = 0;
  /** Increases with every login and logout: one that was begun before does not undo it. */
  let acts = 0;
  /** @type {Promise<void> | undefined} */
  let looking;
  /**
   * The logout that the server has not confirmed, and why not.
   *
   * @type {Promise<PresskeyError | undefined> | undefined}
   */
  let leaving;
  /** It, and those before, if localStorage can't be written: it is full, or this is a worker. */
  let unkept = "";
  /** @type {(Promise<void> & { isOpen?: boolean }) | undefined} */
  let asking;
  /** @type {(() => void) | undefined} */
  let loggedIn;
  /** @type {(ReturnType<typeof setTimeout> & { unref?(): void }) | undefined} */
  let timer;

  const expired = () => failure("session_expired", "The session has ended. Log in again.");
  const invalid = (/** @type {string} */ message) => failure("invalid_option", message);
  /** @param {ErrorCode} code @param {any} message text, or nothing @param {object} [more] */
  const answered = (code, message, more) => failure(code, message, "answered", more);

  /** Nothing where there is no page that a path could be resolved against. */
  const address = quiet(() => new URL(via, location?.href));
  if (!address && !via.startsWith("/")) throw invalid("`via` must be a path or a URL.");
  if (address && location && address.origin !== location.origin) {
    throw invalid("`via` must be on the page's own origin.");
  }
  const base = address && address.origin + address.pathname.replace(/\/+$/, "");
  const rest = `${base}/rest`;

  const isSignedIn = () => session.status === "authenticated";

  /** @param {Shown} shown */
  const show = ({ claims: decoded, shown = "", ...next }) => {
    if (isLeft(shown)) return showLeft();
    version++;
    session = next;
    user = shown;
    claims = JSON.stringify(decoded);
    clearTimeout(timer);
    // A session that the backend cannot renew ends with its token. If that is over by this clock
    // alone, the clock is ahead.
    if (isSignedIn() && !next.canRefresh && next.expiresAt && !closed) {
      const left = next.expiresAt - Date.now() + 1000;
      timer = setTimeout(wake, left > 0 ? Math.min(left, 2 ** 31 - 1) : 60_000);
      timer.unref?.();
    }
    changed(next, user);
  };

  /**
   * @param {number} timeout
   * @param {AbortSignal | null | undefined} signal
   * @param {(signal: AbortSignal) => Promise<Response>} start
   * @param {unknown} isRead whether a success is read as well
   * @param {unknown} [isForeign] whether anybody but the backend responds: then its headers mean nothing
   */
  const receive = async (timeout, signal, start, isRead, isForeign) => {
    if (!base) throw invalid("`via` needs a page. On your server use `backend.client()`.");
    if (!(options.fetch ?? globalThis.fetch)) {
      throw invalid("There is no `fetch`. Pass one to createClient().");
    }
    const isOwn = (/** @type {Response} */ { headers }) => !isForeign && headers.get(OWN);
    const outcome = await transmit(
      timeout,
      start,
      signal,
      (response) => isOwn(response) || (isRead && response.ok),
    );
    throwIfAborted(signal);
    const { response, status, text, cause } = outcome;
    if (!response) {
      /** @type {[ErrorCode, string]} */
      const [code, message] =
        status === 2
          ? ["timeout", "The server did not respond in time."]
          : globalThis.navigator?.onLine === false
            ? ["offline", "There is no connection."]
            : ["unreachable", "The server could not be reached."];
      throw failure(code, message, "maybe", { cause });
    }
    // Browsers give an opaque one, with status 0.
    if (
      /^(0|30[12378])$/.test(/** @type {any} A number, which becomes text. */ (response.status))
    ) {
      throw answered("redirected", "The server redirects instead of responding.");
    }
    if (isOwn(response)) throw errorOf(jsonIn(text) ?? {});
    return { ...outcome, response, isForeign };
  };

  const jsonIn = (/** @type {any} nothing is no JSON */ text) => quiet(() => JSON.parse(text));

  /**
   * An error whose fields the backend's JSON holds.
   *
   * @param {{ code?: ErrorCode, message?: string }} fields
   */
  const errorOf = ({ code = "internal_error", message, ...fields }) =>
    answered(code, message, fields);

  /**
   * The error that `json()` throws for a response: the backend explains it in a header.
   *
   * @param {Response} response
   * @param {unknown} [isForeign]
   */
  const explain = (response, isForeign = response.url && !response.url.startsWith(`${rest}/`)) => {
    const { headers, status } = response;
    const fields =
      !isForeign &&
      quiet(() => JSON.parse(decodeURIComponent(/** @type {string} */ (headers.get(EXPLANATION)))));
    const error = fields
      ? errorOf(fields)
      : answered("malformed_response", "The response is not JSON.", { status });
    return Object.assign(error, { response });
  };

  /**
   * Calls an endpoint of the backend; what its JSON holds. The backend changes nothing for another user
   * than the page shows.
   *
   * @param {string} path
   * @param {object} [body]
   * @param {AbortSignal} [signal]
   */
  const ask = async (path, body, signal, timeout = options.timeout) => {
    const start = (/** @type {AbortSignal} */ signal) =>
      (options.fetch ?? fetch)(base + path, {
        method: body ? "POST" : "GET",
        body: body && JSON.stringify(body),
        headers: {
          ...(body && {
            "Content-Type": "application/json",
            ...(user !== undefined && { "Presskey-User": user }),
          }),
        },
        cache: "no-store",
        credentials: "same-origin",
        redirect: "manual",
        signal,
      });
    const { response, text } = await receive(timeout, signal, start, true);
    const value = response.ok ? jsonIn(text) : undefined;
    if (typeof value === "boolean" || /^anon|^authent/.test(value?.status)) return value;
    throw answered("malformed_response", "No presskey backend is at this address.", {
      status: response.status,
      hint: `Mount createBackend() at ${base}, or change \`via\`.`,
    });
  };

  /** Asks who is logged in, and again if that has changed meanwhile. */
  const look = () => {
    looking ??= (async () => {
      for (;;) {
        await completeLogout();
        const before = version;
        const next = await ask("/session?claims=1");
        if (version === before) return show(next);
      }
    })().finally(() => {
      looking = undefined;
    });
    return looking;
  };

  const wake = () => look().catch(() => {});

  /** The cookie is another user's than the page shows. */
  const isOther = (/** @type {any} Anything may be thrown. */ error) => /^user/.test(error?.code);

  /**
   * Asks what is about the user whom the page shows.
   *
   * @template T
   * @param {(path: string, body: object) => Promise<T>} work
   * @param {string} path
   */
  const asUser = async (work, path) => {
    if (isOver()) throw expired();
    return work(path, {}).catch(async (error) => {
      if (isOther(error)) await wake();
      throw error;
    });
  };

  const ready = async () => {
    if (session.status === "loading") await look();
  };

  const announce = () =>
    quiet(() => /** @type {BroadcastChannel} */ (channel).postMessage("changed"));

  /** @param {string} path @param {object} body @param {AbortSignal} [signal] @param {boolean} [isLogin] */
  const change = async (path, body, signal, isLogin = false, before = acts) => {
    const next = await ask(path, body, signal);
    if (acts !== before) {
      // Its cookie may have replaced the later one.
      await (isSignedIn() ? look() : logout(false, next.shown));
      throw expired();
    }
    if (isLogin) {
      acts++;
      forget();
    }
    show(next);
    announce();
  };

  const storage = () => /** @type {Storage} */ (place === "page" && localStorage);
  /**
   * A logout that the server has not confirmed is kept. Only the server can remove the cookie, so the
   * next visit asks again before it asks who is logged in. The server reads what is kept, the last logout
   * first: whether everywhere, when, and the user's name, or `*` if the page did not know it yet.
   */
  const pending = () => unkept || (quiet(() => storage().getItem(`${key}:leaving`)) ?? "");
  const forget = () => {
    leaving = undefined;
    unkept = "";
    quiet(() => storage().removeItem(`${key}:leaving`));
  };
  /**
   * @param {string} kept
   * @param {number} [timeout]
   * @returns {Promise<PresskeyError | undefined>} why it failed
   */
  const leave = (kept, timeout) =>
    // The server's clock may differ, and it reads no long bodies.
    ask("/logout", { kept: kept.slice(0, 9999), now: Date.now() }, undefined, timeout).then(
      forget,
      (error) => {
        if (isOther(error)) forget();
        return error;
      },
    );
  /** @returns {undefined} */
  const showLeft = () => show({ status: "anonymous", reason: "logged_out" });
  /** Whether a tab has logged a user out, and the server may not know it yet. */
  const isLeft = (/** @type {string | undefined} */ name) =>
    name &&
    pending()
      .replace(" *", () => ` ${name}`)
      .includes(` ${name},`);
  /** Ends the session then. Every request with it asks this last. */
  const isOver = () => isLeft(user) && !showLeft();
  const completeLogout = async () => {
    // This page's own logout is on its way.
    await leaving;
    const kept = pending();
    const failed = kept && (await leave(kept));
    // The next session is there already.
    if (!failed || isOther(failed)) return;
    isOver();
    throw failed;
  };

  /** @type {Driver["login"]} */
  const login = async (credentials, { signal, remember } = {}) => {
    if (credentials?.token !== undefined) {
      throw invalid("With `via`, login() takes no token.");
    }
    const before = acts;
    // If the login fails, the browser still has the cookie of the user who has left.
    await completeLogout().catch(() => {});
    const kept = remember === undefined ? "" : `&remember=${remember}`;
    await change(`/login?claims=1${kept}`, credentials ?? {}, signal, true, before);
    loggedIn?.();
  };

  const logout = async (/** @type {boolean} */ everywhere, whose = user, at = Date.now()) => {
    acts++;
    showLeft();
    // The name is empty if the page shows nobody: then it is about those who have left before.
    unkept = `${everywhere === true} ${at} ${whose ?? "*"},${pending()}`;
    leaving = leave(unkept, PATIENCE);
    quiet(() => {
      storage().setItem(`${key}:leaving`, unkept);
      unkept = "";
    });
    const failed = await leaving;
    if (isOther(failed)) await wake();
    announce();
    // The cookie is removed, and a copy of it still works.
    if (/^(storage|user)/.test(/** @type {string} */ (failed?.code))) throw failed;
  };

  /**
   * Asks the app for credentials, once for all requests of the moment.
   *
   * @param {SessionEndReason | "not_authenticated"} reason
   */
  const askForLogin = async (reason) => {
    const answer = async () => {
      // All requests of this task wait; later ones may be the app's own, made inside.
      await new Promise((resolve) => setTimeout(/** @type {() => void} */ (resolve)));
      /** @type {{ isOpen?: boolean }} */ (asking).isOpen = true;
      const credentials = await /** @type {NonNullable<typeof onLoginRequired>} */ (
        onLoginRequired
      )(reason);
      if (credentials && !isSignedIn()) await login(credentials);
    };
    await /** @type {Promise<void>} */ (
      new Promise((resolve) => {
        loggedIn = resolve;
        answer().then(resolve, /** @type {() => void} */ (resolve));
      })
    );
    asking = undefined;
  };

  const needLogin = async () => {
    const { reason = "not_authenticated" } = /** @type {AnonymousSession} */ (session);
    if (!isSignedIn() && onLoginRequired && reason !== "logged_out" && !asking?.isOpen) {
      asking ??= askForLogin(reason);
      await asking;
    }
    if (isSignedIn()) return;
    throw /^(not|log)/.test(reason)
      ? failure("not_authenticated", "Nobody is logged in.")
      : expired();
  };

  /**
   * The route in a target, if it has one: `/wp/v2/posts`, or a URL below the site's REST root.
   *
   * @param {string} target
   */
  const routeOf = (target) => {
    if (target.startsWith("/")) return target.replace(/^\/wp-json(?=[/?#]|$)/, "");
    const roots = [rest, site && `${site.replace(/\/(wp-json\/?)?$/, "")}/wp-json`];
    const root = roots.find((one) => one && target.startsWith(`${one}/`));
    return root && target.slice(root.length);
  };

  /**
   * Where a request goes: a route through the backend, everything else as it stands.
   *
   * @param {Prepared} request
   */
  const urlOf = ({ target, auth, own }) => {
    const route = routeOf(target);
    if (route === undefined) {
      if (auth !== "required") return undefined;
      throw failure("origin_not_allowed", "This URL is not allowed to receive the token.");
    }
    if (own) throw invalid("With `via`, a request can't have its own Authorization header.");
    const url = rest + route;
    // Dot segments would lead to another endpoint of the app.
    if (new URL(url).href.startsWith(`${rest}/`)) return url;
    throw invalid("A route must not leave the REST API.");
  };

  /** @param {Prepared} request @param {boolean} [wantsValue] */
  const transfer = async (request, wantsValue) => {
    const { auth, signal, target, timeout, whose } = request;
    const url = urlOf(request);
    const isRequired = auth === "required";
    // What is begun for one user does not go on for another.
    request.whose ??= { user };
    // A write is made by the user whom the page shows, and so are all requests of a list.
    if (isRequired || (url && (whose || !request.safe))) await ready();
    // No channel may have told of a logout in another tab.
    if (isOver()) wake();
    if (isRequired) await needLogin();
    // Until the server has removed the cookie, it would make a visitor's request one of the user.
    const left = !isSignedIn() && pending();
    const hasCookie = auth !== "omit" && url && !left;
    if (url && user !== undefined) {
      request.whose.user ||= user;
      request.headers.set("Presskey-User", auth === "omit" ? "" : request.whose.user);
    }
    const before = version;
    const start = (/** @type {AbortSignal} */ late) =>
      request.send(url ?? target, undefined, late, {
        credentials: hasCookie ? "same-origin" : "omit",
      });
    const outcome = await receive(timeout, signal, start, wantsValue, !url);
    const { response } = outcome;
    // Without its cookie, the backend can't know that there was a session.
    const isUnknown = response.status === 401 && hasCookie && isSignedIn();
    if (url && (isUnknown || response.headers.get(CHANGED)) && version === before) {
      await wake();
      announce();
    }
    return outcome;
  };

  /** @param {Prepared} request @param {boolean} [wantsValue] */
  const sendOrAsk = async (request, wantsValue) => {
    try {
      return await transfer(request, wantsValue);
    } catch (error) {
      const { code, sent } = /** @type {Partial<PresskeyError>} */ (error ?? {});
      if (!isOther(error) && (code !== "session_expired" || sent === "no")) throw error;
      await wake();
      if (isOther(error) || !onLoginRequired || !request.replayable) throw error;
      await needLogin();
      return transfer(request, wantsValue);
    }
  };

  /**
   * As the engine's: with `wantsValue` the response is read as `json()` does.
   *
   * @type {Driver["send"]}
   */
  const send = async (request, _, wantsValue) => {
    const { response, text, cause, isForeign } = await sendOrAsk(request, wantsValue);
    if (!wantsValue) return { response };
    if (!response.ok) throw explain(response, isForeign);
    if (text === undefined) {
      throw answered("unreachable", "The connection closed before the response ended.", {
        cause,
      });
    }
    try {
      return { response, text, value: text ? JSON.parse(text) : undefined };
    } catch {
      throw explain(new Response(text, response), isForeign);
    }
  };

  /** @type {(BroadcastChannel & { unref?(): void }) | undefined} */
  let channel;
  const resume = (/** @type {PageTransitionEvent} */ event) => event.persisted && wake();
  const close = () => {
    closed = true;
    clearTimeout(timer);
    channel?.close();
    globalThis.removeEventListener?.("pageshow", resume);
  };
  if (place !== "server") {
    quiet(() => {
      channel = new BroadcastChannel(key);
      channel.onmessage = wake;
      channel.unref?.();
    });
    globalThis.addEventListener?.("pageshow", resume);
    ended || wake();
  }
  if (closed) close();
  if (ended) {
    ended.done = logout(ended.everywhere, user, ended.at);
    ended.done.catch(() => {});
  }

  const nothing = async () => null;
  const notHere = async () => {
    throw invalid("With `via`, call this on your server.");
  };
  return {
    ready,
    look,
    login,
    logout,
    send,
    close,
    refresh: () => asUser(change, "/refresh?claims=1"),
    validate: () => asUser(ask, "/validate"),
    explain: async (/** @type {Response} */ response) => (response.ok ? null : explain(response)),
    token: () => null,
    getToken: nothing,
    claims: () => claims,
    completeAuthorization: nothing,
    authorize: notHere,
    diagnose: notHere,
    supportBundle: notHere,
  };
}
