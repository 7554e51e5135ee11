#!/usr/bin/env node
// `npm run site` shows the documentation site while it is written; `npm run site:build` builds it,
// into www/.vitepress/dist. `-- --no-build` takes the package as it is.
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { setup } from "./setup.mjs";

const www = fileURLToPath(new URL("../www", import.meta.url));
const { values, positionals } = parseArgs({
  options: { "no-build": { type: "boolean" } },
  allowPositionals: true,
});

await setup({ browser: false });
// Only now, since these need the npm packages.
const { buildPackage } = await import("./build/package.mjs");
const { execa } = await import("execa");
// The demo contains it.
if (!values["no-build"]) await buildPackage();
const command = positionals[0] === "build" ? "build" : "dev";
const { exitCode } = await execa("vitepress", [command, www], {
  preferLocal: true,
  stdio: "inherit",
  reject: false,
});
process.exitCode = exitCode;
