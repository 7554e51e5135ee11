// Plays the cases of cases/ in Node and in Chromium, with PRESSKEY_ALL=1 also in Firefox. README.md
// says how to add one. PRESSKEY_FIREFOX=1 plays them there in addition to the usual runtimes.
// PRESSKEY_CASES="a01|a02" plays only those, and says what went wrong in cases to do.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { playsOf, readCases } from "./lib/cases.mjs";
import { play, report } from "./lib/play.mjs";
import { noFirefox, startRuntimes } from "./lib/runtimes.mjs";
import { report as table, unsureShare } from "./lib/verdict.mjs";

/** Cases at a time: most of a play is waiting. */
const WIDTH = 4;
const wanted = new RegExp(process.env.PRESSKEY_CASES ?? "");
const cases = readCases().filter(({ name }) => wanted.test(name));

const all = process.env.PRESSKEY_ALL;
const more = (all || process.env.PRESSKEY_FIREFOX) && !noFirefox ? ["firefox"] : [];

let runtimes;
before(async () => {
  runtimes = await startRuntimes();
});
after(() => runtimes?.stop());

const todo = [];
const verdicts = [];
const verdictsToDo = [];

/** The share of failures whose hint may name several causes. */
const UNSURE = 0.15;

after(() => {
  if (verdicts.length) console.log(table("code of a call", verdicts));
  if (verdictsToDo.length) console.log(table("code of a call, cases to do", verdictsToDo));
});
after(() => {
  if (todo.length) console.log(`${todo.length} cases are still to do:\n${todo.join("\n")}`);
});

describe("field cases", { concurrency: WIDTH }, () => {
  for (const one of cases) {
    it(`${one.name}: ${one.title}`, async (test) => {
      const said = [];
      for (const each of playsOf(one, all, more)) {
        said.push(...(await play(one, each, runtimes, one.todo ? verdictsToDo : verdicts)));
      }
      if (!one.todo) return assert.deepEqual(report(said), []);
      assert.ok(said.length, "It passes: remove the line `todo` from the case.");
      test.todo(one.todo);
      todo.push(`  ${one.name}: ${one.todo}`);
      if (process.env.PRESSKEY_CASES) test.diagnostic(report(said).join("\n"));
    });
  }
});

it(`a hint seldom says "one of these"`, { skip: cases.length < 20 && "few cases" }, () => {
  const share = unsureShare(verdicts);
  assert.ok(share <= UNSURE, `It does in ${Math.round(share * 100)} % of the failures.`);
});
