// Which commands redisStore() sends, with a client that only records them. redis.test.mjs has a real server.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { redisStore } from "../../pkg/server/stores/redis.js";

/** A client of ioredis. `answer` gets the command. */
function recorder(answer = () => "OK") {
  const sent = [];
  const call = async (...args) => {
    sent.push(args);
    return answer(...args);
  };
  return { sent, client: { call } };
}

const turn = () => new Promise(setImmediate);

it("stores with a prefix, for whole seconds", async () => {
  const { sent, client } = recorder(() => "value");
  const store = redisStore(client);
  assert.equal(await store.get("a"), "value");
  assert.equal(await store.set("a", "1", 10), undefined);
  await store.set("a", "1", 0.2);
  await store.set("a", "1", -5);
  await store.set("a", "1", 1.5);
  assert.equal(await store.delete("a"), undefined);
  await redisStore(client, { prefix: "" }).get("b");
  await redisStore(client, {}).get("c");
  assert.deepEqual(sent, [
    ["GET", "presskey:a"],
    ["SET", "presskey:a", "1", "EX", "10"],
    ["SET", "presskey:a", "1", "EX", "1"],
    ["SET", "presskey:a", "1", "EX", "1"],
    ["SET", "presskey:a", "1", "EX", "2"],
    ["DEL", "presskey:a"],
    ["GET", "b"],
    ["GET", "presskey:c"],
  ]);
});

it("takes clients of ioredis and node-redis, and clusters", async () => {
  const given = [];
  const one = { sendCommand: async (args) => given.push([args]) };
  const optional = { sendCommand: async (args, _options) => given.push([args]) };
  const cluster = {
    sendCommand: async (key, isReadonly, args) => given.push([key, isReadonly, args]),
  };
  const three = {
    sendCommand: async (key, isReadonly, args, _options) => given.push([key, isReadonly, args]),
  };
  for (const client of [one, optional, cluster, three])
    await redisStore(client, { prefix: "p:" }).get("a");
  const args = ["GET", "p:a"];
  assert.deepEqual(given.splice(0), [[args], [args], ["p:a", false, args], ["p:a", false, args]]);
  await redisStore(cluster, { prefix: "p:" }).lock("a", async () => {});
  assert.deepEqual(
    given.map(([key, , [name]]) => [key, name]),
    [
      ["p:a:lock", "SET"],
      ["p:a:lock", "EVAL"],
    ],
  );
  for (const client of [undefined, null, {}, { call: 5 }, { sendCommand: true }])
    assert.throws(() => redisStore(client), {
      code: "invalid_option",
      message: "redisStore() takes a client of ioredis or of redis (node-redis).",
    });
  for (const prefix of [5, null])
    assert.throws(() => redisStore(one, { prefix }), {
      code: "invalid_option",
      message: "`prefix` must be a string.",
    });
});

describe("a lock", () => {
  it("is taken, extended and given back by its owner only", async (t) => {
    t.mock.timers.enable({ apis: ["setInterval"] });
    const { sent, client } = recorder();
    const { lock } = redisStore(client);
    let end;
    const work = () =>
      new Promise((resolve) => {
        end = resolve;
      });
    const done = lock("a", work);
    await turn();
    const [[, , mine]] = sent;
    assert.deepEqual(sent.splice(0), [["SET", "presskey:a:lock", mine, "PX", "5000", "NX"]]);
    assert.match(mine, /^[\w-]{22}$/);
    t.mock.timers.tick(1666);
    assert.deepEqual(sent, []);
    t.mock.timers.tick(1);
    t.mock.timers.tick(1667);
    const isMine = 'if redis.call("get", KEYS[1]) == ARGV[1] then return';
    const extend = `${isMine} redis.call("pexpire", KEYS[1], ARGV[2]) end return 0`;
    const command = ["EVAL", extend, "1", "presskey:a:lock", mine, "5000"];
    assert.deepEqual(sent.splice(0), [command, command]);
    end("result");
    assert.equal(await done, "result");
    const release = `${isMine} redis.call("del", KEYS[1]) end return 0`;
    assert.deepEqual(sent.splice(0), [["EVAL", release, "1", "presskey:a:lock", mine]]);
    t.mock.timers.tick(5000);
    assert.deepEqual(sent, [], "it is not extended any more");
    const next = lock("a", async () => {});
    await next;
    assert.notEqual(sent[0][2], mine);
  });

  it("is given back after a failure", async () => {
    const { sent, client } = recorder();
    const failed = redisStore(client).lock("a", () => Promise.reject(new Error("work")));
    await assert.rejects(failed, /work/);
    assert.deepEqual(
      sent.map(([name]) => name),
      ["SET", "EVAL"],
    );
  });

  it("that can't be extended or given back does not stop the work", async (t) => {
    t.mock.timers.enable({ apis: ["setInterval"] });
    const { sent, client } = recorder((name) => {
      if (name === "EVAL") throw new Error("lost");
    });
    const result = await redisStore(client).lock("a", async () => {
      await turn();
      t.mock.timers.tick(2000);
      await turn();
      return 5;
    });
    assert.equal(result, 5);
    assert.equal(sent.length, 3);
    const offline = recorder(() => {
      throw new Error("offline");
    });
    const notBegun = redisStore(offline.client).lock("a", () => assert.fail("no lock"));
    await assert.rejects(notBegun, /offline/);
  });

  it("is asked for every 25 to 75 ms, for ten minutes", async (t) => {
    t.mock.timers.enable({ apis: ["setTimeout", "setInterval", "Date"] });
    for (const [random, pause] of [
      [0, 25],
      [0.5, 50],
      [0.98, 74],
    ]) {
      t.mock.method(Math, "random", () => random);
      let isTaken = true;
      const { sent, client } = recorder(() => (isTaken ? null : "OK"));
      const done = redisStore(client).lock("a", async () => "done");
      await turn();
      for (const count of [1, 2, 3]) {
        assert.equal(sent.length, count);
        t.mock.timers.tick(pause - 1);
        await turn();
        assert.equal(sent.length, count);
        t.mock.timers.tick(1);
        await turn();
      }
      isTaken = false;
      t.mock.timers.tick(pause);
      assert.equal(await done, "done");
    }
  });

  it("is done without if it is taken for longer", async (t) => {
    t.mock.timers.enable({ apis: ["setTimeout", "setInterval", "Date"] });
    const { sent, client } = recorder(() => null);
    let isDone = false;
    const done = redisStore(client).lock("a", async () => {
      isDone = true;
      return 7;
    });
    await turn();
    // The next attempts come late, as in a process that was stopped.
    t.mock.timers.tick(600_000);
    await turn();
    assert.equal(isDone, false);
    t.mock.timers.tick(80);
    assert.equal(await done, 7);
    assert.deepEqual(new Set(sent.map(([name]) => name)), new Set(["SET"]), "nothing to give back");
  });
});
