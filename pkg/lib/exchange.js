import { failure } from "./error.js";
import { announce, load, once, publish, save, sync } from "./session.js";
import { quiet } from "./storage.js";
import { exchange, requestOf } from "./transport.js";

/** Milliseconds that a logout waits for the server at most. */
const REVOCATION = 5000;

/** Asks the server about a pending login's token, or the session's. */
export async function askValidity(s, pending = -1, signal) {
  const { engine } = s;
  const generation = Number(engine.generation());
  const header = engine.header(pending);
  const { meta, body } = await exchange(s, requestOf(s, "validate", {}, pending), {
    header,
    signal,
  });
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
      const request = requestOf(s, "refresh", JSON.parse(engine.beginRefresh()));
      const before = engine.generation();
      const header = engine.header(-1);
      const { status, meta, body } = await exchange(s, request, { header });
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
export function logout(s, everywhere) {
  const { engine } = s;
  s.logouts++;
  const user = engine.user();
  const header = engine.header(-1);
  const request = quiet(() => requestOf(s, "revoke", { token: engine.token() }));
  const revocable = engine.end(Number(everywhere), "logged_out") !== undefined;
  if (user) leave(s, user);
  publish(s);
  return revocable ? revoke(s, request, header) : forgetUnread(s, user);
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

async function revoke(s, request, header) {
  const late = new AbortController();
  const { signal } = late;
  const timer = setTimeout(() => late.abort(), REVOCATION);
  const { body } = await exchange(s, request, { header, signal });
  // An application password must be asked for its name before it can be deleted.
  const uuid = request.then && quiet(() => JSON.parse(body).uuid);
  if (uuid) {
    const url = request.url.replace("introspect", encodeURIComponent(uuid));
    await exchange(s, { url, method: request.then }, { header, signal });
  }
  clearTimeout(timer);
}

/** Finds what is not known yet of the site: the root for calls, for a login the server. */
export function search(s, forLogin) {
  const first = s.flights.search ? undefined : s.engine.search(Number(forLogin));
  if (first === undefined && !s.flights.search) return undefined;
  return once(s, "search", async () => {
    let next = first;
    while (next) {
      const [method, url] = next.split(" ");
      const { meta, body } = await exchange(s, { method, url });
      next = s.engine.searched(0, meta(), body);
    }
    keepFinding(s);
  });
}

/** Not to be had next time costs one request; that is no error. */
export function keepFinding(s) {
  const finding = s.engine.finding();
  const kept = finding && quiet(() => s.store.set(`${s.key}:site`, finding));
  kept?.catch?.(() => {});
}
