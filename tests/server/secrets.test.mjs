// No secret leaves the backend: not in a response, an error, a log, or a cache's reach.
import assert from "node:assert/strict";
import { it } from "node:test";
import { memoryStore } from "presskey/server";
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
