import { invalidOption } from "../../front/error.js";
import { randomId } from "../seal.js";

/** Milliseconds that a lock lasts unless it is extended: a process that was killed blocks no longer. */
const LEASE = 5000;

/**
 * Milliseconds that somebody waits for a lock; then the work is done without. A renewal may take long,
 * and a lock that is extended has an owner who is still at it: without it both would use the same
 * refresh token.
 */
const PATIENCE = 600_000;

/** Milliseconds between two attempts to get a lock, on average. */
const PAUSE = 50;

/** Only the owner of the lock may extend or remove it. */
const EXTEND = `if redis.call("get", KEYS[1]) == ARGV[1] then return redis.call("pexpire", KEYS[1], ARGV[2]) end return 0`;
const RELEASE = `if redis.call("get", KEYS[1]) == ARGV[1] then return redis.call("del", KEYS[1]) end return 0`;

/**
 * A `SessionStore` over a client of `ioredis` or `redis` (node-redis 4 and later), for Redis and
 * Valkey.
 *
 * @param {RedisClient} client
 * @param {{ prefix?: string | undefined }} [options]
 * @returns {Required<import("../index.d.ts").SessionStore>}
 */
export function redisStore(client, { prefix = "presskey:" } = {}) {
  if (typeof prefix !== "string") throw invalidOption("`prefix` must be a string.");
  const send = commandOf(client);
  /**
   * @template T
   * @param {string} name
   * @param {() => Promise<T>} work
   */
  const lock = async (name, work) => {
    const mine = randomId(16);
    const until = Date.now() + PATIENCE;
    while ((await send("SET", name, mine, "PX", String(LEASE), "NX")) === null) {
      if (Date.now() > until) return work();
      await new Promise((resolve) => setTimeout(resolve, PAUSE * (0.5 + Math.random())));
    }
    const extend = () => send("EVAL", EXTEND, "1", name, mine, String(LEASE)).catch(() => {});
    const timer = setInterval(extend, LEASE / 3);
    try {
      return await work();
    } finally {
      clearInterval(timer);
      await send("EVAL", RELEASE, "1", name, mine).catch(() => {});
    }
  };
  return {
    get: (key) => send("GET", prefix + key),
    async set(key, value, ttl) {
      await send("SET", prefix + key, value, "EX", String(Math.max(1, Math.ceil(ttl))));
    },
    async delete(key) {
      await send("DEL", prefix + key);
    },
    lock: (key, work) => lock(`${prefix}${key}:lock`, work),
  };
}

/**
 * How either library sends a command that it has no method for.
 *
 * @typedef {import("../index.d.ts").RedisClient} RedisClient
 * @param {any} client a RedisClient, if the caller is right
 * @returns {(...args: string[]) => Promise<any>} the result depends on the command
 */
function commandOf(client) {
  if (typeof client?.call === "function") return (...args) => client.call(...args);
  if (typeof client?.sendCommand === "function") {
    // A cluster of node-redis needs the key: (firstKey, isReadonly, args, options).
    const isCluster = client.sendCommand.length > 2;
    const keyOf = (/** @type {string[]} */ [name, ...rest]) => rest[name === "EVAL" ? 2 : 0];
    return (...args) =>
      isCluster ? client.sendCommand(keyOf(args), false, args) : client.sendCommand(args);
  }
  throw invalidOption("redisStore() takes a client of ioredis or of redis (node-redis).");
}
