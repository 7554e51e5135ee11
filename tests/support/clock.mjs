// The site's clock, which counts whole seconds.
import { setTimeout as sleep } from "node:timers/promises";

/**
 * Waits for the next second. Plugins without `jti` give one user the same token twice in a second,
 * and take the new one for the one that was revoked in that second.
 */
export const nextSecond = () => sleep(1020 - (Date.now() % 1000));
