// Stands in for `node:test` when mutants are run (warm-child.mjs): the tests of a file can run again
// in the same process, and only some of them.
const { mock } = process.getBuiltinModule("node:test");

export { mock };

const suiteOf = (parent, name) => ({
  ...{ parent, name, before: [], after: [], beforeEach: [], afterEach: [], children: [] },
});

const immediate = setImmediate;

let current = suiteOf(undefined, "");
const main = current;

/** `name`, `options` and `fn`: each may be left out. */
function parse(given) {
  const fn = given.find((one) => typeof one === "function");
  const options = given.find((one) => typeof one === "object") ?? {};
  return { name: typeof given[0] === "string" ? given[0] : "", fn, options };
}

export function describe(...given) {
  const { name, fn, options } = parse(given);
  if (options.skip || options.todo) return;
  const suite = suiteOf(current, name);
  current.children.push(suite);
  [current] = [suite];
  fn();
  current = suite.parent;
}

export function it(...given) {
  const { name, fn, options } = parse(given);
  if (fn && !options.skip && !options.todo) current.children.push({ suite: current, name, fn });
}

export const test = it;
export const suite = describe;
it.skip = it.todo = describe.skip = describe.todo = () => {};
export default it;

const hook = (kind) => (fn) => void current[kind].push(fn);
export const before = hook("before");
export const after = hook("after");
export const beforeEach = hook("beforeEach");
export const afterEach = hook("afterEach");

/** All tests of the file, in their order. */
export const tests = (suite = main) =>
  suite.children.flatMap((child) => (child.children ? tests(child) : [child]));

/** A suite and those around it, the outermost first. */
export const around = (suite) => (suite ? [...around(suite.parent), suite] : []);

/** Fails the test that runs. Without one, the file has failed. */
export let fail = failFile;

function failFile(error) {
  console.error(error);
  process.exit(1);
}

/** What goes wrong outside the function fails it too. */
const attempt = (fn, ...given) =>
  new Promise((resolve, reject) => {
    fail = reject;
    Promise.resolve(fn(...given)).then(resolve, reject);
  });

/**
 * Runs tests one after another, up to the first that fails.
 *
 * @param {object[]} chosen some of `tests()`, in their order
 * @param {(part: object | undefined) => void} enter called with each test, or suite whose hooks run
 * @returns {Promise<{ test: object, error: unknown } | undefined>} the one that failed
 */
export async function run(chosen, enter) {
  const open = [];
  let failed;
  const fails = async (test, fn, ...given) => {
    try {
      await attempt(fn, ...given);
    } catch (error) {
      failed ??= { test, error };
    }
  };
  const close = async (test) => {
    const suite = open.pop();
    enter(suite);
    for (const fn of suite.after) await fails(test, fn);
  };
  let last;
  for (const test of chosen) {
    const suites = around(test.suite);
    while (open.length && !suites.includes(open.at(-1))) await close(last);
    for (const suite of suites.slice(open.length)) {
      open.push(suite);
      enter(suite);
      for (const fn of suite.before) if (!failed) await fails(test, fn);
    }
    // As between the tests of `node:test`: what is ready to run is not left to the next.
    await new Promise(immediate);
    if (!failed) await runTest(test, suites, enter, fails, () => failed);
    last = test;
    if (failed) break;
  }
  while (open.length) await close(last);
  enter(undefined);
  return failed;
}

async function runTest(test, suites, enter, fails, failed) {
  enter(test);
  const ends = [];
  let own;
  const context = {
    ...{ name: test.name, signal: new AbortController().signal },
    ...{ after: (fn) => ends.push(fn), diagnostic() {} },
    get mock() {
      own ??= new mock.constructor();
      return own;
    },
  };
  for (const suite of suites)
    for (const fn of suite.beforeEach) if (!failed()) await fails(test, fn, context);
  if (!failed()) await fails(test, test.fn, context);
  for (const suite of suites.toReversed())
    for (const fn of suite.afterEach) await fails(test, fn, context);
  for (const fn of ends) await fails(test, fn);
  own?.reset();
}
