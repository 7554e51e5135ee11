// A page may live for weeks: a call that is over leaves nothing behind.
import assert from "node:assert/strict";
import { it } from "node:test";
import { setStage } from "../../support/stage.mjs";

const stage = setStage({ mock: true });

/** Every set that is made from now on. */
const first = () => {
  window.sets = [];
  window.Set = class extends Set {
    constructor(...given) {
      super(...given);
      window.sets.push(this);
    }
  };
};

const calls = async () => {
  const { signal } = new AbortController();
  let listeners = 0;
  for (const [name, by] of [
    ["addEventListener", 1],
    ["removeEventListener", -1],
  ]) {
    signal[name] = (...given) => {
      listeners += by;
      return EventTarget.prototype[name].apply(signal, given);
    };
  }
  const known = () =>
    window.sets.flatMap((set) => [...set]).filter((one) => typeof one === "function").length;
  const before = known();
  await wp.json("/wp/v2/posts", { signal });
  await wp.json("/nothing/here", { signal }).catch(() => {});
  await wp.fetch("/wp/v2/posts", { body: "x", signal }).catch(() => {});
  return [listeners, known() - before];
};

it("no listener at the caller's signal, and no way to reject it", async () => {
  const app = await stage.visit({}, { first });
  await app.login();
  assert.deepEqual(await app.run(calls), [0, 0]);
});
