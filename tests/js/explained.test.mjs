// Errors wait for their explanation, which is loaded on use, but not for long.
import assert from "node:assert/strict";
import { afterEach, describe, it, mock } from "node:test";
import { explained } from "../../pkg/engine/explained.js";

afterEach(() => mock.timers.reset());

/** A client whose doctor says this. */
function client(complete, options = {}) {
  const loaded = [];
  const part = async (name) => {
    loaded.push(name);
    return { complete };
  };
  return { s: { options, part }, loaded };
}
const never = () => assert.fail("nobody is asked");

describe("an error", () => {
  for (const [why, error] of [
    ["with a hint of its own", { hint: "Do this." }],
    ["with a hint that ends with a word", { hint: "Do this" }],
    ["with a hint that begins with a word", { hint: "Do." }],
    ["without a hint", {}],
    ["with an empty hint", { hint: "" }],
    ["that was thrown as a text", "text"],
    ["that is nothing", undefined],
    ["that is null", null],
  ]) {
    it(`${why} stays as it is`, async () => {
      const { s, loaded } = client(never);
      const before = structuredClone(error);
      assert.equal(await explained(s, error), error);
      assert.deepEqual(error, before);
      assert.deepEqual(loaded, []);
    });
  }

  for (const error of [{ hint: "closed" }, { hint: "page", request: "{}" }, { request: "{}" }]) {
    it(`${JSON.stringify(error)} is completed`, async () => {
      const given = [];
      const { s, loaded } = client(async (...all) => {
        given.push(...all);
        return { hint: "Do this.", code: "forbidden" };
      });
      const { signal } = new AbortController();
      const one = { ...error };
      assert.equal(await explained(s, one, "about", signal), one);
      assert.deepEqual(one, { hint: "Do this.", code: "forbidden" });
      assert.deepEqual(given, [s, one, "about", signal]);
      assert.deepEqual(loaded, ["doctor"]);
    });
  }

  it("keeps no word that nobody has explained, and nothing of the request", async () => {
    const silent = client(async () => undefined);
    assert.deepEqual(await explained(silent.s, { hint: "closed", request: "{}", a: 1 }), { a: 1 });
    assert.deepEqual(await explained(silent.s, { hint: "Do this.", request: "{}" }), {
      hint: "Do this.",
    });
    const s = { options: {}, part: () => Promise.reject(new Error("offline")) };
    assert.deepEqual(await explained(s, { hint: "closed", a: 1 }), { a: 1 });
  });

  it("is not explained after the request was aborted", async () => {
    const { s, loaded } = client(never);
    assert.deepEqual(await explained(s, { hint: "closed" }, undefined, AbortSignal.abort()), {});
    assert.deepEqual(loaded, []);
  });

  it("waits for five seconds", async () => {
    mock.timers.enable({ apis: ["setTimeout"] });
    const { s } = client(() => new Promise(() => {}));
    let told;
    explained(s, { hint: "closed", a: 1 }).then((error) => {
      told = error;
    });
    mock.timers.tick(4999);
    await new Promise(setImmediate);
    assert.equal(told, undefined);
    mock.timers.tick(1);
    await new Promise(setImmediate);
    assert.deepEqual(told, { a: 1 });
  });
});

it("on a backend, only a page is looked into: probes for each visitor would be a load", async () => {
  const asked = [];
  const { s, loaded } = client(
    async (_, error) => {
      asked.push({ ...error });
    },
    { isBackend: true },
  );
  assert.deepEqual(await explained(s, { request: "{}", a: 1 }), { a: 1 });
  assert.deepEqual(loaded, []);
  await explained(s, { hint: "page", request: "{}" });
  await explained(s, { hint: "closed", request: "{}" });
  assert.deepEqual(asked, [{ hint: "page", request: "{}" }, { hint: "closed" }]);
  assert.equal(await explained(s, undefined), undefined);
});
