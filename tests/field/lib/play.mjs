// Plays a case once: in one runtime, with one plugin and one storage.
import { randomUUID } from "node:crypto";
import selfsigned from "selfsigned";
import { differences } from "./expect.mjs";
import { outcomeLeaks, requestLeaks } from "./secrets.mjs";
import { APP, startSite } from "./site.mjs";
import { makeValues } from "./values.mjs";
import { verdictOf } from "./verdict.mjs";

/** A step that takes longer has no end. */
const LONG = 20_000;

let certificate;
const tls = async () => {
  certificate ??= selfsigned.generate([{ name: "commonName", value: "site.test" }], {
    keySize: 2048,
  });
  const { private: key, cert } = await certificate;
  return { key, cert };
};

/**
 * What came out otherwise than the case says, as sentences.
 *
 * @param {object[]} [verdicts] gets one for each step, for the table of verdict.mjs
 */
export async function play(one, { runtime, plugin, storage }, runtimes, verdicts = []) {
  const stage = await setUp(one, runtimes.page);
  const { values, site, elsewhere } = stage;
  const id = randomUUID();
  const options = optionsOf(one, { plugin, storage }, values);
  const said = [];
  try {
    for (const [at, given] of one.app.entries()) {
      const step = stepIn(runtime, given, values);
      const [verb] = Object.keys(step);
      const before = site.log.length;
      const outcome = await soon(runtimes[runtime](id, options, step, stage.address));
      const asked = site.log.slice(before).filter(({ preflight }) => !preflight);
      const wrong = [
        ...differences(step, outcome, asked),
        ...outcomeLeaks(verb, outcome, values.secrets),
      ];
      verdicts.push(verdictOf(step, outcome, wrong.length > 0));
      said.push(...wrong.map((text) => `step ${at + 1}, ${verb}: ${text}`));
      // What comes after rests on it.
      if (wrong.length) break;
    }
  } finally {
    await stage.stop();
  }
  said.push(...requestLeaks(site.log, elsewhere.log, values.secrets));
  return said.map((text) => ({ by: `${runtime}, ${plugin.id ?? plugin}, ${storage}`, text }));
}

/** The same of several plays is said once. */
export function report(said) {
  const texts = new Set(said.map(({ text }) => text));
  return [...texts].map((each) => {
    const by = said.filter(({ text }) => text === each).map(({ by }) => by);
    return `${each}\n    (${by.join("; ")})`;
  });
}

export const optionsOf = (one, { plugin, storage }, values) =>
  values.fillAll({
    ...{ site: "{site}", plugin, storage, timeout: 5000 },
    ...one.server.options,
    ...one.options,
  });

/** Starts what a case needs: its site, a server of another origin, and the values of this run. */
export async function setUp({ server, site: place = {}, answers = [], tokens, page: at }, page) {
  const values = makeValues(tokens, { page });
  const { tls: isSecure, host = "127.0.0.1", folder = "", prefix = "wp-json" } = place;
  const all = [...answers, ...server.answers];
  const common = { fill: (text) => values.fill(text), prefix };
  const elsewhere = await startSite({ ...common, answers: [{ to: "* **", json: {} }] });
  const site = await startSite({ ...common, answers: all, page, tls: isSecure && (await tls()) });
  const origin = `${isSecure ? "https" : "http"}://${host}:${site.port}`;
  values.set({
    site: origin + folder,
    root:
      place.permalinks === "plain"
        ? `${origin + folder}/?rest_route=/`
        : `${origin + folder}/${prefix}/`,
    host: `${host}:${site.port}`,
    elsewhere: `http://127.0.0.1:${elsewhere.port}`,
  });
  const address = at === "site" ? `${origin}${APP}/` : undefined;
  return {
    values,
    site,
    elsewhere,
    address,
    stop: () => Promise.all([site.stop(), elsewhere.stop()]),
  };
}

/** With what is expected in this runtime alone: in Firefox as in Chromium, unless it says otherwise. */
export function stepIn(runtime, { node, chromium, firefox = chromium, ...step }, values) {
  return values.fillAll(credentialsIn({ ...step, ...{ node, chromium, firefox }[runtime] }));
}

/** `login: editor` is short for the user's name and password. */
const credentialsIn = (step) =>
  step.login === "editor"
    ? { ...step, login: { username: "{username}", password: "{password}" } }
    : step;

/** A step without an end fails its case, and not the suite. */
async function soon(promise) {
  let timer;
  const late = new Promise((done) => {
    const error = { name: "Error", message: "nothing came back", everything: "" };
    timer = setTimeout(() => done({ error }), LONG);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
