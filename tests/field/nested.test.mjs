// Recordings of one client that overlap.
import assert from "node:assert/strict";
import { it } from "node:test";
import { recorded } from "../../pkg/features/record/index.js";

const SITE = "https://site.test";
const ORDERS = [
  ["first", "second"],
  ["second", "first"],
];

/** A client whose `diagnose()` lasts until `end()`. */
function stage(fetch) {
  const options = { site: SITE, plugin: "auto", storage: "memory", place: "server", fetch };
  const engine = { session: () => '{"status":"anonymous"}', finding: () => null, id: () => SITE };
  const begin = () => {
    let end;
    const diagnose = () =>
      new Promise((done) => (end = () => done({ plugin: null, findings: [] })));
    const running = recorded({ options, engine }, () => {}, { diagnose });
    return { running, end: () => end() };
  };
  return { options, begin };
}

for (const order of ORDERS) {
  // Holds P4 of SECURITY.md.
  it(`no recorder stays when the ${order[0]} ends before the ${order[1]}`, async () => {
    const sent = [];
    const own = async (url) => {
      sent.push(url);
      return new Response("{}");
    };
    const { options, begin } = stage(own);
    const both = { first: begin(), second: begin() };
    await new Promise(setImmediate);
    await options.fetch(`${SITE}/wp-json/wp/v2/posts`);
    both[order[0]].end();
    const early = await both[order[0]].running;
    await options.fetch(`${SITE}/wp-json/wp/v2/pages`);
    both[order[1]].end();
    const late = await both[order[1]].running;
    assert.equal(options.fetch, own);
    assert.equal(sent.length, 2, "each is sent once");
    const targets = ({ caseFor }) => caseFor("1").answers.map(({ to }) => to);
    assert.deepEqual(targets(early), ["GET /wp-json/wp/v2/posts"]);
    assert.deepEqual(targets(late), ["GET /wp-json/wp/v2/posts", "GET /wp-json/wp/v2/pages"]);
  });
}

it("records again after the last one has ended", async () => {
  const { options, begin } = stage(undefined);
  for (let round = 0; round < 2; round++) {
    const { running, end } = begin();
    await new Promise(setImmediate);
    assert.equal(typeof options.fetch, "function");
    end();
    await running;
    assert.equal(options.fetch, undefined);
  }
});
