// Users of whom the server tells neither id, name nor address. Holds P6 of SECURITY.md.
import assert from "node:assert/strict";
import { after, afterEach, it } from "node:test";
import { createBackend } from "presskey/server";
import { closeBrowser, createVisitor } from "./tabs.mjs";

const visitors = [];
afterEach(async () => {
  for (const visitor of visitors.splice(0)) await visitor.close();
});
after(closeBrowser);

const post = (wp) => wp.fetch("/wp/v2/posts", { method: "POST", json: { title: "x" } });

const jwt = (sub) => {
  const encoded = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const now = Math.floor(Date.now() / 1000);
  return `${encoded({ alg: "HS256" })}.${encoded({ sub, iat: now, exp: now + 600 })}.c2ln`;
};
for (const [what, more, tokenOf] of [
  ["the subject of the token", {}, jwt],
  ["nothing", { opaque: true }, (sub) => `opaque-${sub}`],
]) {
  it(`a call is not sent as another user if the server tells ${what} of them`, async () => {
    const login = { path: "/own/v1/login", body: { user: "$username", pass: "$password" } };
    const plugin = { id: "own", login, token: "token", ...more };
    const sent = [];
    const backend = createBackend({
      ...{ site: "https://example.com/wp-json", plugin },
      secret: "a secret of at least 32 characters",
      async fetch(input, init) {
        const { method, headers } = new Request(input, init);
        if (/login/.test(decodeURIComponent(String(input))))
          return Response.json({ token: tokenOf(/anna|bert/.exec(init.body)[0]) });
        sent.push([method, headers.get("authorization")]);
        return Response.json({ id: 1 }, { status: 201 });
      },
    });
    // An address names no user.
    const as = (password) => ({ username: "info@example.com", password });
    const visitor = await createVisitor(backend);
    visitors.push(visitor);
    const { wp, session } = await visitor.tab();
    await wp.login(as("anna"));
    const { user } = await session();
    assert.deepEqual(user.username ?? user.email, null);
    assert.equal((await post(wp)).status, 201);
    const server = await backend.client(new Request(visitor.origin));
    await server.login(as("bert"));
    await visitor.keep(server.headers().getSetCookie());
    const [[, authorization]] = sent;
    const error = await post(wp).catch((error) => error);
    assert.deepEqual([error.code, error.sent], ["user_mismatch", "no"]);
    assert.deepEqual(sent, [["POST", authorization]]);
    // The page knows the user from now on.
    assert.equal((await post(wp)).status, 201);
    assert.equal(sent.length, 2);
    assert.notEqual(sent[1][1], authorization);
    assert.equal("shown" in (await session()), false);
  });
}
