// Machines that are busy stop this process for seconds. Then the site hears late of clients that gave up,
// and what they send next looks like a second use of a refresh token.
import { setTimeout as sleep } from "node:timers/promises";

const BEAT = 250;
/** Milliseconds that a beat may be late. */
const LATE = 1000;

/** Calls `stalled` after each stop of this process, with its milliseconds. */
export async function watchStalls(isOver, stalled) {
  while (!isOver()) {
    const before = performance.now();
    await sleep(BEAT);
    const late = performance.now() - before - BEAT;
    if (late > LATE) stalled(late);
  }
}
