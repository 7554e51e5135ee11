// What is remembered of methods that a site refuses, and how such a request is then sent.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { noteMethod, overrideMethod } from "../../pkg/engine/override.js";

function request(method, target, headers = {}) {
  return { method, target, init: { method }, headers: new Headers(headers) };
}

/** How a request is sent to a site that is known to take these overrides. */
function sent(overrides, ...given) {
  const one = request(...given);
  overrideMethod({ overrides }, one);
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
      assert.deepEqual(sent({ DELETE: true }, method, target), ["POST", wanted]);
    });
  }

  for (const [why, overrides, ...given] of [
    ["nothing is known", undefined, "DELETE", "/a"],
    ["another method is", { PUT: true }, "DELETE", "/a"],
    ["the override did not work either", { DELETE: false }, "DELETE", "/a"],
    ["it goes elsewhere", { DELETE: true }, "DELETE", "https://other.example/a"],
    ["it names a method already", { DELETE: true }, "DELETE", "/a?_method=PUT"],
    ["it names one after others", { DELETE: true }, "DELETE", "/a?b=c&_method=PUT"],
    ["a header does", { DELETE: true }, "DELETE", "/a", { "x-http-method-override": "PUT" }],
  ]) {
    it(`stays as it is where ${why}`, () => {
      assert.deepEqual(sent(overrides, ...given), given.slice(0, 2));
    });
  }

  it("is sent as POST also where only its path looks like an override", () => {
    assert.equal(sent({ PUT: true }, "PUT", "/_method=PUT")[0], "POST");
  });
});

describe("what is remembered", () => {
  /** After these methods, or targets with an override, were answered by WordPress or not. */
  function known(...notes) {
    const s = { noted() {} };
    for (const [what, answered] of notes) {
      const [method, target] = what.startsWith("/") ? ["POST", what] : [what, "/a"];
      noteMethod(s, { method, target }, answered);
    }
    return s.overrides;
  }

  for (const [wanted, ...notes] of [
    [undefined],
    [undefined, ["DELETE", true]],
    [undefined, ["POST", false]],
    [undefined, ["GET", false]],
    [undefined, ["XPUT", false]],
    [undefined, ["PUTX", false]],
    [{ DELETE: false }, ["delete", false]],
    [{ DELETE: false, PUT: false }, ["DELETE", false], ["PUT", false]],
    [{ DELETE: true }, ["DELETE", false], ["/a?_method=DELETE", true]],
    [{ DELETE: true }, ["DELETE", false], ["/a?b&_method=DELETE", true], ["DELETE", false]],
    [
      { DELETE: false },
      ["DELETE", false],
      ["/a?_method=DELETE", true],
      ["/a?_method=DELETE", false],
    ],
    // An override counts only where the method was refused before.
    [undefined, ["/a?_method=DELETE", true]],
    [{ PUT: false }, ["PUT", false], ["/a?_method=DELETE", true]],
    [{ PUT: false }, ["PUT", false], ["/a?_method=PUTTING", true]],
    [undefined, ["/a?_method=DELETE", false]],
  ]) {
    it(`${JSON.stringify(notes)}: ${JSON.stringify(wanted)}`, () => {
      assert.deepEqual(known(...notes), wanted);
    });
  }
});
