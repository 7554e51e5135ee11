// A recording of any case replays: the same comes out of the same steps.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, it } from "node:test";
import * as presskey from "presskey";
import { complete, playsOf, readCases } from "./lib/cases.mjs";
import { perform } from "./lib/perform.mjs";
import { optionsOf, play, report, setUp, stepIn } from "./lib/play.mjs";
import { startRuntimes } from "./lib/runtimes.mjs";
import { leaks } from "./lib/secrets.mjs";

/** What no method of the client is, or what needs a page. */
const OTHER = ["open", "reopen", "wait", "doctor", "approve", "authorize", "paginate", "explain"];
const isMethod = (step) => !OTHER.includes(Object.keys(step)[0]);

/** What the recorder cannot do yet. */
const TODO = {
  "m25-app-adopts-what-is-no-token": "the recorder writes a whole token for what is none",
  "m26-adopted-token-has-its-scheme": "the recorder leaves the scheme out",
  "m29-refused-but-created": "a word that was sent is kept out of the next address",
};

const wanted = new RegExp(process.env.PRESSKEY_CASES ?? "");

let runtimes;
before(async () => {
  runtimes = await startRuntimes();
});
after(() => runtimes?.stop());

describe("a recording replays", { concurrency: 4 }, () => {
  for (const one of readCases()) {
    const [first] = playsOf(one).filter(({ runtime }) => runtime === "node");
    if (!first || !wanted.test(one.name) || !one.app.every(isMethod)) continue;
    it(one.name, { todo: TODO[one.name] }, async (test) => {
      const { text, secrets, asked } = await record(one, first);
      if (!asked) return test.skip("nothing is sent");
      // Holds P12 of SECURITY.md.
      assert.deepEqual(leaks("the recording", text, secrets), []);
      const recorded = complete({ ...JSON.parse(text), name: `${one.name}, recorded` });
      const said = [];
      for (const each of playsOf({ ...recorded, in: ["node"] })) {
        said.push(...(await play(recorded, each, runtimes)));
      }
      assert.deepEqual(report(said), [], text);
    });
  }
});

/** Plays a case in Node and records it, as an app would. */
async function record(one, { plugin, storage }) {
  const { values, site, stop } = await setUp(one, runtimes.page);
  let wp;
  try {
    wp = presskey.createClient(optionsOf(one, { plugin, storage }, values));
    const bundle = await wp.supportBundle({
      record: async (client) => {
        const id = randomUUID();
        for (const step of one.app) {
          await perform(
            { presskey, clients: { [id]: client } },
            id,
            {},
            stepIn("node", step, values),
          );
        }
      },
    });
    const text = JSON.stringify(bundle.record);
    return { text, secrets: values.secrets, asked: site.log.length };
  } catch (error) {
    if (wp) throw error;
    return {};
  } finally {
    wp?.close();
    await stop();
  }
}
