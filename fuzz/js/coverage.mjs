// Which characters of a script have run, by V8's own block coverage.
import { Session } from "node:inspector/promises";

/**
 * Starts counting. `take()` returns how many characters ran since the last one that never ran before;
 * `peek()` does not remember them.
 */
export async function coverageOf(ending) {
  const session = new Session();
  session.connect();
  await session.post("Profiler.enable");
  await session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: true });
  let ran = new Uint8Array();
  const look = async (remember) => {
    const { result } = await session.post("Profiler.takePreciseCoverage");
    const blocks = result
      .filter(({ url }) => url.endsWith(ending))
      .flatMap(({ functions }) => functions.flatMap(({ ranges }) => ranges));
    const now = new Uint8Array(Math.max(ran.length, ...blocks.map(({ endOffset }) => endOffset)));
    // The outer function comes first, so that what is painted last is the innermost block.
    for (const { startOffset, endOffset, count } of blocks) {
      now.fill(count > 0 ? 1 : 0, startOffset, endOffset);
    }
    const grown = new Uint8Array(now.length);
    grown.set(ran);
    let news = 0;
    for (let at = 0; at < now.length; at++) {
      if (!now[at] || grown[at]) continue;
      news++;
      grown[at] = 1;
    }
    if (remember) ran = grown;
    return news;
  };
  return {
    take: () => look(true),
    peek: () => look(false),
    /** Characters that have run. */
    total: () => ran.reduce((sum, is) => sum + is, 0),
  };
}
