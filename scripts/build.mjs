#!/usr/bin/env node
// Builds the npm package: pkg/dist from the crate. See scripts/build/package.mjs.
import { setup } from "./setup.mjs";

await setup({ browser: false });
// Only now, since these need the npm packages.
const { buildPackage } = await import("./build/package.mjs");
const { printSizes } = await import("./build/size.mjs");
await buildPackage();
await printSizes();
