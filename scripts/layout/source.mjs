import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../setup/shell.mjs";

/** `[path, text]` of each file below a folder whose name ends so, in the order of their paths. */
export const filesOf = (folder, ending) =>
  readdirSync(join(root, folder), { recursive: true })
    .map((path) => `${folder}/${path}`)
    .filter((path) => path.endsWith(ending) && !/\/(node_modules|dist|crate|cjs)\//.test(path))
    .sort()
    .map((path) => [path, readFileSync(join(root, path), "utf8")]);

/** What ships of a Rust file: without comments, and without the tests, which stand at its end. */
export const shipped = (text) =>
  text
    .split(/^#\[cfg\(test\)\]\n(?:#\[.*\]\n)*(?:pub(?:\(.*\))? )?mod \w+ \{/m)[0]
    .replace(/\/\/.*$/gm, "");

export const isTest = (path) => /\/(tests|tables|exploration)[./]/.test(path);
