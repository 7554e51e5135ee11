// A Redis of its own for a test, and the two libraries that apps use.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Redis } from "ioredis";
import { createClient } from "redis";
import { findRedis } from "../../../scripts/setup/redis.mjs";

export const redis = findRedis();

export async function startRedis() {
  const folder = await mkdtemp(join(tmpdir(), "presskey-redis-"));
  const port = await freePort();
  const options = ["--port", port, "--bind", "127.0.0.1", "--save", "", "--dir", folder];
  const child = spawn(redis.path, options.map(String), {
    env: { ...process.env, ...redis.env },
    stdio: "ignore",
  });
  const url = `redis://127.0.0.1:${port}`;
  await ready(url, child);
  return {
    url,
    async stop() {
      child.kill();
      if (child.exitCode === null) await once(child, "exit");
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}

async function ready(url, child) {
  for (let attempt = 0; attempt < 100 && child.exitCode === null; attempt++) {
    const client = new Redis(url, { lazyConnect: true, retryStrategy: null });
    client.on("error", () => {});
    try {
      await client.connect();
      return;
    } catch {
      await sleep(50);
    } finally {
      client.disconnect();
    }
  }
  throw new Error("Redis did not start.");
}

/** A connected client of either library, and how to end it. */
export const libraries = {
  async ioredis(url) {
    const client = new Redis(url);
    return { client, stop: () => client.disconnect() };
  },
  async redis(url) {
    const client = createClient({ url });
    await client.connect();
    return { client, stop: () => client.destroy() };
  },
};
