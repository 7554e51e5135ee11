// What wp.fetch() adds to fetch(), and the proof that it decodes no token.
import { readFile } from "node:fs/promises";
import { answer } from "./fetch.run.mjs";
import { servePage } from "./lib/page.mjs";
import { ratio, table } from "./lib/table.mjs";

const CALLS = 100;

export async function calls(browser) {
  const served = await servePage("fetch.run.mjs", (request, response) => {
    response.writeHead(200, { "Content-Type": "application/json" });
    response.end(JSON.stringify(answer(request.url)));
  });
  const context = await browser.newContext();
  try {
    const page = await served.open(context);
    const run = (root) => page.evaluate((root) => globalThis.bench.run(root), root);
    const local = await run(`${served.url}/wp-json`);
    const stubbed = await run();
    // In a page where no instance has been made yet.
    const fresh = await served.open(context);
    const counted = await fresh.evaluate((calls) => globalThis.bench.count(calls), CALLS);
    return { local, stubbed, counted: await named(counted) };
  } finally {
    await context.close();
    await served.stop();
  }
}

/** Gives the wasm's exports the names that they have in Rust. */
export async function named({ decode, fetch }) {
  const file = new URL("../../pkg/dist/presskey.names.json", import.meta.url);
  const { exports } = JSON.parse(await readFile(file, "utf8"));
  const rename = (counts) =>
    Object.fromEntries(
      Object.entries(counts).map(([name, count]) => [
        name.startsWith("wasm.") ? `wasm ${exports[name.slice(5)]}` : name,
        count,
      ]),
    );
  return { decode: rename(decode), fetch: rename(fetch) };
}

export const report = ({ local, stubbed }) =>
  table(
    [
      "Call with a valid token",
      "fetch",
      "presskey",
      "ky",
      "presskey adds",
      "ky adds",
      "ky / presskey",
    ],
    [
      ["without any network", stubbed],
      ["a server on this machine", local],
    ].map(([name, { fetch, presskey, ky }]) => [
      name,
      ...[fetch, presskey, ky, presskey - fetch, ky - fetch].map((us) => `${us.toFixed(1)} µs`),
      ratio(ky, presskey),
    ]),
  );

/** What decodes a token, with how often that was called in `CALLS` calls and in one decode(). */
export const reportCounts = ({ counted: { decode, fetch } }) =>
  table(
    ["Called", "in one decode()", `in ${CALLS} wp.fetch() with a valid token`],
    ["wasm decode", "JSON.parse", "atob"].map((name) => [
      name,
      decode[name] ?? 0,
      fetch[name] ?? 0,
    ]),
  );
