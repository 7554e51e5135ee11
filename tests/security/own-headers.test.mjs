// A call with an Authorization header of the app's own, which the site quotes.
import assert from "node:assert/strict";
import { it } from "node:test";
import { inspect } from "node:util";
import { createClient } from "presskey";

const SITE = "https://example.com";
const index = { home: SITE, namespaces: ["wp/v2", "jwt-auth/v1"], routes: {} };
const secret = "Zx81-own-S3cret-value";
const basic = `Basic ${btoa(`anna:${secret}`)}`;
const everything = (error) => inspect(error, { depth: 9, showHidden: true });

/** A client of a site that refuses calls to its own route in this way. */
const clientOf = (answer, more) =>
  createClient({
    ...{ site: SITE, plugin: "jwt-authentication-for-wp-rest-api", ...more },
    fetch: async (input) =>
      String(input?.url ?? input).includes("acme") ? answer() : Response.json(index),
  });
const refusal = (text) => () =>
  Response.json({ code: "x", message: `No: ${text}.` }, { status: 403 });

// Holds P3 of SECURITY.md.
it("no error quotes it, or what is behind its scheme", async () => {
  for (const [name, value, quoted] of [
    ["Authorization", `Bearer ${secret}`, `Bearer ${secret}`],
    ["Authorization", `Bearer ${secret}`, secret],
    ["authorization", basic, basic.slice(6)],
    ["X-Token", secret, secret],
  ]) {
    const wp = clientOf(refusal(quoted), { headerName: "X-Token" });
    const init = { headers: { [name]: value } };
    const thrown = await wp.json("/acme/v1/x", init).catch((error) => error);
    const explained = await wp.explain(await wp.fetch("/acme/v1/x", init));
    for (const error of [thrown, explained]) {
      assert.match(error.serverMessage, /^No: (Bearer )?\*\*\*\.$/, quoted);
      assert.ok(!everything(error).includes(quoted), everything(error));
    }
    wp.close();
  }
});

// Holds P3 of SECURITY.md.
it("nor does a hint", async () => {
  const headers = { "content-type": "text/html", "x-cache": `HIT ${secret}` };
  const wp = clientOf(() => new Response("<!doctype html>Hello", { status: 400, headers }));
  const init = { headers: { Authorization: `Bearer ${secret}` } };
  const error = await wp.json("/acme/v1/x", init).catch((error) => error);
  assert.match(error.hint, /HIT \*\*\*/);
  wp.close();
});

// Holds P3 of SECURITY.md.
it("nor does the cause of an error, if it can't be sent", async () => {
  const wp = clientOf(refusal(""));
  const init = { headers: { Authorization: `Bearer ${secret}\n1` } };
  const error = await wp.json("/acme/v1/x", init).catch((error) => error);
  assert.equal(error.code, "invalid_option");
  assert.ok(!everything(error).includes(secret));
  wp.close();
});
