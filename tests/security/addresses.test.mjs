// Errors about addresses: Node and Firefox quote in an error what they could not read as a URL.
import assert from "node:assert/strict";
import { it } from "node:test";
import { inspect } from "node:util";
import { createClient } from "presskey";
import { createBackend } from "presskey/server";

const secret = "abcdEFGH1jklmn0pqr5tuv7x";
const query = `presskey_state=123&user_login=anna&password=${secret}`;
const addresses = [
  `/callback?${query}`,
  `?${query}`,
  `callback?${query}`,
  `http://[?${query}`,
  `https://anna:${secret}@exa mple.com/?${query}`,
];
const site = "https://example.com";
const fetch = async () => Response.json({ home: site, namespaces: [] });
const client = (options) => createClient({ site, fetch, storage: "memory", ...options });
const taking = {
  "completeAuthorization()": (address) => client().completeAuthorization(address),
  "authorize()": (address) => client().authorize({ appName: "App", returnUrl: address }),
  "fetch()": (address) => client({ auth: "omit" }).fetch(address),
  "createClient({ site })": async (address) => client({ site: address }),
  "createClient({ via })": async (address) => createClient({ via: address, fetch }).ready(),
  "createBackend({ site })": async (address) =>
    createBackend({ site: address, fetch, secret: "x".repeat(40) }),
};

// Holds P3 of SECURITY.md.
for (const [name, take] of Object.entries(taking)) {
  it(`${name} quotes no address in an error`, async () => {
    for (const address of addresses) {
      const error = await take(address).then(
        () => undefined,
        (error) => error,
      );
      // The stack of Node's own errors has no more than the message.
      assert.ok(!inspect(error, { depth: 9, showHidden: true }).includes(secret), address);
    }
  });
}

it("completeAuthorization() refuses an address that is not absolute", async () => {
  await assert.rejects(client().completeAuthorization(addresses[0]), (error) => {
    assert.deepEqual([error.code, error.cause], ["invalid_option", undefined]);
    return true;
  });
});
