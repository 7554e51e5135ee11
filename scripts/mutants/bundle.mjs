// Stryker runs this in its copy of the repository. The tests of the copy must find its package, not ours.
import { mkdirSync, symlinkSync } from "node:fs";
import { bundlePackage } from "../build/bundle.mjs";

mkdirSync("node_modules", { recursive: true });
symlinkSync("../pkg", "node_modules/presskey", "junction");
// Terser joins `cause?.code` and its mutant `cause.code`, between which a variable of Stryker's chooses.
await bundlePackage(false);
