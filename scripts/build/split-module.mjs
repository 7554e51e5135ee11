// One wasm module as two that share memory, table and stack: the second has what only one export reaches,
// and imports the rest of the first.
import binaryen from "binaryen";
import { functionsOf, read } from "./module.mjs";

/** The second imports the first under this name, and JavaScript under another. */
export const FIRST = "first";

/**
 * `{ first, second }`: the module without that export, and what then is missing.
 *
 * @param {Uint8Array} module with the names of its functions
 * @param {string} door
 */
export function splitModule(module, door) {
  const first = read(module);
  first.removeExport(door);
  first.runPasses(["remove-unused-module-elements"]);
  const kept = new Set(functionsOf(first).map(({ name }) => name));

  const second = read(module);
  // Data and table are the first one's, and so are all functions in the table.
  second.runPasses(["remove-memory-init"]);
  for (let i = second.getNumElementSegments(); i--; ) {
    const { name } = binaryen.getElementSegmentInfo(second.getElementSegmentByIndex(i));
    second.removeElementSegment(name);
  }
  for (const { name } of exportsOf(second)) if (name !== door) second.removeExport(name);
  const imports = importsFrom(first, second, door);
  for (const each of functionsOf(second)) if (kept.has(each.name)) imports.add(each);
  second.runPasses(["remove-unused-module-elements"]);
  // Again, with short names for those that are left.
  for (const each of functionsOf(second)) if (each.module === FIRST) imports.share(each);
  for (const one of [first, second]) {
    if (!one.validate()) throw new Error("the split module is not valid");
  }
  const modules = { first: first.emitBinary(), second: second.emitBinary() };
  first.dispose();
  second.dispose();
  return modules;
}

function importsFrom(first, second, door) {
  const taken = new Set([door, ...exportsOf(first).map(({ name }) => name)]);
  let count = 0;
  const short = () => {
    let name;
    do name = shortName(count++);
    while (taken.has(name));
    return name;
  };
  const add = ({ name, params, results, module }, as = name) => {
    // What JavaScript gives stays as it is.
    if (module && module !== FIRST) return;
    second.removeFunction(name);
    second.addFunctionImport(name, FIRST, as, params, results);
  };
  const [memory, table, stack] = [short(), short(), short()];
  const tableName = binaryen.getTableInfo(second.getTableByIndex(0)).name;
  const memoryName = "0";
  second.addMemoryImport(memoryName, FIRST, memory);
  first.addMemoryExport(memoryName, memory);
  second.addTableImport(tableName, FIRST, table);
  first.addTableExport(tableName, table);
  second.addGlobalImport(STACK, FIRST, stack, binaryen.i32, true);
  first.addGlobalExport(STACK, stack);
  return {
    add,
    share(each) {
      const as = short();
      add(each, as);
      first.addFunctionExport(each.name, as);
    },
  };
}

/** The one global that changes. */
const STACK = "__stack_pointer";

const exportsOf = (module) =>
  Array.from({ length: module.getNumExports() }, (_, i) =>
    binaryen.getExportInfo(module.getExportByIndex(i)),
  );

const LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

const shortName = (number) =>
  (number < LETTERS.length ? "" : shortName(Math.floor(number / LETTERS.length) - 1)) +
  LETTERS[number % LETTERS.length];
