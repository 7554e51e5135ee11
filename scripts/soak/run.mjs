// The soak: who calls, what fails, and what must hold meanwhile.
import { writeFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { sample } from "./memory.mjs";
import { draw } from "./plot.mjs";

const { createClient } = await import("presskey");
const { createBackend } = await import("presskey/server");
const { createTestSite } = await import("presskey/testing");

const OWN = "https://app.example";
const [CLIENTS, VISITORS] = [4, 8];
/** What a call may end with if a request of it failed. */
const EXCUSED = [
  ...["offline", "unreachable", "timeout", "cors_blocked", "http_error", "refresh_failed"],
  ...["malformed_response", "redirected", "rate_limited"],
];
const FAULTS = ["offline", "unreachable", "cors", "html", "502", "503", "malformed"];
const SAMPLE_EVERY = 5_000;

/** Exit code: 1 if something did not hold. */
export async function soak({ minutes, plot }) {
  const until = Date.now() + minutes * 60_000;
  const world = createWorld();
  const { users } = world.test;
  const own = await clients(world, users.slice(0, CLIENTS));
  const people = [...own, ...(await visitors(world, users.slice(CLIENTS)))];
  const samples = [];
  const working = people.map((person) => live(person, world, until));
  while (Date.now() < until) {
    await sleep(SAMPLE_EVERY);
    world.test.requests.length = 0;
    samples.push(sample());
  }
  await Promise.all(working);
  // All sessions are as they were, once nothing fails any more.
  world.calm = true;
  for (const person of people) await check(person, world);
  if (plot) await writeFile(plot, draw(samples, minutes));
  return report(world, samples);
}

const person = (_, at) => ({ username: `user${at}`, password: `correct horse ${at}` });

function createWorld() {
  const options = { plugin: "jwt-authentication-for-wp-rest-api", edition: "pro" };
  const users = Array.from({ length: CLIENTS + VISITORS }, person);
  const latency = () => Math.random() * 20;
  const test = createTestSite({ ...options, users, tokenLifetime: 10, latency });
  const world = { test, calls: 0, excused: 0, faults: 0, calm: false, problems: [] };
  world.fetch = async (input, init) => {
    if (!world.calm && Math.random() < 0.03) {
      world.faults++;
      // Not a refresh: if its response is lost, a rotated refresh token may be too (docs/session.md).
      const kind = FAULTS[Math.floor(Math.random() * FAULTS.length)];
      test.fail(kind, { route: /users\/me/ });
    }
    return test.fetch(input, init);
  };
  return world;
}

async function clients({ test, fetch }, users) {
  const made = users.map(async (user) => {
    const wp = createClient({ site: test.site, fetch, storage: "memory" });
    const { username, password } = user;
    await wp.login({ username, password });
    return {
      name: `client ${username}`,
      user,
      me: () => wp.json("/wp/v2/users/me"),
      isLoggedIn: async () => wp.session.status === "authenticated",
    };
  });
  return Promise.all(made);
}

async function visitors({ test, fetch }, users) {
  const secret = "0123456789abcdef0123456789abcdef";
  const backend = createBackend({ site: test.site, secret, fetch });
  const made = users.map(async (user) => {
    let cookie = "";
    const call = async (path, init = {}) => {
      const headers = { Origin: OWN, Cookie: cookie, ...init.headers };
      const url = `${OWN}/api/presskey${path}`;
      const response = await backend.handle(new Request(url, { ...init, headers }));
      const [set] = response.headers.getSetCookie().map((value) => value.split(";")[0]);
      if (set) cookie = set;
      const text = await response.text();
      const body = parsed(text);
      if (response.ok && body) return body;
      const { code = "http_error", message } = body ?? {};
      throw Object.assign(new Error(message), { code });
    };
    const headers = { "Content-Type": "application/json" };
    const { username, password } = user;
    await call("/login", { method: "POST", headers, body: JSON.stringify({ username, password }) });
    return {
      name: `visitor ${username}`,
      user,
      me: () => call("/rest/wp/v2/users/me"),
      isLoggedIn: async () => (await call("/session")).status === "authenticated",
    };
  });
  return Promise.all(made);
}

/** Nothing for a page or broken JSON, which pass as WordPress or a server before it wrote them. */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Calls at random times, sometimes many at the same time. */
async function live(person, world, until) {
  while (Date.now() < until) {
    const together = Math.random() < 0.1 ? 10 : 1;
    await Promise.all(Array.from({ length: together }, () => check(person, world)));
    await sleep(Math.random() * 400);
  }
}

async function check({ name, user, me, isLoggedIn }, world) {
  world.calls++;
  const problem = (text) => world.problems.push(`${new Date().toISOString()} ${name}: ${text}`);
  try {
    const { id } = await me();
    if (id !== user.id) problem(`got user ${id} instead of ${user.id}`);
  } catch (error) {
    if (EXCUSED.includes(error.code) && !world.calm) world.excused++;
    else problem(`${error.code}: ${error.message}`);
  }
  if (!(await isLoggedIn().catch(() => true))) problem("the session is lost");
}

function report({ calls, excused, faults, problems }, samples) {
  const middle = (list) => list.sort((a, b) => a - b)[Math.floor(list.length / 2)] ?? 0;
  const quarter = Math.floor(samples.length / 4);
  const of = (key, from, to) => middle(samples.slice(from, to).map((each) => each[key]));
  const growth = (key) => of(key, -quarter) - of(key, quarter, 2 * quarter);
  const [wasm, heap] = [growth("wasm"), growth("heap")];
  // One page of WebAssembly, and what the compiler of JavaScript may still learn.
  if (wasm > 65_536) problems.push(`WebAssembly memory grew by ${wasm} bytes`);
  if (heap > 2_000_000) problems.push(`the heap grew by ${heap} bytes`);
  console.log(`${calls} calls, ${faults} faults, ${excused} calls that failed by one`);
  console.log(`from the second quarter to the last: wasm ${wasm} bytes, heap ${heap} bytes`);
  for (const problem of problems.slice(0, 20)) console.error(problem);
  console.log(problems.length ? `${problems.length} problems` : "No session was lost.");
  return problems.length ? 1 : 0;
}
