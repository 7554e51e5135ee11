// `npx presskey types SITE`: what the site's routes return, as declarations for TypeScript.
import { createClient } from "../index.js";
import { credentials } from "./lib/credentials.js";
import { declarations } from "./lib/declarations.js";
import { failed } from "./lib/failed.js";
import { siteOf, UsageError, writeOut } from "./lib/usage.js";

/** @import { PresskeyError } from "../index.js" */

export const usage = `Usage: presskey types SITE [--out FILE]

Writes TypeScript declarations of the site's own post types, taxonomies and fields, with which
wp.json("/wp/v2/posts") and wp.paginate("/wp/v2/posts") are typed. Include the file in your program,
and run the command again when the site changes.

  --out FILE   where to write them, e.g. src/wordpress.d.ts; stdout unless given
  -h, --help   this text

presskey reads the site as a visitor. If it is closed to visitors, set PRESSKEY_USERNAME and
PRESSKEY_PASSWORD.
`;

export const options = { out: { type: "string" } };

/** @param {{ out?: string }} options @param {string[]} args */
export async function run({ out }, args) {
  const site = siteOf(args);
  try {
    const given = await credentials({ prompt: false });
    // What a visitor may read is no secret, also of a test site without TLS.
    const wp = createClient({ site, storage: "memory", allowInsecure: !given });
    if (given) await wp.login(given);
    // With the schemas of all routes, so that one request is enough.
    /** @type {import("./lib/routes.js").Index} */
    const index = await wp.json("/", { query: { context: "help" } });
    const { text, routes, types } = declarations(index, site);
    await writeOut(out, text);
    process.stderr.write(`${routes} routes, ${types} types${out ? ` in ${out}` : ""}\n`);
    return 0;
  } catch (error) {
    const { code, message } = /** @type {PresskeyError} */ (error);
    if (code === "invalid_option") throw new UsageError(message);
    return failed(error);
  }
}
