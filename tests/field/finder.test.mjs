// What searches a recording for secrets finds the same as a loop over all of them. Holds P12 of SECURITY.md.
import assert from "node:assert/strict";
import { it } from "node:test";
import fc from "fast-check";
import { Finder } from "../../pkg/features/record/finder.js";

const runs = { numRuns: process.env.PRESSKEY_ALL ? 20_000 : 2000 };
/** Few letters, so that values begin alike and contain each other; some are longer than is compared. */
const letters = (most) =>
  fc.string({ unit: fc.constantFrom("a", "b"), minLength: 1, maxLength: most });
const value = fc.oneof(
  letters(6),
  fc.tuple(fc.constantFrom("a".repeat(40), "ab".repeat(14)), letters(6)).map((two) => two.join("")),
);
const given = fc.record({
  values: fc.uniqueArray(value, { maxLength: 40 }),
  text: fc.array(value, { maxLength: 6 }).map((parts) => parts.join("")),
});
const finderOf = (values) => {
  const finder = new Finder();
  for (const each of values) finder.add(each);
  return finder;
};

it("finds each value that is in a text, longest first, or knows that there is one", () => {
  fc.assert(
    fc.property(given, ({ values, text }) => {
      const finder = finderOf(values);
      const found = finder.in(text);
      const all = values.filter((each) => text.includes(each));
      assert.deepEqual(
        found.map(({ length }) => length),
        found.map(({ length }) => length).toSorted((a, b) => b - a),
      );
      for (const each of found) assert.ok(all.includes(each), each);
      // Of those that begin alike a few are enough: the text is left out then.
      const short = (list) => list.filter(({ length }) => length <= 32).toSorted();
      assert.deepEqual(short(found), short(all));
      if (values.length <= 8) assert.deepEqual(found.toSorted(), all.toSorted());
      if (all.length) assert.ok(finder.has(text, false));
      // Nothing else counts, but for the first 32 characters.
      const isIn = values.some((each) => text.includes(each.slice(0, 32)));
      assert.equal(finder.has(text, false), isIn);
    }),
    runs,
  );
});

it("knows the beginning of a value where a text was cut", () => {
  const kept = fc.nat({ max: 40 });
  fc.assert(
    fc.property(given, kept, letters(8), ({ values, text }, length, rest) => {
      const finder = finderOf(values);
      for (const each of values) {
        const part = each.slice(0, length);
        if (part.length >= 4) assert.ok(finder.has(`${text}${part}${rest}`, true), part);
      }
    }),
    runs,
  );
  const finder = finderOf(["correct-horse-battery"]);
  assert.equal(finder.has("the corr", true), true);
  assert.equal(finder.has("the corr", false), false);
  assert.equal(finder.has("the cor", true), false);
  assert.equal(finder.has("the correct-h is not the end", true), false);
});
