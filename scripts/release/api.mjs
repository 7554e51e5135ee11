#!/usr/bin/env node
// `npm run api` writes api/*.api.md: everything that the types of each entry export, in a form in
// which a change is easy to review. tests/package/api.test.mjs fails if a change is not recorded.
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Extractor, ExtractorConfig, ExtractorLogLevel } from "@microsoft/api-extractor";
import { root } from "../setup/shell.mjs";

export const folder = join(root, "api");

/** `{ name, types }` of every entry of the package that has types. */
export async function entries() {
  const manifest = JSON.parse(await readFile(join(root, "pkg/package.json"), "utf8"));
  return Object.entries(manifest.exports)
    .filter(([, { types }]) => types)
    .map(([entry, { types }]) => ({ entry, types: types.default ?? types }))
    .map(({ entry, types }) => ({
      name: entry === "." ? "presskey" : basename(entry),
      types: join(root, "pkg", types),
    }));
}

/** The names of the reports in a folder. */
export const reportsIn = async (place) =>
  (await readdir(place)).filter((name) => name.endsWith(".api.md")).sort();

/** Writes the report of each entry into `target`. */
export async function writeReports(target) {
  await mkdir(target, { recursive: true });
  for (const name of await reportsIn(target)) await rm(join(target, name));
  const all = await entries();
  for (const { name, types } of all) extract(name, types, target);
  await rm(join(target, "temp"), { recursive: true });
  for (const { name } of all) await dropComments(join(target, `${name}.api.md`));
  const text = (name) => readFile(join(target, `${name}.api.md`), "utf8");
  const body = (report) => report.replace(/^## .*\n/, "");
  const main = body(await text("presskey"));
  for (const { name } of all.filter(({ name }) => name !== "presskey")) {
    if (body(await text(name)) !== main) continue;
    await writeFile(join(target, `${name}.api.md`), `${heading(name)}\nThe same as presskey.\n`);
  }
}

/** Comments within a type are no part of it. `// @public` and the like are the report's own. */
async function dropComments(path) {
  const report = await readFile(path, "utf8");
  await writeFile(path, report.replace(/^ *\/\/ (?!@|\(undocumented\)|Warning).*\n/gm, ""));
}

const heading = (name) => `## API Report File for "presskey/${name}"\n`;

function extract(name, types, target) {
  const config = ExtractorConfig.prepare({
    packageJsonFullPath: join(root, "pkg/package.json"),
    configObjectFullPath: undefined,
    configObject: {
      projectFolder: dirname(types),
      mainEntryPointFilePath: types,
      newlineKind: "lf",
      compiler: { overrideTsconfig: { compilerOptions, files: [types] } },
      apiReport: {
        enabled: true,
        reportFileName: `${name}.api.md`,
        reportFolder: target,
        reportTempFolder: join(target, "temp"),
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      messages: { extractorMessageReporting: { default: { logLevel: "none" } } },
    },
  });
  const messageCallback = (message) => {
    const isError = message.logLevel === ExtractorLogLevel.Error;
    if (!isError) message.handled = true;
  };
  const options = { localBuild: true, messageCallback, showVerboseMessages: false };
  const { succeeded } = Extractor.invoke(config, options);
  if (!succeeded) throw new Error(`api-extractor cannot read ${types}`);
}

const compilerOptions = {
  target: "es2022",
  lib: ["es2022", "dom", "dom.iterable", "esnext.disposable"],
  module: "esnext",
  moduleResolution: "bundler",
  skipLibCheck: true,
  types: [],
};

if (process.argv[1] === fileURLToPath(import.meta.url)) await writeReports(folder);
