import { failure } from "./error.js";
import { alone, pause } from "./lock.js";
import { announce, disown, load, look, once, publish, save, sync } from "./session.js";
import { answerOf, requestOf, TIMEOUT } from "./transport.js";
import { ask } from "./way.js";

/**
 * Renews the token for a call, which waits for it as long as for any response. The request itself may
 * take longer: a server that rotates refresh tokens must not be asked again while the response is on
 * its way.
 */
export function renew(s) {
  s.urgent = true;
  const flight = renewNow(s);
  const { timeout } = s.options;
  if (!timeout) return flight;
  let timer;
  const late = new Promise((_, reject) => {
    const error = failure("timeout", "The server did not renew the token in time.");
    timer = setTimeout(reject, timeout, error);
  });
  return Promise.race([flight, late]).finally(() => clearTimeout(timer));
}

/** The access token, good for at least `minValidity` seconds; renewed if needed. */
export async function getToken(s, minValidity) {
  const { engine } = s;
  await load(s);
  sync(s);
  engine.tick();
  publish(s);
  if (!engine.user()) return null;
  if (engine.token(minValidity) === undefined) {
    if (s.options.refresh === "manual") return null;
    try {
      await renew(s);
    } catch (error) {
      // A server that cannot renew has none that is good for so long.
      if (error.code !== "refresh_unsupported") throw error;
      return null;
    }
  }
  return engine.token() ?? null;
}

/** Renews the token, once for everybody who needs it, in all tabs that share the session. */
export function renewNow(s) {
  const known = s.engine.generation();
  const work = (held) => exchangeTokens(s, known, held);
  const end = () => {
    s.urgent = false;
  };
  return once(s, "renew", () => alone(s, lockOf(s), work).finally(end));
}

/** Copies of a session share its name, and have a lock of their own. */
const lockOf = (s) => [s.key, "refresh", s.ownership?.name()].filter(Boolean).join(":");

async function exchangeTokens(s, known, held) {
  const { engine } = s;
  const before = engine.user();
  await look(s);
  // It ended meanwhile, in another tab or request.
  if (before && !engine.user()) return;
  // Another tab was faster, or has failed: then the timer waits as long as that one's.
  if (engine.generation() !== known && engine.token()) return;
  if (!s.urgent && engine.tick() === undefined) return publish(s);
  if ((await disown(s)) && !engine.user()) return;
  const values = JSON.parse(engine.beginRefresh());
  s.ownership?.spend();
  const sentWith = engine.generation();
  const header = engine.header(-1);
  const timeout = 2 * s.options.timeout;
  const request = requestOf(s, "refresh", values);
  let answer = await ask(s, "refresh", { values, header, timeout });
  // Another tab may have used the refresh token up, where there are no locks or its new session
  // was not to be seen yet: browsers' processes share localStorage with a delay. That session
  // is ours then, and the server's refusal is ignored.
  // Some servers refuse with status 200 (GraphQL): every response that grants no token counts.
  const refused =
    answer.status >= 100 && engine.grants(0, answer.meta(), answer.body) === undefined;
  const until = Date.now() + (s.store.shared && refused ? DELAY : 0);
  do await look(s);
  while (engine.generation() === sentWith && Date.now() < until && (await pause(50)));
  const overtaken = engine.generation() !== sentWith;
  // Nor is it where a frozen tab may have been granted a new one.
  if (!held && refused) answer = answerOf({ status: TIMEOUT });
  try {
    engine.readRefresh(Math.random(), answer.meta(), answer.body);
    if (!overtaken && engine.generation() !== sentWith && engine.user()) {
      await keep(s);
      if (request.cookies) await keepCookie(s).catch(() => {});
    }
  } catch (error) {
    if (s.store.shared) s.tabs?.say(`wait::${engine.pause()}`);
    throw error;
  } finally {
    publish(s);
  }
}

/** A refresh token that was used is dead: losing the new one would lose the session. */
async function keep(s) {
  const { engine } = s;
  publish(s);
  const record = engine.record();
  const persisted = await save(s, record).catch(() => false);
  const ended = !engine.user();
  // A logout meanwhile has removed what was stored then; and what could not be replaced is dead.
  if (ended || (!persisted && s.store.strict)) {
    await Promise.resolve(s.store.remove(s.key)).catch(() => {});
  }
  if (ended) return;
  engine.setPersisted(Number(persisted));
  announce(s);
}

/** That a cookie could not be kept is no failure of the refresh. */
const keepCookie = async (s) => (await s.part("credentials")).keep(s);

/** Milliseconds after which what another tab stored can be seen here. */
const DELAY = 1000;
