// The public types are recorded in `api`, so that a change of them is seen in a review.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { it } from "node:test";
import { temporaryDirectoryTask } from "tempy";
import { folder, reportsIn, writeReports } from "../../scripts/release/api.mjs";

const read = async (place) => {
  const names = await reportsIn(place);
  const texts = names.map((name) => readFile(join(place, name), "utf8"));
  return Object.fromEntries((await Promise.all(texts)).map((text, i) => [names[i], text]));
};

it("exports what the reports in `api` say", () =>
  temporaryDirectoryTask(async (place) => {
    await writeReports(place);
    const [now, recorded] = [await read(place), await read(folder)];
    assert.deepEqual(Object.keys(now), Object.keys(recorded), "run `npm run api`");
    for (const [name, text] of Object.entries(now)) {
      assert.equal(text, recorded[name], `${name} has changed: run \`npm run api\` and review it`);
    }
  }));
