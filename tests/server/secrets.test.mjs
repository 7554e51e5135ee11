// No secret leaves the backend: not in a response, an error, a log, or a cache's reach.
import assert from "node:assert/strict";
import { it } from "node:test";
import { createBackend, memoryStore } from "presskey/server";
import { credentials, password } from "../support/app.mjs";
import { browser } from "./lib/browser.mjs";
import { SECRET, setWorld } from "./lib/world.mjs";

const world = setWorld();

/** Everything that was printed, or thrown where nobody catches, while `work` ran. */
async function heardWhile(work) {
  const heard = [];
  const kept = {};
  for (const name of ["log", "info", "warn", "error", "debug", "trace"]) {
    kept[name] = console[name];
    console[name] = (...given) => heard.push(given.map(String).join(" "));
  }
  const uncaught = (error) => heard.push(`${error?.stack}`);
  process.on("unhandledRejection", uncaught);
  try {
    await work();
    await new Promise((done) => setImmediate(done));
  } finally {
    Object.assign(console, kept);
    process.off("unhandledRejection", uncaught);
  }
  return heard;
}

for (const [how, options] of [
  ["in the cookie", () => ({})],
  ["in a store", () => ({ store: memoryStore() })],
]) {
  // Holds B1 of SECURITY.md.
  it(`answers, headers and logs hold no token, password or secret, ${how}`, async () => {
    const secrets = new Set([SECRET, password("editor"), "wrong-password"]);
    const given = [];
    /** Notes every token that WordPress gives, and every one that it gets. */
    const spy = async (url, init) => {
      const { authorization } = Object.fromEntries(new Headers(init.headers));
      if (authorization) secrets.add(authorization.replace("Bearer ", ""));
      const response = await fetch(url, init);
      const text = await response.clone().text();
      for (const [, value] of text.matchAll(/"(?:token|access_token|refresh_token)":"([^"]+)"/g)) {
        secrets.add(value);
      }
      return response;
    };
    const heard = await heardWhile(async () => {
      const backend = world.backend({ fetch: spy, ...options() });
      const visitor = browser(backend);
      const note = async (answer) => {
        given.push(JSON.stringify([...answer.headers]), await answer.text());
      };
      await note(await visitor.login({ username: "editor", password: "wrong-password" }));
      world.site.setOptions({ lifetime: 1 });
      await note(await visitor.login(credentials("editor")));
      await new Promise((done) => setTimeout(done, 1100));
      world.site.setOptions({ lifetime: 3600 });
      await note(await visitor.send("/rest/wp/v2/users/me"));
      await note(await visitor.send("/session?claims"));
      await note(await visitor.post("/refresh"));
      await note(await visitor.post("/validate"));
      // WordPress says back what it got, in every way that it has.
      for (const status of [400, 401, 403, 500]) {
        const answer = ({ token, fields, route }) =>
          route === "/"
            ? undefined
            : {
                status,
                headers: { "x-echo": token, "set-cookie": `t=${token}`, link: `<${token}>; rel=x` },
                body: { code: "x", message: `${token} ${JSON.stringify(fields)}` },
              };
        world.site.setOptions({ answer });
        await note(await visitor.post("/refresh"));
        await note(await visitor.post("/validate"));
        await note(await visitor.login(credentials("editor")));
      }
      for (const answer of ["break", { status: 302, headers: { location: "/x" }, body: "" }]) {
        world.site.setOptions({ answer: () => answer });
        for (const path of ["/refresh", "/validate", "/rest/wp/v2/posts"]) {
          await note(await visitor.post(path));
        }
      }
      world.site.setOptions({ answer: undefined });
      await note(await visitor.post("/logout"));
    });
    assert.ok(secrets.size >= 8, `${secrets.size} secrets`);
    const all = [...given, ...heard].join("\n");
    for (const secret of secrets) {
      assert.ok(
        !all.includes(secret),
        `${secret} in ${all.slice(all.indexOf(secret) - 200).slice(0, 400)}`,
      );
    }
    assert.deepEqual(heard, []);
  });
}

it("every request to WordPress is for no cache", async () => {
  const sent = [];
  const spy = (url, init) => {
    sent.push([init.method, url.slice(world.site.url.length), init.cache]);
    return fetch(url, init);
  };
  const visitor = browser(world.backend({ fetch: spy }));
  await visitor.send("/rest/wp/v2/posts");
  await visitor.login(credentials("editor"));
  await visitor.send("/rest/wp/v2/users/me");
  await visitor.post("/refresh");
  await visitor.post("/logout");
  assert.ok(sent.length >= 5, `${sent.length} requests`);
  assert.deepEqual(
    sent.filter(([, , cache]) => cache !== "no-store"),
    [],
  );
});

it("what an app's own fetch or allow throws is not shown", async () => {
  const secret = "hunter2 at db.internal";
  const fails = () => {
    throw new Error(secret);
  };
  for (const more of [{ fetch: fails }, { allow: fails }, { allow: async () => fails() }]) {
    const visitor = browser(world.backend(more));
    const answer = await visitor.send("/rest/wp/v2/posts");
    assert.ok(answer.status >= 500);
    assert.doesNotMatch(await answer.text(), /hunter2/);
  }
});

// Holds B1 of SECURITY.md.
it("nor a cookie of WordPress, as it is sent and as PHP reads it, before and after a refresh", async () => {
  const values = ["42%7Ck9f3zq7w1xk2v8b4", "42%7Cm5t8rd0a6ye3c7n1"];
  const secrets = values.flatMap((value) => [value, decodeURIComponent(value)]);
  const encoded = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const exp = Math.floor(Date.now() / 1000) + 600;
  const claims = { iss: "https://example.com", iat: exp - 700, exp, data: { user: { id: 7 } } };
  const token = `${encoded({ alg: "HS256" })}.${encoded(claims)}.c2ln`;
  const quoting = { success: false, statusCode: 403, code: "x", message: secrets.join(" and ") };
  const setting = (value) => ({ "set-cookie": `refresh_token=${value}; HttpOnly; Path=/` });
  const backend = createBackend({
    ...{ site: "https://example.com/wp-json", plugin: "jwt-auth", secret: SECRET },
    async fetch(url, init) {
      if (!decodeURIComponent(String(url)).includes("/jwt-auth/v1/token"))
        return Response.json(quoting, { status: 403 });
      if (new Headers(init.headers).has("cookie"))
        return Response.json(quoting, { status: 403, headers: setting(values[1]) });
      const data = { token, id: 7, email: "a@b.c", nicename: "anna", displayName: "Anna" };
      return Response.json(
        { success: true, statusCode: 200, data },
        { headers: setting(values[0]) },
      );
    },
  });
  const visitor = browser(backend);
  assert.equal((await visitor.login({ username: "anna", password: "x" })).status, 200);
  const server = await backend.client(visitor.request());
  const refused = await visitor.post("/refresh");
  const call = await visitor.send("/rest/acme/v1/x");
  const thrown = await server.refresh().catch((error) => error);
  const later = await server.json("/acme/v1/x").catch((error) => error);
  const all = "*** and *** and *** and ***";
  // The session has the second one only.
  const newest = [...secrets.slice(0, 2), "*** and ***"].join(" and ");
  for (const [{ message, serverMessage }, wanted] of [
    [await refused.json(), all],
    [JSON.parse(decodeURIComponent(call.headers.get("presskey-explanation"))), newest],
    [thrown, all],
    [later, all],
  ]) {
    assert.equal(serverMessage, wanted);
    assert.ok(!message.includes(secrets[2]) && !message.includes(secrets[3]), message);
  }
});
