// The soak: starts the site, the part in Node and the tabs, samples memory, and judges.
import { fork } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { createLedger } from "./ledger.mjs";
import { phasesOf } from "./phases.mjs";
import { draw } from "./plot.mjs";
import { report } from "./report.mjs";
import { startSite } from "./site.mjs";
import { watchStalls } from "./stalls.mjs";
import { openVisitors, VISITORS } from "./tabs.mjs";

const [CLIENTS, BACKEND_VISITORS] = [4, 4];
const TABS = Object.keys(VISITORS).length;

/** Two for each person. */
const usersFor = (people) =>
  Array.from({ length: 2 * people }, (_, at) => ({
    username: `user${at}`,
    password: `correct horse ${at}`,
  }));

/** Exit code: 1 if something did not hold. */
export async function soak({ seconds, seed, plot }) {
  const problems = [];
  const counts = {};
  const problem = (text) => {
    const line = `${new Date().toISOString()} ${text}`;
    problems.push(line);
    console.error(line);
  };
  const ledger = createLedger(problem);
  const phases = phasesOf(seconds);
  const run = {
    phases,
    isEnded: false,
    isOver: () => run.isEnded || Date.now() > phases.ends,
    count: (what) => {
      counts[what] = (counts[what] ?? 0) + 1;
    },
    problem,
    sessionLost: (loss) => ledger.sessionLost(loss),
    loggedIn: (user) => ledger.login(user),
  };
  console.log(`Seed ${seed}`);
  process.on("unhandledRejection", (error) => problem(`unhandled in the run: ${error?.stack}`));
  const people = TABS + CLIENTS + BACKEND_VISITORS;
  const site = await startSite({ seed, phases, users: usersFor(people), ledger, problem });
  const users = site.test.users.map(({ id, username, password }) => ({ id, username, password }));
  const pairs = (count) => Array.from({ length: count }, () => users.splice(0, 2));
  const node = await startNode(run, {
    ...{ site: site.url, seed, seconds, began: phases.started },
    ...{ clients: pairs(CLIENTS), visitors: pairs(BACKEND_VISITORS) },
  });
  const visitors = await openVisitors({ app: node.app, site, seed, users, ledger, run });
  const end = () => {
    run.isEnded = true;
    node.child.send({ type: "end" });
  };
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, end);

  await Promise.all(visitors.all.map(({ person }) => person.signIn()));
  const samples = [];
  const write = async () => {
    if (plot && samples.length) await writeFile(plot, draw(samples));
  };
  await Promise.all([
    ...visitors.work(),
    site.disturb(run.isOver),
    sampling({ run, node, visitors, samples, seconds, counts, problems, write }),
    comparing(run, visitors),
    watchStalls(run.isOver, (ms) => ledger.stalled(ms, 2 * phases.timeout)),
    node.done,
  ]);
  await write();
  await visitors.browser.close();
  for (const signal of ["SIGINT", "SIGTERM"]) process.off(signal, end);
  node.child.kill("SIGKILL");
  await site.stop();
  const minutes = (Date.now() - phases.started) / 60_000;
  report({ seed, minutes, counts, faults: site.faults, ledger, samples, problems });
  return problems.length ? 1 : 0;
}

async function startNode(run, options) {
  const child = fork(fileURLToPath(new URL("./node.mjs", import.meta.url)));
  const handlers = {
    count: run.count,
    problem: run.problem,
    sessionLost: run.sessionLost,
    loggedIn: run.loggedIn,
  };
  let isDone;
  const done = new Promise((resolve) => {
    isDone = resolve;
  });
  const waiting = [];
  child.on("message", ({ type, value }) => {
    if (type === "done") isDone();
    else if (type === "sample") waiting.shift()?.(value);
    else handlers[type]?.(value);
  });
  child.once("exit", (code) => {
    if (code && !run.isOver()) run.problem(`the part in Node ended with ${code}`);
    isDone();
  });
  child.send(options);
  let ready = {};
  while (ready.type !== "ready") [ready] = await once(child, "message");
  const sample = () =>
    new Promise((resolve) => {
      waiting.push(resolve);
      child.send({ type: "sample" });
    });
  return { child, app: ready.value, done, sample };
}

async function sampling({ run, node, visitors, samples, seconds, counts, problems, write }) {
  const every = Math.min(30_000, Math.max(2000, (seconds * 1000) / 240));
  const residents = visitors.all.map(({ person, tabs: [tab] }) => [person.name, tab]);
  let said = Date.now();
  while (!run.isOver()) {
    await sleep(every);
    const minutes = (Date.now() - run.phases.started) / 60_000;
    const add = (of, sample) => {
      for (const [kind, bytes] of Object.entries(sample))
        samples.push({ minutes, of, kind, bytes });
    };
    add("Node", await node.sample());
    for (const [name, tab] of residents) {
      if (tab.isAway) continue;
      add(`${name} tab`, await tab.sample());
    }
    if (Date.now() - said < 60_000) continue;
    said = Date.now();
    await write();
    console.log(`${minutes.toFixed(0)} min: ${counts.calls} calls, ${problems.length} problems`);
  }
}

/** Once in every lull. */
async function comparing(run, { all }) {
  while (!run.isOver()) {
    await sleep(500);
    if (!run.phases.isSettled()) continue;
    await Promise.all(all.map(({ person }) => person.compare()));
    run.count("comparisons");
    while (!run.isOver() && run.phases.isSettled()) await sleep(500);
  }
}
