// A hostile site, or one that its attacker can make say something, repeats what it was sent: hints and
// findings quote addresses and names. And a diagnosis is never made for one user with another's token.
import assert from "node:assert/strict";
import { it } from "node:test";
import { createClient } from "presskey";
import { createTestSite } from "presskey/testing";

const plugin = "jwt-authentication-for-wp-rest-api";

/** A client of a test site whose requests pass through `before(url)`, which may respond itself. */
function stage(before) {
  const test = createTestSite({ plugin });
  const sent = [];
  const fetch = async (url, init) => {
    const headers = new Headers(init?.headers);
    sent.push({ url: String(url), authorization: headers.get("Authorization") });
    return (await before(String(url))) || test.fetch(url, init);
  };
  const wp = createClient({ site: test.site, fetch, storage: "memory", plugin });
  const [, one, two] = test.users.map(({ username, password }) => ({ username, password }));
  return { test, wp, sent, one, two: two ?? test.users[0] };
}

const moved = (location) => new Response(null, { status: 307, headers: { Location: location } });
const refuse = () =>
  Response.json({ code: "rest_forbidden", message: "No.", data: { status: 401 } }, { status: 401 });
const everythingOf = (error) =>
  [JSON.stringify(error), error.message, error.stack, error.hint, String(error.cause)].join("\n");

it("a hint does not show a token that a redirect repeats", async () => {
  let token;
  const { wp, one } = stage(
    (url) => url.includes("/acme/v1/x") && moved(`https://x.test/${token}`),
  );
  await wp.login(one);
  token = wp.token();
  const error = await wp.json("/acme/v1/x").catch((error) => error);
  assert.equal(error.code, "redirected");
  assert.match(error.hint, /x\.test/);
  assert.ok(!everythingOf(error).includes(token));
  // Renewed since.
  await wp.refresh().catch(() => wp.login(one));
  const later = await wp.json("/acme/v1/x").catch((error) => error);
  assert.ok(!everythingOf(later).includes(token));
});

it("nor a password", async () => {
  const password = "wh4t a secret!";
  const { wp, one } = stage(
    (url) => /\/token$/.test(url) && moved(`https://x.test/${encodeURIComponent(password)}`),
  );
  const error = await wp.login({ ...one, password }).catch((error) => error);
  assert.equal(error.code, "redirected");
  for (const spelled of [password, encodeURIComponent(password)]) {
    assert.ok(!everythingOf(error).includes(spelled), error.hint);
  }
});

it("nor do findings", async () => {
  let token = "";
  const { wp, one, test } = stage((url) => {
    if (!token || !/[=/](\?|&|$)|_fields/.test(url) || url.includes("/wp/v2/")) return undefined;
    const address = `${test.site}/${token}`;
    const more = { url: address, home: address, authentication: {}, routes: {} };
    return Response.json({ name: token, namespaces: ["wp/v2", "jwt-auth/v1"], ...more });
  });
  await wp.login(one);
  token = wp.token();
  const told = JSON.stringify([await wp.diagnose(), await wp.supportBundle()]);
  assert.match(told, /\*\*\*/);
  assert.ok(!told.includes(token));
});

it("a refused call is never looked into with the token of another user", async () => {
  const { wp, sent, one, two } = stage((url) => url.includes("/acme/v1/item") && refuse());
  await wp.login(one);
  const refused = await wp.fetch("/acme/v1/item");
  await wp.login(two);
  const other = `Bearer ${wp.token()}`;
  sent.length = 0;
  await wp.explain(refused);
  assert.deepEqual(
    sent.filter(({ authorization }) => authorization === other),
    [],
  );
});

it("a refused call is looked into with the token of its own user, and not sent again", async () => {
  let wait;
  const { wp, sent, one, two } = stage(async (url) => {
    if (url.includes("_presskey")) await wait?.();
    return url.includes("/acme/v1/item") ? refuse() : undefined;
  });
  await wp.login(one);
  const first = `Bearer ${wp.token()}`;
  const isItem = ({ url }) => url.includes("/acme/v1/item");
  const call = () => wp.json("/acme/v1/item?_method=DELETE").catch((error) => error);
  assert.equal((await call()).code, "not_authenticated");
  const [known] = sent.filter(({ url }) => url.includes("_presskey"));
  assert.equal(known.authorization, first);
  assert.equal(sent.filter(isItem).length, 1);
  // Somebody else logs in before the call is looked into.
  const refused = await wp.fetch("/acme/v1/item");
  sent.length = 0;
  await wp.logout();
  await wp.login(two);
  await wp.explain(refused);
  assert.deepEqual(
    sent.filter((each) => isItem(each) || each.url.includes("_presskey")),
    [],
  );
});

it("nor does the error of a login show the token of the session before it", async () => {
  const token = "opaque-0123456789-abcdef";
  const plugin = {
    id: "o",
    namespace: "o/v1",
    login: { path: "token" },
    token: "token",
    opaque: true,
  };
  // At the place where the message is cut, too.
  const message = `Not while ${token} is valid. `.padEnd(490, "x") + token;
  const answers = [{ token }, { code: "o_no", message }];
  const fetch = async (url) => {
    if (!/o\/v1\/token/.test(String(url))) return Response.json({ namespaces: ["o/v1"] });
    const answer = answers.shift();
    return Response.json(answer, { status: answer.token ? 200 : 403 });
  };
  const site = "https://a.example/wp-json";
  const wp = createClient({ site, fetch, storage: "memory", plugin });
  await wp.login({ username: "a", password: "s3cret-1" });
  assert.equal(wp.token(), token);
  const error = await wp.login({ username: "b", password: "s3cret-2" }).catch((error) => error);
  assert.match(error.serverMessage, /^Not while \*\*\* is valid\. x+\*\*\*$/);
  assert.ok(!everythingOf(error).includes("opaque"));
});
