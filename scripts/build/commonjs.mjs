// pkg/cjs: each entry as one CommonJS file with its types, for Jest, Electron, webpack 4 and others
// that cannot load ES modules. What is built is read from `exports` of package.json: the file of the
// condition `require` is made of the file of the condition `default`.
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join, posix } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { root } from "../setup/shell.mjs";

const pkg = join(root, "pkg");
const here = (path) => fileURLToPath(new URL(path, import.meta.url));

export async function buildCommonJs() {
  const manifest = JSON.parse(await readFile(join(pkg, "package.json"), "utf8"));
  const pairs = pairsOf(manifest.exports);
  await rm(join(pkg, "cjs"), { recursive: true, force: true });
  await mkdir(join(pkg, "cjs"));
  // Below it `.js` means CommonJS. Not `.cjs`: the webpack rules of Create React App take such files
  // for images. "sideEffects" is read from the nearest package.json, too.
  const nested = { type: "commonjs", sideEffects: false };
  await writeFile(join(pkg, "cjs/package.json"), `${JSON.stringify(nested)}\n`);
  const isCode = (pair) => pair.target.endsWith(".js");
  const externals = Object.keys(manifest.peerDependencies ?? {});
  await Promise.all([
    ...pairs.filter(isCode).map((pair) => bundle(pair, externals)),
    writeTypes(pairs.filter((pair) => !isCode(pair))),
  ]);
}

/** `{ source, target }` of everything that `require` gets, paths below pkg. */
function pairsOf(exports) {
  const pairs = new Map();
  const add = (conditions) => {
    if (!conditions || typeof conditions === "string") return;
    const { require: target, default: source } = conditions;
    // The last one that names a file decides: the one of presskey/eager has everything in it once.
    if (typeof target === "string") pairs.set(target, source);
    for (const inner of Object.values(conditions)) add(inner);
  };
  for (const entry of Object.values(exports)) add(entry);
  const normal = posix.normalize;
  return [...pairs].map(([target, source]) => ({ source: normal(source), target: normal(target) }));
}

/** Everything is inside, so nothing is imported by an address that failed before (front/again.js). */
const withoutRetries = {
  name: "without-retries",
  setup({ onLoad }) {
    onLoad({ filter: /via\.client\.js$/ }, async ({ path }) => ({
      contents: (await readFile(path, "utf8")).replace(
        /import\(\/\*@vite-ignore.*?`\)/,
        "Promise.reject()",
      ),
    }));
  },
};

/** With everything inside: a file that is loaded on use would have to be found by every loader. */
async function bundle({ source, target }, external) {
  const { warnings } = await build({
    entryPoints: [join(pkg, source)],
    outfile: join(pkg, target),
    bundle: true,
    format: "cjs",
    // With names that Node's `import` of a CommonJS file can see.
    platform: "node",
    external,
    // What webpack 4 can parse.
    target: "es2019",
    plugins: [withoutRetries],
    minify: true,
    charset: "utf8",
    // publint looks for words, and would take a hint that says "import from" for a module.
    footer: { js: "exports.__esModule;" },
    inject: [here("./globals.js")],
  });
  if (warnings.length) throw new Error(warnings.map(({ text }) => text).join("\n"));
}

/** Not in examples, whose lines begin with an asterisk. */
const FROM = /^(?!\s*\*)(.*(?:from |import\())"(\.[^"]+)"/gm;

/** Types are copied: TypeScript takes a file for CommonJS or not by where it lies. */
async function writeTypes(pairs) {
  for (const { source, target } of pairs) {
    const text = await readFile(join(pkg, source), "utf8");
    const moved = text.replace(FROM, (_, before, specifier) => {
      const wanted = posix.join(dirname(source), specifier).replace(/\.js$/, ".d.ts");
      const pair = pairs.find((one) => one.source === wanted);
      if (!pair)
        throw new Error(`${source} imports ${specifier}, which \`require\` has no types of`);
      const path = posix.relative(dirname(target), pair.target).replace(/\.d\.ts$/, ".js");
      return `${before}"./${path}"`;
    });
    await writeFile(join(pkg, target), moved);
  }
}
