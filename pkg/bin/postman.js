// `npx presskey postman SITE`: the site's routes as a Postman collection or an OpenAPI document.
import { createClient, PresskeyError } from "../index.js";
import { credentials } from "./lib/credentials.js";
import { failed } from "./lib/failed.js";
import { jsonOf } from "./lib/format-json.js";
import { openApi } from "./lib/openapi.js";
import { postmanCollection } from "./lib/postman-collection.js";
import { rehearse } from "./lib/rehearse.js";
import { siteOf, UsageError, writeOut } from "./lib/usage.js";

/** @import { AuthenticatedSession, Client, PluginId } from "../index.js" */

export const usage = `Usage: presskey postman SITE [--openapi] [--out FILE] [--plugin ID]

Writes a Postman collection (v2.1) of the site's routes, with the request that logs in and keeps the
token for all others. Set its variables username and password in Postman.

  --openapi    write an OpenAPI 3.1 document instead
  --out FILE   where to write it, e.g. wordpress.postman_collection.json; stdout unless given
  --plugin ID  the site's auth server, e.g. jwt-auth; detected unless given
  -h, --help   this text

The site is read as a visitor. If it is closed to visitors, set PRESSKEY_USERNAME and
PRESSKEY_PASSWORD. Neither they nor a token are written into the file.
`;

export const options = {
  openapi: { type: "boolean" },
  out: { type: "string" },
  plugin: { type: "string" },
};

/**
 * @param {{ openapi?: boolean, out?: string, plugin?: PluginId | "auto" }} options
 * @param {string[]} args
 */
export async function run({ openapi, out, plugin = "auto" }, args) {
  const site = siteOf(args);
  try {
    const wp = createClient({ site, plugin, storage: "memory" });
    const given = await credentials({ prompt: false });
    if (given) await wp.login(given);
    const known = given ? /** @type {AuthenticatedSession} */ (wp.session).plugin : plugin;
    const { index, root } = await readIndex(wp, new URL(site));
    const login = await rehearse({ site, plugin: known }).catch(withoutLogin);
    const write = openapi ? openApi : postmanCollection;
    const { document, count } = write({ site, root, index, login });
    await writeOut(out, `${jsonOf(document, 2)}\n`);
    process.stderr.write(`${count} requests${out ? ` in ${out}` : ""}\n`);
    return 0;
  } catch (error) {
    const { code, message } = /** @type {PresskeyError} */ (error);
    if (code === "invalid_option") throw new UsageError(message);
    return failed(error);
  }
}

/**
 * The index with the schemas of all routes, and the address of the REST API.
 *
 * @param {Client} wp
 * @param {URL} site
 */
async function readIndex(wp, site) {
  const response = await wp.fetch("/", { query: { context: "help" } });
  const error = await wp.explain(response.clone());
  if (error) throw error;
  const root = new URL(response.url);
  // What is written sends a token there. The site may redirect visitors to somebody else's.
  const isOwn = root.host === site.host && [site.protocol, "https:"].includes(root.protocol);
  const isBelow = `${root.pathname}/`.startsWith(site.pathname.replace(/\/*$/, "/"));
  if (response.redirected && !(isOwn && isBelow && !/[%;]/.test(root.pathname)))
    throw new PresskeyError({
      code: "redirected",
      message: "The site redirects visitors to an address that is not its own.",
      sent: "answered",
    });
  root.searchParams.delete("context");
  return { index: await response.json(), root: root.href };
}

/**
 * The routes are worth having without a way to log in, too.
 *
 * @param {PresskeyError} error
 */
function withoutLogin(error) {
  if (error.code !== "plugin_missing") throw error;
  process.stderr.write(`Without a login: ${error.message}\n`);
  return null;
}
