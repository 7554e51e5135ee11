// The npm workspaces, exactly as locked.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root, run, windows } from "./shell.mjs";

export const npmPackages = {
  name: "npm packages",
  remedy: "npm install",
  find,
  // Not `npm ci`: it refuses a lock written where the registry had no binaries for other platforms.
  // With --no-save the lock is followed and never changed.
  install: () => run(windows ? "npm.cmd" : "npm", ["install", "--no-save", "--loglevel=error"]),
};

/** npm leaves its own account of what it installed: compared by version with the lock. */
function find() {
  const account = join(root, "node_modules/.package-lock.json");
  if (!existsSync(account)) return undefined;
  const installed = packages(account);
  const wanted = Object.entries(packages(join(root, "package-lock.json"))).filter(
    ([path, entry]) => path.includes("node_modules/") && !entry.link && !entry.optional,
  );
  const right = wanted.every(([path, entry]) => installed[path]?.version === entry.version);
  return right ? `${wanted.length} as locked` : undefined;
}

const packages = (path) => JSON.parse(readFileSync(path, "utf8")).packages;
