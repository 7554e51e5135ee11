// Times things against each other. Runs in Node and in browsers alike.

/**
 * Median milliseconds that each pass takes.
 *
 * The passes take turns, and each round begins with another one: whatever slows the machine down
 * for a while, or warms it up, befalls them all.
 *
 * @param {Record<string, () => unknown>} passes each worth several milliseconds: browsers' clocks
 *   are coarse
 * @returns {Promise<Record<string, number>>}
 */
export async function compare(passes, { rounds = 31, warmUp = 6 } = {}) {
  const names = Object.keys(passes);
  const times = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = 0; round < warmUp + rounds; round++) {
    for (let turn = 0; turn < names.length; turn++) {
      const name = names[(round + turn) % names.length];
      const start = performance.now();
      await passes[name]();
      const time = performance.now() - start;
      if (round >= warmUp) times[name].push(time);
    }
  }
  return Object.fromEntries(names.map((name) => [name, median(times[name])]));
}

export function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
