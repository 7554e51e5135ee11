// A Redis of its own for a test, and the two libraries that apps use.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Cluster, Redis } from "ioredis";
import { createClient, createCluster } from "redis";
import { findRedis } from "../../../scripts/setup/redis.mjs";

export const redis = findRedis();

/** @param {boolean} [cluster] whether it is a cluster, of one */
export async function startRedis(cluster = false) {
  const folder = await mkdtemp(join(tmpdir(), "presskey-redis-"));
  const port = await freePort();
  const options = ["--port", port, "--bind", "127.0.0.1", "--save", "", "--dir", folder];
  if (cluster) {
    const announced = ["--cluster-announce-ip", "127.0.0.1", "--cluster-port", await freePort()];
    options.push("--cluster-enabled", "yes", ...announced);
  }
  const child = spawn(redis.path, options.map(String), {
    env: { ...process.env, ...redis.env },
    stdio: "ignore",
  });
  const url = `redis://127.0.0.1:${port}`;
  await ready(url, child, cluster);
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

async function ready(url, child, cluster) {
  for (let attempt = 0; attempt < 100 && child.exitCode === null; attempt++) {
    const client = new Redis(url, { lazyConnect: true, retryStrategy: null });
    client.on("error", () => {});
    try {
      await client.connect();
      if (cluster) {
        await client.call("CLUSTER", "ADDSLOTSRANGE", "0", "16383");
        while (!(await client.call("CLUSTER", "INFO")).includes("cluster_state:ok"))
          await sleep(50);
      }
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

export const clusters = {
  async "a cluster of ioredis"(url) {
    const client = new Cluster([url]);
    return { client, stop: () => client.disconnect() };
  },
  async "a cluster of redis"(url) {
    const client = createCluster({ rootNodes: [{ url }] });
    await client.connect();
    return { client, stop: () => client.destroy() };
  },
};
