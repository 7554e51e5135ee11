import { writeFile } from "node:fs/promises";

/** A wrong call of a command: its message and the command's usage are printed, and it exits 2. */
export class UsageError extends Error {}

const NO_PASSWORD =
  "The address must not contain a user name or password. Set PRESSKEY_USERNAME and PRESSKEY_PASSWORD.";

/**
 * The one address among the arguments; `example.com` means its https: site.
 *
 * @param {string[]} args
 */
export function siteOf(args) {
  const [site, ...more] = args;
  if (site === undefined) throw new UsageError("SITE is missing, e.g. https://example.com.");
  if (more.length)
    // Not quoted, like whatever may hold a password: logs keep what is printed.
    throw new UsageError("This command takes one SITE and no other argument.");
  const address = /^[a-z][a-z\d+.-]*:\/\//i.test(site) ? site : `https://${site}`;
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) {
    if (site.includes("@")) throw new UsageError(NO_PASSWORD);
    throw new UsageError("SITE is not the address of a site, such as https://example.com.");
  }
  if (url.username || url.password) throw new UsageError(NO_PASSWORD);
  return url.href;
}

/** All of standard input, as text. */
export async function readAll() {
  const chunks = [];
  for await (const chunk of process.stdin) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}

/**
 * Writes to the file that was named, else to standard output.
 *
 * @param {string | undefined} file
 * @param {string} text
 */
export async function writeOut(file, text) {
  if (file === undefined) return void process.stdout.write(text);
  try {
    await writeFile(file, text);
  } catch (error) {
    const { code } = /** @type {NodeJS.ErrnoException} */ (error);
    throw new UsageError(`${file} cannot be written (${code}).`);
  }
}
