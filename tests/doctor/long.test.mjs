// The rules get all probes with each question, so a probe must not keep the whole of a long response. This counts
// characters, not milliseconds.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { createClient } from "presskey";
import { createTestSite } from "presskey/testing";

const PLUGIN = "jwt-authentication-for-wp-rest-api";
const LENGTH = 800_000;

const route = (_, at) => `"/acme/v1/${at}":{"namespace":"acme/v1","methods":["GET"]}`;
const BODIES = {
  index: (site) =>
    `{"routes":{${Array.from({ length: 15_000 }, route)}},"name":"S","url":"${site}","home":"${site}",
      "namespaces":["wp/v2","jwt-auth/v1"],"authentication":[]}`,
  page: () => `<!doctype html><title>Shop</title>${"<p>Some words.</p>".repeat(45_000)}`,
  "deep JSON": () => '{"id":1,"children":['.repeat(36_500) + "]}".repeat(36_500),
};

/** The lengths of the observations that go to the rules during a call. */
async function lengthsDuring(run) {
  const lengths = [];
  const { stringify } = JSON;
  JSON.stringify = (value, ...more) => {
    const text = stringify(value, ...more);
    if (value?.probes) lengths.push(text.length);
    return text;
  };
  try {
    await run();
  } finally {
    JSON.stringify = stringify;
  }
  return lengths;
}

for (const [name, bodyOf] of Object.entries(BODIES))
  describe(`the rules get little of a long ${name}`, () => {
    const test = createTestSite({ plugin: PLUGIN });
    const body = bodyOf(test.site);
    let wp;
    let isLong = false;
    before(async () => {
      assert.ok(body.length > LENGTH);
      const fetch = async (url, init) => {
        const [, path = "/"] =
          /(?:wp-json|rest_route=)(\/[^?&]*)?/.exec(decodeURIComponent(url)) ?? [];
        if (!isLong) return test.fetch(url, init);
        if (path === "/")
          return new Response(body, { headers: { "Content-Type": "application/json" } });
        if (path.startsWith("/acme/")) return new Response("<p>No.", { status: 404 });
        return test.fetch(url, init);
      };
      wp = createClient({ site: test.site, plugin: PLUGIN, fetch, storage: "memory" });
      const [, { username, password }] = test.users;
      await wp.login({ username, password });
      isLong = true;
    });
    after(() => wp.close());

    for (const [call, run] of Object.entries({
      "diagnose()": () => wp.diagnose(),
      "supportBundle()": () => wp.supportBundle(),
      "a hint": () => wp.json("/acme/v1/x").then(assert.fail, (error) => assert.ok(error.hint)),
    }))
      it(call, async () => {
        const lengths = await lengthsDuring(run);
        assert.ok(lengths.length, "no question");
        assert.ok(Math.max(...lengths) < LENGTH / 8, `${lengths}`);
      });

    if (name === "index")
      it("still shows what the site is", async () => {
        const { findings, ok } = await wp.diagnose();
        const told = Object.fromEntries(findings.map(({ id, status }) => [id, status]));
        assert.deepEqual(
          [ok, told.rest, told.address, told.plugin],
          [true, "pass", "pass", "pass"],
        );
      });
  });
