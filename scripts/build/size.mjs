// What a page downloads, in brotli's best: the figures of the budgets.
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { build } from "esbuild";
import { root } from "../setup/shell.mjs";

const budgets = JSON.parse(await readFile(new URL("budgets.json", import.meta.url), "utf8"));

const uses = {
  presskey: { code: 'export { createClient } from "presskey";' },
  "presskey/via": { code: 'export { createClient } from "presskey/via";' },
  // The same through the entry for everybody, which brings what direct mode needs.
  via: { code: 'export { createClient } from "presskey";', also: ["pkg/dist/via.js"] },
  "presskey/client": { code: 'export { createClient } from "presskey/client";' },
  "presskey/js": { code: 'export { createClient } from "presskey/js";' },
  // What createClient loads for the first call that the front cannot serve.
  engine: {
    code: 'export * from "./pkg/dist/engine.js"; export * as core from "./pkg/dist/core.js";',
  },
  // With these two, for what returning visitors do not need of the core.
  login: { code: 'export * from "./pkg/dist/login.js";' },
  // By path, since "presskey/react" would be external as well; what it shares with the default
  // entry is counted there.
  "presskey/react": {
    code: 'export * from "./pkg/react.js";',
    external: ["react", "presskey", "./index.js", "./dist/*"],
  },
  "presskey/vue": { code: 'export * from "./pkg/vue.js";', external: ["vue"] },
  "presskey/svelte": {
    code: 'export * from "./pkg/svelte.js";',
    external: ["svelte", "svelte/store"],
  },
};

const SALTS = [...Array(8).keys()];
const hashOf = (name) =>
  createHash("sha256").update(name).digest("base64").replace(/\W/g, "").slice(0, 8).toUpperCase();

export const brotli = (bytes) =>
  brotliCompressSync(bytes, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 22 },
  }).length;

const gzip = (bytes) => gzipSync(bytes, { level: 9 }).length;

/**
 * Bytes of what is imported, bundled and minified: what every page that imports it downloads, and the
 * parts that are loaded on use, by name. The parts in `also` count as downloaded.
 */
export async function sizesOf({ code, also = [], external = [] }) {
  const { outputFiles, metafile } = await build({
    stdin: { contents: code, resolveDir: root },
    bundle: true,
    splitting: true,
    outdir: join(root, "out"),
    minify: true,
    format: "esm",
    charset: "utf8",
    write: false,
    metafile: true,
    external,
  });
  const parts = Object.entries(metafile.outputs).map(([path, { entryPoint, inputs }]) => ({
    hash: /-([A-Z\d]{8})\.js$/.exec(path)?.[1],
    name: entryPoint ?? Object.keys(inputs).join(),
  }));
  const contentsOf = (path) => outputFiles.find((file) => file.path === join(root, path)).text;
  // A chunk's name holds a hash of what is in it and below it: any change anywhere would move the size of
  // all that import it by up to 90 bytes. So a size is the mean of several names, always the same ones.
  const sizeBy = (compress, path) => {
    const found = parts.filter(({ hash }) => hash && contentsOf(path).includes(hash));
    const named = (salt) =>
      found.reduce(
        (text, { hash, name }) => text.replaceAll(hash, hashOf(salt + name)),
        contentsOf(path),
      );
    const sizes = (found.length ? SALTS : [0]).map((salt) => compress(named(salt)));
    return Math.round(sizes.reduce((sum, size) => sum + size) / sizes.length);
  };
  const chunks = Object.entries(metafile.outputs).map(([path, output]) => ({
    ...output,
    path,
    bytes: sizeBy(brotli, path),
  }));
  const needed = new Set();
  const need = (path) => {
    if (needed.has(path)) return;
    needed.add(path);
    const { imports } = chunks.find((chunk) => chunk.path === path);
    for (const one of imports) if (one.kind === "import-statement" && !one.external) need(one.path);
  };
  need(chunks.find((chunk) => chunk.entryPoint === "<stdin>").path);
  for (const part of also) need(chunks.find(({ entryPoint }) => entryPoint === part).path);
  const [now, later] = [
    chunks.filter((c) => needed.has(c.path)),
    chunks.filter((c) => !needed.has(c.path)),
  ];
  return {
    gzip: now.reduce((sum, { path }) => sum + sizeBy(gzip, path), 0),
    size: now.reduce((sum, { bytes }) => sum + bytes, 0),
    minified: now.reduce((sum, { path }) => sum + contentsOf(path).length, 0),
    onUse: later.map(({ entryPoint, path, bytes }) => ({ name: entryPoint ?? path, bytes })),
  };
}

/** Of an entry of the package, by its name. */
export const sizeOf = (entry) => sizesOf(uses[entry]);

export const entrySize = async (entry = "presskey") => (await sizeOf(entry)).size;

export async function printSizes() {
  for (const name of ["presskey.wasm", "presskey.glue.js"]) {
    line(name, brotli(await readFile(join(root, "pkg/crate", name))));
  }
  for (const entry of Object.keys(budgets)) {
    const { size, onUse } = await sizesOf(uses[entry]);
    line(entry, size, budgets[entry]);
    for (const { name, bytes } of onUse) line(`  ${name}, on use`, bytes);
  }
}

/** Throws when entries have outgrown their budgets. */
export async function checkBudgets() {
  const over = [];
  for (const [entry, budget] of Object.entries(budgets)) {
    const size = await entrySize(entry);
    line(entry, size, budget);
    if (size > budget) over.push(`${entry} is ${size - budget} bytes over its budget`);
  }
  if (over.length > 0) throw new Error(over.join("\n"));
}

const line = (name, size, budget) =>
  console.log(
    `  ${name.padEnd(16)} ${String(size).padStart(6)} bytes brotli${budget ? ` of ${budget}` : ""}`,
  );
