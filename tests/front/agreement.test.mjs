// Whatever is stored, the front shows nothing that the engine would not show.
import assert from "node:assert/strict";
import { it } from "node:test";
import fc from "fast-check";
import { setStage } from "../support/stage.mjs";
import { FrontPage } from "./page.mjs";

const stage = setStage({ mock: true });

/** A change to one member of a JSON text, at any depth. */
const changeMember = fc.record({
  kind: fc.constant("member"),
  at: fc.nat(40),
  value: fc.oneof(fc.jsonValue(), fc.constant(undefined), fc.nat(), fc.webUrl()),
});
/** A change to a number, such as a time: by minutes, hours or decades. */
const shiftTime = fc.record({
  kind: fc.constant("shift"),
  at: fc.nat(40),
  by: fc.constantFrom(-1e12, -864e5, -6e4, 6e4, 864e5, 1e12),
});
const changeText = fc.oneof(
  fc.record({ kind: fc.constant("cut"), at: fc.nat(2000) }),
  fc.record({ kind: fc.constant("insert"), at: fc.nat(2000), text: fc.string() }),
  fc.record({ kind: fc.constant("replace"), text: fc.oneof(fc.string(), fc.json()) }),
  fc.constant({ kind: "remove" }),
);
const changes = fc.array(
  fc.record({
    target: fc.constantFrom("record", "note", "marker", "finding"),
    change: fc.oneof(changeMember, shiftTime, changeText),
  }),
  { maxLength: 3 },
);

/** In the page: stores what is left after the changes, and compares front and engine. */
async function compare([stored, options, changes]) {
  const { createClient } = await import("/presskey/dist/client.js");
  const apply = (text, { kind, at, by, value, text: given }) => {
    if (kind === "remove") return undefined;
    if (kind === "replace") return given;
    if (kind === "cut") return text.slice(0, at);
    if (kind === "insert") return text.slice(0, at) + given + text.slice(at);
    const start = text.indexOf("{");
    if (start < 0) return text;
    const json = JSON.parse(text.slice(start));
    const places = [];
    const visit = (object) => {
      for (const [name, child] of Object.entries(object ?? {})) {
        if (kind === "member" || typeof child === "number") places.push([object, name]);
        if (typeof child === "object") visit(child);
      }
    };
    visit(json);
    const [object, name] = places[at % places.length] ?? [];
    if (object) object[name] = kind === "shift" ? object[name] + by : value;
    return text.slice(0, start) + JSON.stringify(json);
  };
  localStorage.clear();
  const next = { ...stored };
  for (const { target, change } of changes) {
    try {
      next[target] = apply(next[target] ?? "", change);
    } catch {
      // Cut before: it is no JSON any more.
    }
  }
  const keys = { record: "", note: ":front", marker: ":logout", finding: ":site" };
  for (const [name, suffix] of Object.entries(keys)) {
    if (next[name] !== undefined) localStorage.setItem(stored.key + suffix, next[name]);
  }
  const wp = createClient(options);
  const look = () => ({ session: wp.session, token: wp.token(), claims: wp.claims() });
  const shown = look();
  await wp.preload();
  await wp.ready();
  const known = look();
  wp.close();
  return { shown, known };
}

it("shows what the engine shows, or nothing, over any stored content", async () => {
  const page = await FrontPage.open(stage, { storage: "local", refresh: "manual" });
  await page.returning();
  const stored = await page.run(() => {
    const key = Object.keys(localStorage).find((name) => localStorage[`${name}:front`]);
    const [record, note, marker, finding] = ["", ":front", ":logout", ":site"].map(
      (suffix) => localStorage[key + suffix],
    );
    return { key, record, note, marker, finding };
  });
  assert.ok(stored.record && stored.note);
  let served = 0;
  await fc.assert(
    fc.asyncProperty(changes, async (changes) => {
      const { shown, known } = await page.run(compare, [stored, page.options, changes]);
      if (shown.session.status !== "authenticated") return;
      served++;
      assert.deepEqual(shown, known);
    }),
    { numRuns: 300, examples: [[[]]] },
  );
  assert.ok(served > 10, "the front has served something at all");
});
