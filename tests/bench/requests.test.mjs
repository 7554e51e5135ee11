// The budget of requests: a login is one, and finding the server costs no more than two besides.
import assert from "node:assert/strict";
import { after, before, it } from "node:test";
import { launch } from "../demo/running.mjs";
import { requests } from "./requests.mjs";

let browser;
const counted = {};

before(async () => {
  browser = await launch();
  for (const row of await requests(browser)) counted[row.name] = row;
});
after(() => browser?.close());

const login = "POST /jwt-auth/v1/token";

it("logs in with one request and no preflight where the plugin is named", () => {
  assert.deepEqual(counted["presskey, plugin named"].login, [login]);
});

it("finds the plugin with at most two small requests more", () => {
  const { login: sent } = counted['presskey, "auto", first visit'];
  assert.ok(sent.length <= 3, `it took ${sent}`);
  assert.equal(sent.at(-1), login);
  assert.ok(!sent.some((request) => request.startsWith("OPTIONS")), `a preflight: ${sent}`);
});

it("remembers what it found", () => {
  assert.deepEqual(counted['presskey, "auto", later visits'].login, [login]);
});

it("never needs more than a client that knows the routes and sends JSON", () => {
  for (const name of ["presskey, plugin named", 'presskey, "auto", later visits']) {
    assert.ok(counted[name].login.length < counted["axios, JSON"].login.length);
    assert.ok(counted[name].call.length < counted["axios, JSON"].call.length);
  }
});
