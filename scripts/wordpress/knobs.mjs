// The test's side of tests/wordpress/mu-plugins: settings go in, the request log comes out, both
// as files in a folder that PHP has mounted. No request is needed, so none is ever miscounted.
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export function knobs(folder, always) {
  const log = join(folder, "log");
  const counts = join(folder, "counts");
  for (const each of [log, counts]) mkdirSync(each, { recursive: true });
  let current = {};

  const write = () => {
    // Each setting starts counting its answers anew.
    for (const name of readdirSync(counts)) rmSync(join(counts, name), { force: true });
    writeJson(join(folder, "options.json"), { ...always, ...current });
  };
  write();

  return {
    /** Adds to the settings; `null` takes one back, no argument takes all back. */
    setOptions(changes) {
      current = changes ? { ...current, ...changes } : {};
      for (const [name, value] of Object.entries(current)) if (value === null) delete current[name];
      write();
    },
    /** Every request since the last clearLog(), in the order they arrived. */
    log() {
      const read = (name) => JSON.parse(readFileSync(join(log, name), "utf8"));
      const names = readdirSync(log).sort();
      const ends = new Set(names.filter((name) => name.endsWith(".end.json")));
      return names
        .filter((name) => name.endsWith(".start.json"))
        .map((name) => {
          const end = name.replace(".start.", ".end.");
          return { ...read(name), ...(ends.has(end) && read(end)) };
        });
    },
    clearLog() {
      for (const name of readdirSync(log)) rmSync(join(log, name), { force: true });
    },
  };
}

/** PHP must never see half a file. */
export function writeJson(file, value) {
  writeFileSync(`${file}.draft`, JSON.stringify(value));
  renameSync(`${file}.draft`, file);
}
