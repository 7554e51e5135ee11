// What is an IP address, and where it goes.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { addressIn, fetchFor } from "../../pkg/server/address.js";

describe("addressIn", () => {
  for (const [text, address] of [
    ["192.0.2.7", "192.0.2.7"],
    ["0.0.0.0", "0.0.0.0"],
    ["255.255.255.255", "255.255.255.255"],
    ["256.0.2.7", undefined],
    ["192.0.2.256", undefined],
    ["192.0.2.07", undefined],
    ["192.0.2.1000", undefined],
    ["192.0.2", undefined],
    ["192.0.2.7.8", undefined],
    ["192.0.2.7:80", undefined],
    ["192.0.2.7, 10.0.0.1", undefined],
    [" 192.0.2.7", undefined],
    ["192.0.2.7\n", undefined],
    ["::ffff:192.0.2.7", "192.0.2.7"],
    ["::FFFF:192.0.2.7", "192.0.2.7"],
    ["x::ffff:192.0.2.7", undefined],
    ["::ffff:c000:207", "::ffff:c000:207"],
    ["2001:db8::1", "2001:db8::1"],
    ["2001:DB8:0:0:0:0:0:1", "2001:db8::1"],
    ["::1", "::1"],
    ["64:ff9b::192.0.2.77", "64:ff9b::c000:24d"],
    ["1::ffff:92.0.2.7", "1::ffff:5c00:207"],
    ["[::1]", undefined],
    ["x]@[::1", undefined],
    ["::1]#", undefined],
    ["::1]/[::2", undefined],
    ["::1]", undefined],
    ["2001:db8::1%eth0", undefined],
    ["2001:db8::1::2", undefined],
    ["abc", undefined],
    ["example.com", undefined],
    ["", undefined],
    [undefined, undefined],
    [null, undefined],
    [7, undefined],
    [["192.0.2.7"], undefined],
  ]) {
    it(`${JSON.stringify(text)}: ${address}`, () => assert.equal(addressIn(text), address));
  }
});

describe("fetchFor", () => {
  /** What WordPress gets of the visitor's address. */
  async function told(address, input, init) {
    const sent = [];
    const fetch = (...given) => {
      sent.push(given);
      return "response";
    };
    const asked = [];
    const options = { clientAddress: (...given) => asked.push(given) && address };
    const backend = { fetch, origin: "https://e.com", options };
    const own = await fetchFor(backend, "request", "context");
    assert.deepEqual(asked, [["request", "context"]]);
    assert.equal(own(input, init), "response");
    const [[to, how]] = sent;
    assert.equal(to, input);
    return { own: own === fetch, how, value: new Headers(how?.headers).get("x-forwarded-for") };
  }
  const manual = { redirect: "manual", method: "POST", headers: { a: "b" } };

  it("goes to the site, with a request that follows no redirect", async () => {
    for (const input of [
      "https://e.com/a",
      new URL("https://e.com/a"),
      { url: "https://e.com/a" },
    ]) {
      const { how, value } = await told("192.0.2.7", input, manual);
      assert.deepEqual([value, how.method, how.headers.get("a")], ["192.0.2.7", "POST", "b"]);
    }
  });

  it("goes nowhere else", async () => {
    for (const [input, init] of [
      ["https://other.com/a", manual],
      ["http://e.com/a", manual],
      ["https://e.com:8443/a", manual],
      ["https://e.com/a", { redirect: "follow" }],
      ["https://e.com/a", undefined],
    ]) {
      const { how, value } = await told("192.0.2.7", input, init);
      assert.deepEqual([value, how], [null, init]);
    }
  });

  it("changes nothing where the app knows no address", async () => {
    for (const address of [undefined, "", "nobody", Promise.resolve(undefined)]) {
      assert.equal((await told(address, "https://e.com/a", manual)).own, true);
    }
    assert.equal((await told(Promise.resolve("::1"), "https://e.com/a", manual)).value, "::1");
    const fetch = () => {};
    assert.equal(await fetchFor({ fetch, origin: "", options: {} }), fetch);
  });
});
