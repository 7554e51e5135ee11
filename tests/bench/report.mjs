// All measurements, in the words of BENCHMARKS.md.
import { writeFile } from "node:fs/promises";
import { cpus, totalmem } from "node:os";
import { launch } from "../support/chromium.mjs";
import { slowPhone } from "../support/slow-phone.mjs";
import * as coldStart from "./cold-start.mjs";
import * as decode from "./decode.mjs";
import * as fetch from "./fetch.mjs";
import * as requests from "./requests.mjs";
import * as server from "./server.mjs";
import * as size from "./size.mjs";
import * as storm from "./storm.mjs";

const file = new URL("../../BENCHMARKS.md", import.meta.url);

/** What is measured, by the names that `npm run bench -- NAME` takes. */
const sections = {
  size: async () => sizeSection(await size.sizes()),
  "cold-start": async (browser) => coldStartSection(await coldStart.results(browser)),
  decode: async (browser) => decodeSection(await decode.speeds(browser)),
  requests: async (browser) => requestSection(await requests.requests(browser)),
  storm: async (browser) => stormSection(await storm.results(browser)),
  fetch: async (browser) => fetchSection(await fetch.calls(browser)),
  server: async () => serverSection(await server.results()),
};

/** Sections of Markdown, as soon as each is measured: all, or those of these names. */
export async function* measure(names = []) {
  const unknown = names.filter((name) => !sections[name]);
  if (unknown.length) {
    throw new Error(`No section ${unknown}. There are: ${Object.keys(sections).join(", ")}`);
  }
  const browser = await launch();
  try {
    yield machine(browser);
    for (const [name, section] of Object.entries(sections)) {
      if (!names.length || names.includes(name)) yield await section(browser);
    }
  } finally {
    await browser.close();
  }
}

export const write = (sections) =>
  writeFile(
    file,
    `# Benchmarks

Written by \`npm run bench -- --write\`, which measures everything below in one run. Absolute times
are those of one machine; read the ratios. What is promised (bytes, requests, that a call decodes
nothing) is also asserted by \`npm test\`; times are not, since machines are noisy.
${sections}`,
  );

function machine(browser) {
  const [{ model }, ...others] = cpus();
  const memory = `${Math.round(totalmem() / 2 ** 30)} GB`;
  const date = new Date().toISOString().slice(0, 10);
  return `${date}, ${1 + others.length} cores of ${model.trim()}, ${memory}, ${process.platform} \
${process.arch}, Node ${process.versions.node}, Chromium ${browser.version()}, presskey \
${size.version("presskey")}.`;
}

function sizeSection(rows) {
  return `## Size

What a page downloads: the import bundled and minified by esbuild ${size.version("esbuild")}
(\`--bundle --splitting --minify --format=esm --charset=utf8\`), then \`brotli -q 11\`. Bytes. "On
use" is what the import loads later, and only if it is needed: in presskey the engine with the wasm,
and rarely used parts such as the doctor.

${size.report(rows)}

jwt-decode and jose only read a token, api-fetch and ky only send requests; the others log in or
keep a session. presskey does both, and no reader of tokens alone should choose it for its size.`;
}

function coldStartSection(rows) {
  const { cpu, network } = slowPhone;
  const megabits = (network.downloadThroughput * 8) / 1e6;
  return `## Cold start

A phone on a slow network, emulated by Chromium: ${megabits} Mbit/s, ${network.latency} ms latency, a CPU ${cpu} times
slower than this one. Every visit begins with an empty HTTP cache. The apps are the same but for the
client, bundled as above, and call a site on another origin. Milliseconds from the navigation until the
login button or the first authorized response is there, or from the click until the session is. Medians
of ${coldStart.ROUNDS}, the clients in turns.

${coldStart.report(rows)}

The login is one password request for every client. auth0-spa-js logs in by redirects only. presskey
loads its engine when the login form opens, as \`useLogin()\` does, so "immediately" waits for it.`;
}

function decodeSection(rows) {
  return `## Decoding a token

Median nanoseconds per token: 512 different tokens of each kind, the contestants in turns. presskey
checks more than the others while it reads (canonical base64url, UTF-8, duplicate keys, depth), and
remembers the last header, which all tokens of a server share.

${decode.report(rows, "decode")}

"Is it expired?", measured in the same way, which is \`isExpired()\`. A client asks this of a number that it keeps.

${decode.report(rows, "expired")}`;
}

function requestSection(rows) {
  return `## Requests per login

Counted by the embedded WordPress, from a page of another origin in a fresh browser profile.
Preflights (OPTIONS) are requests. axios and ky get the route from the app; "auto" finds it.

${requests.report(rows)}`;
}

function stormSection(rows) {
  return `## A storm over one token

The server has forgotten the access token, its responses are up to 800 ms late and in any order, and a
refresh token is good for one use. All clients keep the session in localStorage. oidc-client-ts and
supabase send no calls themselves: their app does, and on a 401 refreshes and repeats once.

${storm.report(rows)}`;
}

function serverSection(results) {
  return `## Through your own server

Each server is a process of its own on this machine, so the times are those of the way alone. A call
through presskey/server opens the sealed cookie, checks where the request comes from, and adds the
visitor's token; the plain proxy knows neither visitors nor tokens.

${server.report(results)}

Sessions in a \`memoryStore()\`, sealed. Without a store the browser keeps them, and the server nothing.

${server.reportMemory(results)}`;
}

function fetchSection(results) {
  return `## A call with a valid token

Median time per call in Chromium, response text included, the contestants in turns.

${fetch.report(results)}

A token is decoded when it arrives, and not again:

${fetch.reportCounts(results)}`;
}
