import { failure, invalidOption } from "./error.js";
import { announce, load, once, publish, save, sync } from "./session.js";
import { quiet } from "./storage.js";
import { exchange } from "./transport.js";

/** Milliseconds that a logout waits for the server at most. */
const REVOCATION = 5000;

/** A login must not undo a logout that was asked for after it. */
const loggedOutMeanwhile = () =>
  failure("not_authenticated", "Logged out before the login was complete.", "answered");

/** Logs in. A failure leaves the session as it was. */
export async function login(s, credentials, signal) {
  const { logouts, engine } = s;
  await load(s);
  const pending = credentials.form
    ? await logInWith(s, credentials, signal)
    : await adopt(s, credentials, signal);
  try {
    signal?.throwIfAborted();
    const marker = s.markers.of(engine.pendingUser(pending));
    const record = engine.pendingRecord(pending, marker);
    if (s.logouts !== logouts) throw loggedOutMeanwhile();
    const persisted = await save(s, record);
    if (s.logouts !== logouts) {
      await Promise.resolve(quiet(() => s.store.remove(s.key))).catch(() => {});
      throw loggedOutMeanwhile();
    }
    engine.beginLogin(pending, persisted ? "stored" : "");
    s.ownership?.take();
  } catch (error) {
    engine.drop(pending);
    throw error;
  }
  publish(s);
  announce(s);
  s.loggedIn?.();
}

/** `Credentials`, checked: a form, or a token to adopt. */
export function credentialsOf(given) {
  const { token, refreshToken, username, password, code } = given ?? {};
  if (token !== undefined) {
    if (typeof token !== "string" || typeof (refreshToken ?? "") !== "string") {
      throw invalidOption("`token` and `refreshToken` must be strings.");
    }
    return { token, refreshToken: refreshToken ?? "" };
  }
  if (code !== undefined) throw invalidOption("No second factor was asked for.");
  if (typeof username !== "string" || typeof password !== "string") {
    throw invalidOption("login() takes { username, password } or { token }.");
  }
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(given)) {
    if (value == null) continue;
    if (typeof value === "object" || typeof value === "function") {
      throw invalidOption(`The credential \`${name}\` must be a string, number or boolean.`);
    }
    form.append(name, String(value));
  }
  return { username, form };
}

async function logInWith(s, { username, form }, signal) {
  for (;;) {
    await search(s, true);
    const { meta, body } = await exchange(s, s.engine.url(0, "login"), { form, signal });
    const answer = meta({ username, secrets: secretsOf(form) });
    const pending = s.engine.readLogin(0, answer, body);
    if (pending === undefined) continue;
    keepFinding(s);
    return Number(pending);
  }
}

/** What a server's message must not show, in the spellings in which it may have got it. */
const secretsOf = (form) =>
  [...form].flatMap(([name, secret]) =>
    name === "username" || !secret
      ? []
      : [secret, encodeURIComponent(secret), String(new URLSearchParams({ "": secret })).slice(1)],
  );

/** Takes over a token from elsewhere, if the server takes it. */
async function adopt(s, { token, refreshToken }, signal) {
  await search(s, true);
  // Fails where there is no server that could take it.
  s.engine.url(0, "validate");
  const pending = Number(s.engine.adoptToken(0, token, refreshToken));
  try {
    if (await askValidity(s, pending, signal)) return pending;
    throw failure("token_rejected", "The server does not accept the token.", "answered");
  } catch (error) {
    s.engine.drop(pending);
    throw error;
  }
}

async function askValidity(s, pending = -1, signal) {
  const { engine } = s;
  const generation = Number(engine.generation());
  const form = new URLSearchParams();
  const bearer = engine.bearer(pending);
  const url = engine.url(0, "validate");
  const { meta, body } = await exchange(s, url, { form, bearer, signal });
  return engine.readValidation(pending, meta({ generation }), body) !== undefined;
}

/** Asks the server whether it accepts the session's token. False also without a session. */
export async function validate(s) {
  await load(s);
  sync(s);
  if (!s.engine.user()) return false;
  const valid = await askValidity(s);
  publish(s);
  return valid;
}

/** Renews the token now. */
export async function refresh(s) {
  await load(s);
  await renew(s);
  if (!s.engine.user()) {
    throw failure("session_expired", "The session is over; log in again.", "answered");
  }
}

