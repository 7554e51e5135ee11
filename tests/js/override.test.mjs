// What is remembered of methods that a site refuses, and how such a request is then sent.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { noteMethod, overrideMethod } from "../../pkg/engine/override.js";

function request(method, target, headers = {}) {
  return { method, target, init: { method }, headers: new Headers(headers) };
}

/** How a request is sent if the rules say that these methods have to travel as a POST. */
function sent(applying, ...given) {
  const one = request(...given);
  const engine = { overrides: (_, method) => (applying?.includes(method) ? "" : undefined) };
  overrideMethod({ overrides: applying && 1, engine }, one);
  assert.equal(one.init.method, one.method);
  return [one.method, one.target];
}

describe("a method that a site refuses", () => {
  for (const [method, target, wanted] of [
    ["DELETE", "/wp/v2/posts/1", "/wp/v2/posts/1?_method=DELETE"],
    ["delete", "/wp/v2/posts/1", "/wp/v2/posts/1?_method=DELETE"],
    ["DELETE", "/wp/v2/posts/1?force=true", "/wp/v2/posts/1?force=true&_method=DELETE"],
    ["DELETE", "/wp/v2/posts/1?a#b#c", "/wp/v2/posts/1?a&_method=DELETE#b#c"],
    ["DELETE", "/wp/v2/posts/1#b?c", "/wp/v2/posts/1?_method=DELETE#b?c"],
  ]) {
    it(`${method} ${target} is sent as POST ${wanted}`, () => {
      assert.deepEqual(sent(["DELETE"], method, target), ["POST", wanted]);
    });
  }

  for (const [why, overrides, ...given] of [
    ["nothing is known", undefined, "DELETE", "/a"],
    ["another method is", ["PUT"], "DELETE", "/a"],
    ["it goes elsewhere", ["DELETE"], "DELETE", "https://other.example/a"],
    ["it names a method already", ["DELETE"], "DELETE", "/a?_method=PUT"],
    ["it names one after others", ["DELETE"], "DELETE", "/a?b=c&_method=PUT"],
    ["a header does", ["DELETE"], "DELETE", "/a", { "x-http-method-override": "PUT" }],
  ]) {
    it(`stays as it is where ${why}`, () => {
      assert.deepEqual(sent(overrides, ...given), given.slice(0, 2));
    });
  }

  it("is sent as POST also where only its path looks like an override", () => {
    assert.equal(sent(["PUT"], "PUT", "/_method=PUT")[0], "POST");
  });
});

describe("what the rules are told", () => {
  /** Of a request with a method, or with a target that names another one; and how often the front must not send. */
  function told(overrides, what, answered) {
    const given = [];
    let noted = 0;
    const engine = {
      noteMethod(...told) {
        given.push(...told);
        return "5";
      },
    };
    const s = { overrides, engine, noted: () => noted++ };
    const [method, target] = what.startsWith("/") ? ["POST", what] : [what, "/a"];
    noteMethod(s, { method, target, safe: what === "GET" }, answered);
    if (given.length) assert.equal(s.overrides, 5);
    return [...given, noted];
  }

  for (const [wanted, ...given] of [
    // Nothing was refused so far.
    [[0], undefined, "DELETE", true],
    [[0], undefined, "/a?_method=DELETE", true],
    [[0], undefined, "GET", false],
    [[0], 1, "GET", false],
    [[0, "DELETE", 1], undefined, "delete", false],
    [[2, "DELETE", 1], 0, "/a?_method=DELETE", false],
    [[4, "PUT", 0], 1, "PUT", false],
    [[5, "PUT", 0], 1, "PUT", true],
    [[11, "DELETE", 0], 2, "/a?_method=DELETE", true],
    [[10, "DELETE", 0], 2, "/a?b&_method=DELETE#c", false],
    [[9, "POST", 0], 2, "/_method=DELETE", true],
  ]) {
    it(`${JSON.stringify(given)}: ${JSON.stringify(wanted)}`, () => {
      assert.deepEqual(told(...given), wanted);
    });
  }
});
