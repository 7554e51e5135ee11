// pkg/front, pkg/engine and pkg/features -> pkg/dist: each part one file, so that loading it takes
// one request. Each of two parts has its own copy of shared code, as long as that keeps no state.
import { copyFile, mkdir, readdir, rename, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { minify } from "terser";
import { root } from "../setup/shell.mjs";
import { numberedOperations } from "./operations.mjs";

const pkg = join(root, "pkg");
const dist = join(pkg, "dist");

/** Files of `pkg/dist`, and what they are made of. */
const parts = {
  client: "front/main.js",
  front: "front/index.js",
  eager: "front/eager.js",
  engine: "engine/index.js",
  via: "front/via.js",
  "via.client": "front/via-client.js",
  core: "engine/wasm.js",
  // For code that needs it immediately: see tokens.js.
  "core.static": "engine/wasm.js",
  "core.asm": "engine/asm.js",
  "core.module": "engine/module.js",
  content: "features/content.js",
  login: "features/login.js",
  authorize: "features/authorize.js",
  credentials: "features/credentials/index.js",
  vault: "features/vault.js",
  doctor: "features/doctor/index.js",
  record: "features/record/index.js",
  lease: "features/lease.js",
  way: "features/way.js",
  // What both of them ask.
  rules: "features/doctor/rules.js",
  verify: "features/verify.js",
  server: "server/index.js",
  "server.workerd": "server/workerd.js",
  "server.edge-light": "server/edge-light.js",
};

export const partNames = Object.keys(parts);

/** An `import()` of a part stays one: of the file next to it. */
const partsOnUse = ({ sharesClass, sharesRules }) => ({
  name: "parts",
  setup({ onResolve }) {
    const files = new Map(
      Object.entries(parts)
        .filter(([name]) => name !== "core.static")
        .map(([name, file]) => [join(pkg, file), name]),
    );
    // One class for all entries, in the file that most pages have anyway. Except for places that
    // cannot import().
    onResolve({ filter: /\/presskey-error\.js$/ }, () =>
      sharesClass ? { path: "./client.js", external: true } : undefined,
    );
    // Next to the parts, as the runtime or its bundler wants it.
    onResolve({ filter: /\.wasm(\?module)?$/ }, ({ path }) => ({
      path: `./${basename(path)}`,
      external: true,
    }));
    onResolve({ filter: /\/rules\.js$/ }, ({ path, resolveDir }) => {
      const isShared = sharesRules && files.get(join(resolveDir, path)) === "rules";
      return isShared ? { path: "./rules.js", external: true } : undefined;
    });
    onResolve({ filter: /^\./ }, ({ kind, path, resolveDir }) => {
      const name = kind === "dynamic-import" && files.get(join(resolveDir, path));
      return name ? { path: `./${name}.js`, external: true } : undefined;
    });
  },
});

/**
 * One part as a script.
 *
 * @param {import("esbuild").Plugin[]} [plugins] for tests that replace a file
 * @param {boolean} [isSmall]
 */
export async function bundlePart(name, plugins = [], isSmall = true) {
  const { outputFiles } = await build({
    entryPoints: [join(pkg, parts[name])],
    bundle: true,
    format: "esm",
    target: "es2022",
    charset: name.includes("asm") || name === "rules" ? "ascii" : "utf8",
    minify: isSmall,
    external: ["node:*"],
    legalComments: "none",
    write: false,
    plugins: [
      ...plugins,
      partsOnUse({
        sharesClass: !["client", "via.client", "eager"].includes(name),
        sharesRules: name !== "eager",
      }),
      numberedOperations(),
    ],
  });
  const { text } = outputFiles[0];
  const script = isSmall ? await squeezed(name, text) : text;
  return script.replace("import(`${", `import(${NO_BUNDLING}\`\${`);
}

/**
 * Terser finds 5 % more than esbuild in what a page downloads. Where functions are used once it leaves
 * them: bundlers that minify again make less of one long function. Functions come first, because brotli then
 * finds a bit more. A core is mostly its wasm.
 */
async function squeezed(name, script) {
  if (/^(core|login|rules|eager|server)/.test(name)) return script;
  const compress = { passes: 3, reduce_funcs: false, inline: 1, hoist_funs: true };
  return (await minify(script, { module: true, ecma: 2022, compress })).code;
}

// esbuild drops comments. Without these, Turbopack and Metro refuse an import() whose address is not
// known, and webpack and Vite warn (pkg/front/again.js). Metro wants webpack's with the space in it.
const NO_BUNDLING = "/*@vite-ignore*//*webpackIgnore: true*//*turbopackIgnore:true*/";

/** All of them, and what the entries need in addition. */
export async function bundlePackage(isSmall = true) {
  await mkdir(dist, { recursive: true });
  for (const name of Object.keys(parts)) {
    // Tests may be reading the old one.
    const path = join(dist, `${name}.js`);
    await writeFile(`${path}.new`, await bundlePart(name, [], isSmall));
    await rename(`${path}.new`, path);
  }
  for (const name of ["presskey.wasm", "presskey.names.json"]) {
    await copyFile(join(pkg, "crate", name), join(dist, name));
  }
  const wanted = [
    ...Object.keys(parts).map((name) => `${name}.js`),
    "presskey.wasm",
    "presskey.names.json",
  ];
  for (const file of await readdir(dist)) {
    if (!wanted.includes(file)) await rm(join(dist, file), { recursive: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await bundlePackage();
