// Sessions in a real Redis: several server processes renew a session once, whatever happens to them.
import assert from "node:assert/strict";
import { fork } from "node:child_process";
import { once } from "node:events";
import { after, before, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { redisStore } from "presskey/server";
import { credentials } from "../support/app.mjs";
import { browser } from "./lib/browser.mjs";
import { clusters, libraries, redis, startRedis } from "./lib/redis.mjs";
import { REFRESH, setWorld } from "./lib/world.mjs";

const script = fileURLToPath(new URL("lib/process.mjs", import.meta.url));
const names = Object.keys(libraries);

it("redisStore() waits for a lock as long as its owner extends it", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout", "Date"] });
  let isTaken = true;
  const client = { call: async (name) => (name === "SET" && isTaken ? null : "OK") };
  let begun = 0;
  const done = redisStore(client).lock("id", async () => {
    begun++;
    return "done";
  });
  // Two requests of 30 seconds, and more.
  for (let ms = 0; ms < 100_000; ms += 500) {
    t.mock.timers.tick(500);
    await new Promise(setImmediate);
    assert.equal(begun, 0, `${ms} ms`);
  }
  isTaken = false;
  await new Promise(setImmediate);
  t.mock.timers.tick(500);
  assert.equal(await done, "done");
});

describe("redisStore()", { skip: !redis && "there is no Redis, and apt has none here" }, () => {
  let server;
  let cluster;
  const world = setWorld();
  before(async () => {
    [server, cluster] = await Promise.all([startRedis(), startRedis(true)]);
  });
  after(() => Promise.all([server?.stop(), cluster?.stop()]));

  /** Processes that serve one app. */
  async function processes(number) {
    const children = Array.from({ length: number }, (_, index) =>
      fork(script, {
        env: {
          ...process.env,
          SITE: world.site.url,
          REDIS: server.url,
          LIBRARY: names[index % names.length],
        },
      }),
    );
    const ports = await Promise.all(
      children.map(async (child) => (await once(child, "message"))[0]),
    );
    return {
      children,
      /** What `backend.handle()` does, in one of them. */
      backend: (index) => ({
        handle(request) {
          const { pathname, search } = new URL(request.url);
          const target = `http://127.0.0.1:${ports[index]}${pathname}${search}`;
          return fetch(target, request);
        },
      }),
      async stop() {
        await Promise.all(
          children.map(async (child) => {
            if (child.exitCode !== null || child.signalCode !== null) return;
            child.kill("SIGKILL");
            await once(child, "exit");
          }),
        );
      },
    };
  }

  const ORIGIN = "http://127.0.0.1";

  async function expired(backend) {
    const visitor = browser(backend, { origin: ORIGIN });
    world.site.setOptions({ lifetime: 1 });
    assert.equal((await visitor.login(credentials("editor"))).status, 200);
    await sleep(1100);
    world.site.setOptions({ lifetime: 3600 });
    world.site.clearLog();
    return visitor.cookie();
  }

  const me = async (backend, cookie) => {
    const visitor = browser(backend, { origin: ORIGIN });
    const answer = await visitor.send("/rest/wp/v2/users/me", { headers: { cookie } });
    return `${answer.status} ${(await answer.json()).name}`;
  };

  it("8 processes, 200 requests over an expired token: one renewal, no failure", async () => {
    const app = await processes(8);
    try {
      const cookie = await expired(app.backend(0));
      // Time enough for all processes to ask, if they did.
      world.site.setOptions({
        answer: ({ route }) => (route.endsWith("/token/refresh") ? sleep(300) : undefined),
      });
      const calls = Array.from({ length: 200 }, (_, index) => me(app.backend(index % 8), cookie));
      assert.deepEqual(new Set(await Promise.all(calls)), new Set(["200 Edith Editor"]));
      assert.equal(world.got(REFRESH).length, 1);
      // And once more, a moment later.
      assert.equal(await me(app.backend(7), cookie), "200 Edith Editor");
      assert.equal(world.got(REFRESH).length, 1);
    } finally {
      await app.stop();
    }
  });

  it("a process that is killed while it renews costs a few seconds, and no session", async () => {
    const app = await processes(8);
    try {
      const cookie = await expired(app.backend(0));
      let asked;
      const first = new Promise((done) => {
        asked = done;
      });
      let renewals = 0;
      world.site.setOptions({
        answer({ route }) {
          if (!route.endsWith("/token/refresh") || renewals++) return undefined;
          asked();
          // The server never gets to it: its worker dies with the connection.
          return "hang";
        },
      });
      const doomed = me(app.backend(0), cookie).catch(() => "killed");
      await first;
      const calls = Array.from({ length: 175 }, (_, index) =>
        me(app.backend(1 + (index % 7)), cookie),
      );
      await sleep(300);
      app.children[0].kill("SIGKILL");
      assert.equal(await doomed, "killed");
      assert.deepEqual(new Set(await Promise.all(calls)), new Set(["200 Edith Editor"]));
      assert.equal(world.got(REFRESH).length, 2);
    } finally {
      await app.stop();
    }
  });

  it("a refusal ends the session in all processes, and is asked for once", async () => {
    const app = await processes(4);
    try {
      const cookie = await expired(app.backend(0));
      world.site.setOptions({ refresh_error: "jwt_auth_invalid_refresh_token" });
      const calls = Array.from({ length: 40 }, (_, index) => me(app.backend(index % 4), cookie));
      assert.deepEqual(new Set(await Promise.all(calls)), new Set(["401 undefined"]));
      assert.equal(world.got(REFRESH).length, 1);
    } finally {
      await app.stop();
    }
  });

  it("a logout ends the session in all processes at once", async () => {
    const app = await processes(2);
    try {
      const visitor = browser(app.backend(0), { origin: ORIGIN });
      await visitor.login(credentials("editor"));
      const cookie = visitor.cookie();
      assert.equal(await me(app.backend(1), cookie), "200 Edith Editor");
      await visitor.post("/logout");
      assert.equal(await me(app.backend(1), cookie), "401 undefined");
    } finally {
      await app.stop();
    }
  });

  for (const [name, connect] of Object.entries({ ...libraries, ...clusters })) {
    describe(name, () => {
      let connection;
      let store;
      before(async () => {
        const { url } = name in clusters ? cluster : server;
        connection = await connect(url);
        store = redisStore(connection.client, { prefix: `${name}:` });
      });
      after(() => connection?.stop());

      it("keeps, forgets, and forgets by itself", async () => {
        assert.equal(await store.get("a"), null);
        await store.set("a", "é 1", 100);
        assert.equal(await store.get("a"), "é 1");
        await store.delete("a");
        assert.equal(await store.get("a"), null);
        await store.set("b", "2", 1);
        await sleep(1200);
        assert.equal(await store.get("b"), null);
      });

      it("a lock is had by one at a time, and given back also after a failure", async () => {
        let inside = 0;
        const work = async () => {
          inside++;
          assert.equal(inside, 1);
          await sleep(20);
          inside--;
          return "done";
        };
        const results = await Promise.all(Array.from({ length: 8 }, () => store.lock("c", work)));
        assert.deepEqual(new Set(results), new Set(["done"]));
        await assert.rejects(
          store.lock("c", () => Promise.reject(new Error("no"))),
          /no/,
        );
        assert.equal(await store.lock("c", work), "done");
      });

      it("whoever lost a lock does not give back another's", async () => {
        const other = await libraries.ioredis(name in clusters ? cluster.url : server.url);
        const key = `${name}:d:lock`;
        await store.lock("d", async () => {
          await other.client.set(key, "somebody else");
        });
        assert.equal(await other.client.get(key), "somebody else");
        other.stop();
      });
    });
  }

  it("takes no other client", () => {
    for (const client of [undefined, null, {}, { get() {} }]) {
      assert.throws(() => redisStore(client), { code: "invalid_option" });
    }
  });
});
