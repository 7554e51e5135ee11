// A run alternates between a storm, in which faults happen, and a lull, in which nothing may fail.
const CYCLE = 120;

export function phasesOf(seconds, started = Date.now()) {
  const cycle = Math.min(CYCLE, seconds) * 1000;
  /** Milliseconds that a client waits for a response. */
  const timeout = Math.min(10_000, (seconds * 1000) / 12);
  // Storms take two thirds of the cycle in a long run, half of it in a short one.
  const storm = seconds >= 240 ? (cycle * 2) / 3 : cycle / 2;
  const at = () => (Date.now() - started) % cycle;
  return {
    started,
    timeout,
    ends: started + seconds * 1000,
    isStorm: () => at() < storm,
    /**
     * Whether the last fault is so long ago that no call can still suffer from it. A refresh that hangs may
     * take twice the timeout.
     */
    isSettled: () => at() > storm + 2 * timeout + 2000,
    /** Until the lull ends. */
    left: () => cycle - at(),
  };
}
