// Running other programs, with Node's built-ins only: set-up runs before `npm ci`.
import { spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../..", import.meta.url));
export const windows = process.platform === "win32";

/** What a program printed, or undefined when it is missing or failed; so may its path be. */
export function ask(command, args = [], options = {}) {
  if (!command) return undefined;
  const { status, stdout } = spawnSync(command, args, {
    cwd: root,
    encoding: "utf8",
    shell: windows,
    ...options,
  });
  return status === 0 ? stdout.trim() : undefined;
}

/** Runs a program to its end; on a terminal its latest line is shown meanwhile. */
export function run(command, args = [], options = {}) {
  const { promise, resolve, reject } = withResolvers();
  const child = spawn(command, args, {
    cwd: root,
    shell: windows,
    stdio: ["ignore", "pipe", "pipe"],
    ...options,
    env: { ...process.env, ...options.env },
  });
  let output = "";
  const hear = (chunk) => {
    output += chunk;
    showLatest(output);
  };
  child.stdout.on("data", hear);
  child.stderr.on("data", hear);
  child.on("error", (error) => reject(new Error(`${command}: ${error.message}`)));
  child.on("close", (status) => {
    showLatest("");
    if (status === 0) resolve(output);
    else reject(new Error(`\`${[command, ...args].join(" ")}\` failed:\n${excerpt(output)}`));
  });
  return promise;
}

/** The full path of a program in PATH. */
export function which(name) {
  for (const folder of (process.env.PATH ?? "").split(delimiter)) {
    const path = join(folder, windows ? `${name}.exe` : name);
    if (folder && existsSync(path)) return path;
  }
  return undefined;
}

/** Some programs name the cause first, others last. */
function excerpt(output) {
  const lines = output.trim().split("\n");
  return lines.length > 30
    ? [...lines.slice(0, 12), "...", ...lines.slice(-15)].join("\n")
    : lines.join("\n");
}

function showLatest(output) {
  if (!process.stdout.isTTY) return;
  const line = output
    .trim()
    .split("\n")
    .at(-1)
    .slice(0, (process.stdout.columns ?? 80) - 6);
  process.stdout.write(`\r\x1b[K${line && `    ${line}`}`);
}

// Promise.withResolvers came with Node 22.
function withResolvers() {
  const parts = {};
  parts.promise = new Promise((resolve, reject) => Object.assign(parts, { resolve, reject }));
  return parts;
}