/** Renews the token, once for everybody who needs it, in all tabs that share the session. */
export function renew(s) {
  const known = s.engine.generation();
  return once(s, "renew", () =>
    alone(s, async () => {
      const { engine } = s;
      sync(s);
      // Another tab was faster.
      if (engine.generation() !== known && engine.token()) return;
      if (await s.ownership?.isCopy()) {
        engine.forgetRefreshToken();
        if (engine.record()) await save(s, engine.record());
        engine.tick();
        publish(s);
        if (!engine.user()) return;
      }
      const form = new URLSearchParams({ refresh_token: engine.beginRefresh() });
      const before = engine.generation();
      const { status, meta, body } = await exchange(s, engine.url(0, "refresh"), { form });
      // Another tab may have used the refresh token up, where there are no locks or its new session
      // was not to be seen yet: browsers' processes share localStorage with a delay. That session
      // is ours then, and the server's refusal is of no account.
      const until = Date.now() + (s.store.shared && status >= 400 ? DELAY : 0);
      do sync(s);
      while (engine.generation() === before && Date.now() < until && (await pause()));
      const overtaken = engine.generation() !== before;
      try {
        engine.readRefresh(0, meta(), body);
        if (!overtaken && engine.generation() !== before && engine.user()) {
          // A refresh token that was used is dead: losing the new one would lose the session.
          const persisted = await save(s, engine.record()).catch(() => false);
          engine.setPersisted(Number(persisted));
          announce(s);
        }
      } finally {
        publish(s);
      }
    }),
  );
}

/** Milliseconds after which what another tab stored can be seen here. */
const DELAY = 1000;

const pause = () => new Promise((resolve) => setTimeout(resolve, 50, true));

/** Milliseconds that a tab waits for another one's refresh, which may never end. */
const PATIENCE = 5000;

/** Does work while no other tab does it, as far as the browser can tell. */
async function alone(s, work) {
  const locks = globalThis.navigator?.locks;
  if (!locks || !s.store.shared) return work();
  let begun = false;
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), PATIENCE);
  try {
    return await locks.request(`${s.key}:refresh`, { signal: patience.signal }, () => {
      begun = true;
      return work();
    });
  } catch (error) {
    // Waited in vain, or locks are blocked here: correctness does not depend on them.
    if (begun) throw error;
    return work();
  } finally {
    clearTimeout(timer);
  }
}

/** Ends the session here at once, then at the server as far as that can be done in 5 seconds. */
export function logout(s) {
  const { engine } = s;
  s.logouts++;
  const user = engine.user();
  const bearer = engine.bearer(-1);
  const revocable = engine.end(0, "logged_out") !== undefined;
  if (user) leave(s, user);
  publish(s);
  return revocable ? revoke(s, bearer) : forgetUnread(s, user);
}

function leave(s, user) {
  s.markers.leave(user);
  s.tabs?.say(`logged_out:${user}`);
}

/** An adapter that had not been read yet may still hold the session. */
async function forgetUnread(s, user) {
  if (user || !s.store.strict) return;
  try {
    await s.store.remove(s.key);
  } catch {
    // A logout never rejects.
  }
}

async function revoke(s, bearer) {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), REVOCATION);
  const form = new URLSearchParams();
  await exchange(s, s.engine.url(0, "revoke"), { form, bearer, signal: late.signal });
  clearTimeout(timer);
}

/** Finds what is not known yet of the site: the root for calls, for a login the server. */
export function search(s, forLogin) {
  const first = s.flights.search ? undefined : s.engine.search(Number(forLogin));
  if (first === undefined && !s.flights.search) return undefined;
  return once(s, "search", async () => {
    let next = first;
    while (next) {
      const [method, address] = next.split(" ");
      const form = method === "POST" ? new URLSearchParams() : undefined;
      const { meta, body } = await exchange(s, address, { form });
      next = s.engine.searched(0, meta(), body);
    }
    keepFinding(s);
  });
}

/** Not to be had next time costs one request; that is no error. */
function keepFinding(s) {
  const finding = s.engine.finding();
  const kept = finding && quiet(() => s.store.set(`${s.key}:site`, finding));
  kept?.catch?.(() => {});
}
