// Every way in which a call fails, in Chromium, and a third of them in Firefox, with PRESSKEY_ALL=1
// all: what is said of it against the truth.
// PRESSKEY_CASES="cache|folder" runs those cases only.
import assert from "node:assert/strict";
import { after, before, it } from "node:test";
import { table } from "../bench/lib/table.mjs";
import { browsers } from "./browsers.mjs";
import { cases } from "./cases.mjs";
import { confusion } from "./confusion.mjs";
import { codeOf, judgeCall, judgeFindings } from "./judge.mjs";
import { startStage } from "./stage.mjs";
import { visit } from "./visit.mjs";

/** Tabs: most of a visit is waiting. */
const WIDTH = 3;
/** The share of cases in which the hint may be "one of these". */
const UNSURE = 0.15;

let stage;
const results = {};

before(async () => {
  stage = await startStage();
});

after(async () => {
  await stage?.stop();
  for (const line of report()) console.log(line);
});

for (const [name, { skip, every, launch }] of Object.entries(browsers)) {
  it(`${name}: no wrong cause, and seldom "one of these"`, { skip }, async () => {
    const browser = await launch();
    try {
      const tabs = [];
      for (let at = 0; at < WIDTH; at++) tabs.push(await browser.newPage());
      results[name] = await inTurns(tabs, possible(every), examine);
    } finally {
      await browser.close();
    }
    const of = (verdict) => results[name].filter((result) => result.verdict === verdict);
    const say = (verdict) => of(verdict).flatMap(explain).join("\n");
    assert.equal(of("wrong").length, 0, `Wrong:\n${say("wrong")}`);
    const share = of("unsure").length / results[name].length;
    assert.ok(share <= UNSURE, `Unsure in ${Math.round(share * 100)} %:\n${say("unsure")}`);
  });
}

/** Where PHP has WordPress's files in its own memory, the owner's maintenance mode is out of reach. */
const possible = (every) =>
  cases
    .filter((_, at) => at % every === 0)
    .filter(({ settings }) => stage.ownFiles || !settings?.maintenance)
    .filter(({ name }) => new RegExp(process.env.PRESSKEY_CASES ?? "").test(name));

/** One case in one browser. */
async function examine(tab, fault) {
  const put = await stage.put(fault);
  try {
    const { told, findings } = await visit(tab, stage.page(fault), {
      ...fault,
      site: put.site,
    });
    const answers = Object.entries(told).map(([call, answer]) => ({
      call,
      truth: codeOf(fault.truth, call),
      said: answer.code,
      hint: answer.hint,
      verdict: judgeCall(fault, call, answer),
    }));
    if (findings) answers.push(diagnosed(fault, findings));
    const verdicts = answers.map(({ verdict }) => verdict);
    const verdict = ["wrong", "unsure"].find((each) => verdicts.includes(each)) ?? "right";
    return { name: fault.name, answers, verdict };
  } finally {
    await put.stop();
  }
}

function diagnosed(fault, findings) {
  const wanted = fault.warning ? "warn" : "fail";
  const bad = findings.filter(({ status }) => status === "fail" || status === wanted);
  return {
    call: "diagnose",
    truth: fault.finding ?? fault.warning ?? "ok",
    said: bad.map(({ id }) => id).join(" ") || "ok",
    hint: bad.map(({ detail, fix }) => `${detail} ${fix ?? ""}`).join(" "),
    verdict: judgeFindings(fault, findings),
  };
}

/** Runs `run(tab, item)` for all items, each tab at one of them; the results in their order. */
async function inTurns(tabs, items, run) {
  const done = [];
  const left = [...items.entries()];
  const work = async (tab) => {
    for (let next = left.shift(); next; next = left.shift())
      done[next[0]] = await run(tab, next[1]);
  };
  await Promise.all(tabs.map(work));
  return done;
}

const explain = ({ name, answers }) =>
  answers
    .filter(({ verdict }) => verdict !== "right")
    .map(
      ({ call, truth, said, hint }) => `${name}: ${call} said ${said} (truth: ${truth}): ${hint}`,
    );

function report() {
  const names = Object.keys(results).filter((name) => results[name]);
  if (!names.length) return [];
  const verdictOf = (name, browser) =>
    results[browser].find((result) => result.name === name)?.verdict ?? "";
  const verdicts = results[names[0]].map(({ name }) => [
    name,
    ...names.map((browser) => verdictOf(name, browser)),
  ]);
  const answers = names.flatMap((name) => results[name]).flatMap(({ answers }) => answers);
  const pairs = (fits) => answers.filter(fits).map(({ truth, said }) => [truth, said]);
  const isDiagnosis = ({ call }) => call === "diagnose";
  return [
    table(["case", ...names], verdicts),
    confusion(
      "code of a call",
      pairs((answer) => !isDiagnosis(answer)),
    ),
    confusion("finding that fails", pairs(isDiagnosis)),
  ];
}
