// A network between a browser and a site that delays, drops, doubles and reorders.
import { serve } from "./servers.mjs";

/** Random numbers that are the same each time (Numerical Recipes' generator). */
export function chances(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/**
 * Forwards everything to `target`. Responses come up to `delay` milliseconds late, so in any order.
 * Of 100 requests `lost` never get there, `doubled` get there twice; of the responses `dropped` get
 * lost, except those that `spared(request)` names.
 */
export async function badNetwork(target, { seed = 1, delay = 300, spared = () => false } = {}) {
  const chance = chances(seed);
  const happened = { lost: 0, doubled: 0, dropped: 0, delivered: 0 };
  const server = await serve(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const { host, connection, ...headers } = request.headers;
    const body = chunks.length ? Buffer.concat(chunks) : undefined;
    const send = () => fetch(target + request.url, { method: request.method, headers, body });
    const wait = () => new Promise((done) => setTimeout(done, chance() * delay));
    // What looks for the cause of a lost call arrives: one that gets lost as well proves a wrong cause.
    const isProbe = request.method === "GET" && !/^Bearer ey/.test(headers.authorization);
    const quiet = request.method === "OPTIONS" || isProbe;
    await wait();
    if (!quiet && chance() < 0.05) {
      happened.lost++;
      return void request.socket.destroy();
    }
    const answer = await send();
    const bytes = Buffer.from(await answer.arrayBuffer());
    if (!quiet && chance() < 0.1) {
      happened.doubled++;
      await send().then((second) => second.arrayBuffer());
    }
    await wait();
    if (!quiet && !spared(request) && chance() < 0.05) {
      happened.dropped++;
      return void request.socket.destroy();
    }
    happened.delivered++;
    const kept = [...answer.headers].filter(([name]) => !/encoding|length|connection/.test(name));
    response.writeHead(answer.status, Object.fromEntries(kept)).end(bytes);
  });
  return Object.assign(server, { happened });
}
