// What a run found, and whether memory grew.

/** Bytes that medians of the second and the last quarter may differ by. */
const LIMITS = { wasm: 65_536, heap: 1_000_000 };
/** Fewer samples say nothing about growth. */
const ENOUGH = 40;

const median = (list) => list.sort((a, b) => a - b)[Math.floor(list.length / 2)];

/** Rows of where memory is, what kind, and by how much it grew. */
export function growthOf(samples) {
  const series = Map.groupBy
    ? Map.groupBy(samples, ({ of, kind }) => `${of}|${kind}`)
    : samples.reduce((map, each) => {
        const key = `${each.of}|${each.kind}`;
        return map.set(key, [...(map.get(key) ?? []), each]);
      }, new Map());
  return [...series].map(([key, list]) => {
    const [of, kind] = key.split("|");
    const quarter = Math.floor(list.length / 4);
    const bytes = (from, to) => median(list.slice(from, to).map((each) => each.bytes));
    const [early, late] =
      list.length < ENOUGH ? [] : [bytes(quarter, 2 * quarter), bytes(-quarter)];
    return { of, kind, early, late, samples: list.length };
  });
}

export function report({ seed, minutes, counts, faults, ledger, samples, problems }) {
  const growth = growthOf(samples);
  for (const { of, kind, early, late } of growth) {
    if (late - early > LIMITS[kind])
      problems.push(`${kind} of ${of} grew from ${early} to ${late} bytes`);
  }
  const list = (object) =>
    Object.entries(object)
      .sort(([, a], [, b]) => b - a)
      .map(([name, count]) => `${count} ${name}`)
      .join(", ") || "none";
  console.log(`\nSeed ${seed}, ${minutes.toFixed(1)} minutes`);
  console.log(`Done: ${list(counts)}, ${ledger.counts.refreshes} refreshes`);
  console.log(`Faults: ${list(faults)}`);
  console.log(`Sessions that ended with a cause: ${list(ledger.counts.losses)}`);
  console.log(`Refresh tokens sent again after a lost response: ${ledger.counts.repeated}`);
  const { stalls, stalled } = ledger.counts;
  console.log(`The machine was too busy: ${stalls} times, ${(stalled / 1000).toFixed(0)} s`);
  console.table(growth);
  for (const problem of problems.slice(0, 40)) console.error(problem);
  console.log(problems.length ? `${problems.length} problems` : "Every invariant held.");
}
