// `npx presskey token SITE`: logs in and prints the token, for scripts and other programs.
import { createClient } from "../index.js";
import { credentials } from "./lib/credentials.js";
import { failed } from "./lib/failed.js";
import { jsonOf } from "./lib/format-json.js";
import { siteOf, UsageError } from "./lib/usage.js";

/** @import { AuthenticatedSession, PluginId, PresskeyError } from "../index.js" */

export const usage = `Usage: presskey token SITE [--plugin ID] [--json]

Logs in and prints the access token. User name and password come from PRESSKEY_USERNAME and
PRESSKEY_PASSWORD. Otherwise presskey asks for them. It never takes them as arguments, because
other users of the machine can read arguments.

  --plugin ID  the site's auth server, e.g. jwt-auth; detected unless given
  --json       print JSON with the token, its expiry (epoch ms), the user and the plugin
  -h, --help   this text
`;

export const options = { plugin: { type: "string" }, json: { type: "boolean" } };

/** @param {{ plugin?: PluginId | "auto", json?: boolean }} options @param {string[]} args */
export async function run({ plugin = "auto", json }, args) {
  const site = siteOf(args);
  try {
    const wp = createClient({ site, plugin, storage: "memory" });
    const given = await credentials();
    if (!given) throw new UsageError("Set PRESSKEY_USERNAME and PRESSKEY_PASSWORD.");
    const {
      expiresAt,
      user,
      plugin: server,
    } = /** @type {AuthenticatedSession} */ (await wp.login(given));
    const token = await wp.getToken();
    if (!token) {
      process.stderr.write(`${server} issues no token.\n`);
      return 1;
    }
    const told = json ? jsonOf({ token, expiresAt, user, plugin: server }) : token;
    process.stdout.write(`${told}\n`);
    return 0;
  } catch (error) {
    const { code, message } = /** @type {PresskeyError} */ (error);
    if (code === "invalid_option") throw new UsageError(message);
    return failed(error);
  }
}
