// Snippets bundled as an app's build would do it.
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { compile } from "svelte/compiler";
import { compileScript, parse } from "vue/compiler-sfc";

export const root = fileURLToPath(new URL("../..", import.meta.url));

/** Where an older React is, for esbuild. */
const older = (name) => join(root, "tests/react/18/node_modules", name);
const react = { 18: { react: older("react"), "react-dom": older("react-dom") }, 19: {} };

/** An esbuild plugin out of a function that makes a script of a component's source. */
const components = (ending, toScript) => ({
  name: ending,
  setup({ onLoad }) {
    onLoad({ filter: new RegExp(`\\.${ending}$`) }, async ({ path }) => ({
      contents: toScript(await readFile(path, "utf8"), basename(path)),
      loader: "ts",
    }));
  },
});

const vue = components("vue", (source, id) => {
  const { descriptor, errors } = parse(source);
  if (errors.length) throw errors[0];
  return compileScript(descriptor, { id, inlineTemplate: true }).content;
});

const svelte = components(
  "svelte",
  (source, filename) => compile(source, { filename, generate: "client" }).js.code,
);

/** A new folder below the repository, so that its node_modules are found. */
export async function scratchFolder(name) {
  const target = join(root, "target/presskey");
  await mkdir(target, { recursive: true });
  return mkdtemp(join(target, `${name}-`));
}

/** Bundles files (`{ "app.jsx": "…" }`) as an app's build would; the text of one of them. */
export async function bundle(files, entry, { version = 19, ...options } = {}) {
  const folder = await scratchFolder("snippet");
  try {
    for (const [name, text] of Object.entries(files)) {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, name), text);
    }
    const { outputFiles } = await build({
      entryPoints: [join(folder, entry)],
      outdir: folder,
      bundle: true,
      format: "esm",
      charset: "utf8",
      jsx: "automatic",
      alias: react[version],
      conditions: ["browser"],
      plugins: [vue, svelte],
      define: {
        "process.env.NODE_ENV": '"development"',
        __VUE_OPTIONS_API__: "true",
        __VUE_PROD_DEVTOOLS__: "false",
        __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: "false",
      },
      write: false,
      logLevel: "silent",
      ...options,
    });
    return outputFiles.find(({ path }) => path.endsWith(".js")).text;
  } finally {
    await rm(folder, { recursive: true });
  }
}
