// `npx presskey fetch SITE ROUTE`: makes one call as a user and prints the response.
import { createClient } from "../index.js";
import { credentials } from "./lib/credentials.js";
import { curlCommand } from "./lib/curl.js";
import { failed } from "./lib/failed.js";
import { formatJson } from "./lib/format-json.js";
import { rehearse } from "./lib/rehearse.js";
import { painter } from "./lib/style.js";
import { readAll, siteOf, UsageError } from "./lib/usage.js";

/**
 * @import { Client, PresskeyError, WpRequestInit } from "../index.js"
 *
 * @typedef {object} Values what was given as options
 * @property {string} [method]
 * @property {string} [json]
 * @property {string[]} [form]
 * @property {string[]} [query]
 * @property {boolean} [paginate]
 * @property {boolean} [raw]
 * @property {boolean} [curl]
 * @property {import("../index.js").PluginId} [plugin]
 */

export const usage = `Usage: presskey fetch SITE ROUTE [OPTION …]

Logs in, makes one call and prints the response's JSON. ROUTE is a REST route such as /wp/v2/posts.
User name and password come from PRESSKEY_USERNAME and PRESSKEY_PASSWORD. Otherwise presskey asks
for them.

  --method M      GET, or POST if there is a body
  --json BODY     JSON to send; - reads it from standard input
  --form k=v …    fields to send as a form
  --query k=v …   query parameters; a key given twice becomes an array
  --paginate      print all pages of a list as one array
  --raw           print the response as it is, without formatting
  --curl          print the equivalent curl command, with the token as $TOKEN, and send nothing
  --plugin ID     the site's auth server, e.g. jwt-auth; detected unless given
  -h, --help      this text

Exits 0 for a 2xx response, 1 for any other or none, 2 for wrong arguments.
`;

export const options = {
  method: { type: "string" },
  json: { type: "string" },
  form: { type: "string", multiple: true, list: true },
  query: { type: "string", multiple: true, list: true },
  paginate: { type: "boolean" },
  raw: { type: "boolean" },
  curl: { type: "boolean" },
  plugin: { type: "string" },
};

/** @param {Values} values @param {string[]} args */
export async function run(values, [address, route, ...more]) {
  const site = siteOf(address === undefined ? [] : [address]);
  if (route === undefined) throw new UsageError("ROUTE is missing, e.g. /wp/v2/posts.");
  if (more.length) throw new UsageError("fetch takes one SITE, one ROUTE and no other argument.");
  const { paginate, curl, plugin = "auto" } = values;
  const init = await initOf(values);
  const target = /^\/|:\/\//.test(route) ? route : `/${route}`;
  try {
    if (curl) return await printCurl({ site, plugin }, target, init);
    const wp = createClient({ site, plugin, storage: "memory" });
    const given = await credentials();
    if (!given) throw new UsageError("Set PRESSKEY_USERNAME and PRESSKEY_PASSWORD.");
    await wp.login(given);
    return await (paginate ? printPages : printOne)(wp, target, init, values);
  } catch (error) {
    const { code, message } = /** @type {PresskeyError} */ (error);
    if (code === "invalid_option") throw new UsageError(message);
    return failed(error);
  }
}

/** @param {Values} values @returns {Promise<WpRequestInit>} */
async function initOf({ method, json, form, query, paginate, curl }) {
  if (json !== undefined && form) throw new UsageError("Use --json or --form, not both.");
  const hasBody = json !== undefined || form !== undefined;
  const verb = (method ?? (hasBody ? "POST" : "GET")).toUpperCase();
  if (!/^[A-Z]+$/.test(verb)) throw new UsageError("--method is not an HTTP method.");
  if (hasBody && ["GET", "HEAD"].includes(verb))
    throw new UsageError(
      `A ${verb} request has no body. Leave --json or --form out, or set --method.`,
    );
  if (paginate && verb !== "GET") throw new UsageError("--paginate needs GET.");
  if (paginate && curl)
    throw new UsageError("--paginate takes several requests, --curl prints one.");
  return {
    method: verb,
    // The call is made as the user, or not at all.
    auth: "required",
    json: json === undefined ? undefined : parse(json === "-" ? await readAll() : json),
    body: form && new URLSearchParams(form.map((pair) => pairOf(pair, "--form"))),
    query: query && queryOf(query),
  };
}

/** @param {string} text */
function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    throw new UsageError("--json is not valid JSON.");
  }
}

/** @param {string} text @param {string} option */
function pairOf(text, option) {
  const [, key, value] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
  if (key === undefined) throw new UsageError(`${option} takes key=value.`);
  return [key, value];
}

/**
 * As `wp.fetch` takes it.
 *
 * @param {string[]} pairs
 */
function queryOf(pairs) {
  const all = new Map();
  for (const pair of pairs) {
    const [name, value] = pairOf(pair, "--query");
    const isList = name.endsWith("[]") || all.has(name);
    const key = name.endsWith("[]") ? name.slice(0, -2) : name;
    all.set(key, isList ? [all.get(key) ?? [], value].flat() : value);
  }
  return Object.fromEntries(all);
}

/** @param {Client} wp @param {string} route @param {WpRequestInit} init @param {Values} values */
async function printOne(wp, route, init, { raw }) {
  const response = await wp.fetch(route, init);
  const text = await response.clone().text();
  print(text, raw);
  if (response.ok) return 0;
  return failed(await wp.explain(response));
}

/** @param {Client} wp @param {string} route @param {WpRequestInit} init @param {Values} values */
async function printPages(wp, route, init, { raw }) {
  const items = [];
  for await (const item of wp.paginate(route, init)) items.push(item);
  print(JSON.stringify(items), raw);
  return 0;
}

/** @param {string} text @param {boolean | undefined} raw */
function print(text, raw) {
  if (text === "") return;
  const shown = raw ? text : formatJson(text, painter(process.stdout), process.stdout.isTTY);
  process.stdout.write(raw || shown.endsWith("\n") ? shown : `${shown}\n`);
}

/** @param {Parameters<typeof rehearse>[0]} options @param {string} route @param {WpRequestInit} init */
async function printCurl(options, route, init) {
  const { call } = await rehearse(options, (wp) => wp.fetch(route, init));
  process.stdout.write(`${curlCommand(/** @type {NonNullable<typeof call>} */ (call))}\n`);
  return 0;
}
