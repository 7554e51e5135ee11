#!/usr/bin/env node
// `npx presskey COMMAND …`. A command is a file next to this one, loaded only when it is asked for,
// with `usage`, `options` (of util.parseArgs) and `run(values, arguments)`, which gives the exit
// code and throws a UsageError for a wrong call.
import { readFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { UsageError } from "./lib/usage.js";

/**
 * @typedef {{ type: "string" | "boolean", multiple?: boolean, list?: boolean }} Option
 *
 * @typedef {object} Command
 * @property {string} usage
 * @property {Record<string, Option>} options of util.parseArgs; `list`: it takes what follows it
 * @property {(values: Record<string, any>, args: string[]) => Promise<number>} run `values` by options
 */

/**
 * Name: what it does, and its file.
 *
 * @type {Record<string, { summary: string, load: () => Promise<any> }>} a Command, options read as text
 */
const commands = {
  types: {
    summary: "Write TypeScript declarations of a site's routes",
    load: () => import("./types.js"),
  },
  token: {
    summary: "Print a token, for servers and automations",
    load: () => import("./token.js"),
  },
  fetch: {
    summary: "Make one call as a user and print the response",
    load: () => import("./fetch.js"),
  },
  postman: {
    summary: "Write a Postman collection or an OpenAPI document of a site's routes",
    load: () => import("./postman.js"),
  },
  doctor: {
    summary: "Check what blocks your frontend from a WordPress, and print the lines to change",
    load: () => import("./doctor.js"),
  },
  "verify-package": {
    summary: "Compare the files of this package with its manifest of hashes",
    load: () => import("./verify-package.js"),
  },
};

const help = `Usage: presskey COMMAND SITE [OPTION …]
       presskey verify-package
       presskey --version

${Object.entries(commands)
  .map(([name, { summary }]) => `  ${name.padEnd(14)} ${summary}\n`)
  .join("")}
presskey COMMAND --help shows a command's options.
`;

/** @param {string[]} args */
async function main([name, ...rest]) {
  if (name === undefined || ["--help", "-h", "help"].includes(name)) {
    process.stdout.write(help);
    return name === undefined ? 2 : 0;
  }
  if (["--version", "-v"].includes(name)) {
    process.stdout.write(`${await version()}\n`);
    return 0;
  }
  if (!Object.hasOwn(commands, name)) return misused("There is no such command.", help);
  /** @type {Command} */
  const { usage, options, run } = await commands[name].load();
  try {
    const { values, positionals } = parse(withLists(rest, options), options);
    if (values.help) {
      process.stdout.write(usage);
      return 0;
    }
    return await run(values, positionals);
  } catch (error) {
    if (error instanceof UsageError) return misused(error.message, usage);
    throw error;
  }
}

async function version() {
  return JSON.parse(await readFile(new URL("../package.json", import.meta.url), "utf8")).version;
}

/** @param {string[]} args @param {Command["options"]} options */
function parse(args, options) {
  /** @type {import("node:util").ParseArgsOptionDescriptor} */
  const help = { type: "boolean", short: "h" };
  try {
    return parseArgs({ args, options: { ...options, help }, allowPositionals: true });
  } catch (error) {
    // Node's first sentence; the second one is about arguments that no command has.
    throw new UsageError(/** @type {Error} */ (error).message.replace(/\. To specify .*/s, "."));
  }
}

/**
 * `--query a=1 b=2` as `--query a=1 --query b=2`, for options that take a list.
 *
 * @param {string[]} args
 * @param {Command["options"]} options
 */
function withLists(args, options) {
  /** @type {{ option: string, begun: boolean } | false | undefined} */
  let list;
  return args.flatMap((arg) => {
    const [, name, value] = /^--(\w+)(=)?/.exec(arg) ?? [];
    if (name) {
      list = options[name]?.list && { option: `--${name}`, begun: Boolean(value) };
    } else if (list && !list.begun) {
      list.begun = true;
    } else if (list && /^[^=/:]+=/.test(arg)) {
      // An address or a route may hold "=" as well, but behind a slash or a colon.
      return [list.option, arg];
    } else list = undefined;
    return [arg];
  });
}

/** @param {string} message @param {string} usage */
function misused(message, usage) {
  process.stderr.write(`${message}\n\n${usage}`);
  return 2;
}

// `presskey types SITE | head` reads only the beginning: that is no failure.
process.stdout.on("error", (/** @type {NodeJS.ErrnoException} */ error) => {
  if (error.code !== "EPIPE") throw error;
});
// Not exit(): what was written may still be on its way through a pipe.
process.exitCode = await main(process.argv.slice(2));
