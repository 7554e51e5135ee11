// An app that imports only createClient has no wasm in what its page downloads first.
import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, it } from "node:test";
import { build as esbuild } from "esbuild";
import { build as vite } from "vite";
import { root } from "../../scripts/setup/shell.mjs";

const APP =
  'import { createClient } from "presskey"; globalThis.wp = createClient("https://e.test");';
const DECODES = 'import { decode } from "presskey"; globalThis.decode = decode;';

/** Only the rules, which are compiled, have these. */
const RULES = /WebAssembly\.Module|jwt_auth_bad_config/;

let folder;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "presskey-bundles-"));
});
after(() => rm(folder, { recursive: true, force: true }));

/** Each bundles an entry; the code of its chunks by file name, and the name of the first. */
const bundlers = {
  async esbuild(contents) {
    const { outputFiles, metafile } = await esbuild({
      stdin: { contents, resolveDir: root },
      ...{ bundle: true, splitting: true, format: "esm", minify: true, write: false },
      ...{ metafile: true, outdir: join(root, "out"), charset: "utf8" },
    });
    const chunks = Object.entries(metafile.outputs).map(([name, { imports, entryPoint }]) => ({
      name,
      isFirst: entryPoint === "<stdin>",
      imports: imports.filter(({ kind }) => kind === "import-statement").map(({ path }) => path),
      code: outputFiles.find(({ path }) => path === join(root, name)).text,
    }));
    return chunks;
  },
  async vite(contents) {
    const { output } = await vite({
      root,
      configFile: false,
      logLevel: "silent",
      build: { write: false, rollupOptions: { input: await entry(contents) } },
    });
    return output.map(chunkOf);
  },
};

const chunkOf = ({ fileName, isEntry, imports, code }) => ({
  name: fileName,
  isFirst: isEntry,
  imports: imports ?? [],
  code: code ?? "",
});

/** A file next to the package, so that bundlers find it. */
async function entry(contents) {
  const file = join(folder, `${contents.length}.js`);
  const at = JSON.stringify(join(root, "pkg/index.js"));
  await writeFile(file, contents.replace('"presskey"', at));
  return file;
}

/** What a page downloads before it runs. */
function firstOf(chunks) {
  const wanted = new Set();
  const want = (name) => {
    if (wanted.has(name)) return;
    wanted.add(name);
    for (const next of chunks.find((chunk) => chunk.name === name)?.imports ?? []) want(next);
  };
  want(chunks.find(({ isFirst }) => isFirst).name);
  return chunks
    .filter(({ name }) => wanted.has(name))
    .map(({ code }) => code)
    .join("\n");
}

for (const [name, bundle] of Object.entries(bundlers)) {
  it(`${name}: createClient comes without the rules`, async () => {
    const chunks = await bundle(APP);
    const first = firstOf(chunks);
    assert.doesNotMatch(first, RULES);
    assert.ok(first.length < 20_000, `${first.length} characters`);
    assert.ok(
      chunks.some(({ code }) => RULES.test(code)),
      "they are in a chunk of their own",
    );
  });

  it(`${name}: decode brings the rules along`, async () => {
    assert.match(firstOf(await bundle(DECODES)), RULES);
  });
}

it("presskey/client is one file", async () => {
  const code = await readFile(join(root, "pkg/dist/client.js"), "utf8");
  assert.doesNotMatch(code, /^import\s|\bfrom\s*"|;import"/);
});
