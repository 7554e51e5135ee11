// What a call costs that goes through presskey/server, compared to a direct one and to a plain proxy.
import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { compare } from "./lib/rounds.mjs";
import { ratio, table } from "./lib/table.mjs";

const script = fileURLToPath(new URL("server.run.mjs", import.meta.url));
const SESSIONS = 10_000;
const CALLS = 20;
/** Requests at the same time, where it is counted how many are answered in a second. */
const PARALLEL = 32;
const REQUESTS = 1500;

export async function results() {
  const started = [];
  const start = async (...given) => {
    const child = fork(script, given, { execArgv: ["--expose-gc"] });
    started.push(child);
    const [message] = await once(child, "message");
    return message;
  };
  try {
    const site = await start("wordpress");
    const urls = { direct: `${site}/wp-json` };
    for (const kind of ["proxy", "cookie", "store"]) {
      urls[kind] = `${await start(kind, site)}/api/presskey/rest`;
    }
    const calls = {};
    for (const [name, url] of Object.entries(urls)) calls[name] = await callOf(name, url);
    const times = await compare(
      Object.fromEntries(Object.entries(calls).map(([name, call]) => [name, () => several(call)])),
    );
    const rates = {};
    for (const name of Object.keys(urls)) rates[name] = await rate(calls[name]);
    return { times, rates, memory: await start("memory", String(SESSIONS)) };
  } finally {
    for (const child of started) child.disconnect();
  }
}

/** A call for a list, as a visitor who is logged in. */
async function callOf(name, url) {
  const cookie = name === "cookie" || name === "store" ? await login(url) : undefined;
  const headers = { "Sec-Fetch-Site": "same-origin", ...(cookie && { cookie }) };
  return async () => {
    const response = await fetch(`${url}/wp/v2/posts`, { headers });
    if (!response.ok) throw new Error(`${name}: ${response.status} ${await response.text()}`);
    await response.arrayBuffer();
  };
}

async function login(url) {
  const response = await fetch(url.replace(/\/rest$/, "/login"), {
    method: "POST",
    body: '{"username":"a","password":"b"}',
    headers: { "Content-Type": "application/json", "Sec-Fetch-Site": "same-origin" },
  });
  return response.headers.getSetCookie()[0].split(";")[0];
}

async function several(call) {
  for (let each = 0; each < CALLS; each++) await call();
}

async function rate(call) {
  let left = REQUESTS;
  const worker = async () => {
    while (left-- > 0) await call();
  };
  const start = performance.now();
  await Promise.all(Array.from({ length: PARALLEL }, worker));
  return (REQUESTS * 1000) / (performance.now() - start);
}

const NAMES = {
  direct: "direct: WordPress itself",
  proxy: "http-proxy-middleware: no session, no checks",
  cookie: "presskey/server, session in the cookie",
  store: "presskey/server, session in a store",
};

export const report = ({ times, rates }) =>
  table(
    ["A list of 20 kB", "median per call", "to direct", "requests per second"],
    Object.entries(NAMES).map(([name, text]) => [
      text,
      `${(times[name] / CALLS).toFixed(2)} ms`,
      ratio(times[name], times.direct),
      Math.round(rates[name]),
    ]),
  );

export const reportMemory = ({ memory }) =>
  table(
    ["Sessions", "memory", "each"],
    [[SESSIONS, `${(memory / 2 ** 20).toFixed(1)} MB`, `${(memory / SESSIONS).toFixed(0)} bytes`]],
  );
