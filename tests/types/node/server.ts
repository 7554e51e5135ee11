// presskey/server with the types of Node and of both libraries for Redis.
import { createServer } from "node:http";
import { Cluster, Redis } from "ioredis";
import { createBackend, nodeHandler, redisStore } from "presskey/server";
import { createClient, createCluster } from "redis";

const more = { site: "https://example.com", secret: "x".repeat(32) };
const backend = createBackend({ ...more, store: redisStore(new Redis()) });
createBackend({ ...more, store: redisStore(createClient({ url: "redis://localhost" })) });
redisStore(new Cluster([]));
redisStore(createCluster({ rootNodes: [] }));
createServer(nodeHandler(backend));
