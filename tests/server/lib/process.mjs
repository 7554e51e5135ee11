// One of several server processes of an app: its backend over Redis, behind Node's HTTP server.
import { createServer } from "node:http";
import { createBackend, nodeHandler, redisStore } from "presskey/server";
import { libraries } from "./redis.mjs";
import { SECRET } from "./secret.mjs";

const { SITE, REDIS, LIBRARY } = process.env;
const { client } = await libraries[LIBRARY](REDIS);
const backend = createBackend({ site: SITE, secret: SECRET, store: redisStore(client) });
const server = createServer(nodeHandler(backend));
server.listen(0, "127.0.0.1", () => process.send(server.address().port));
process.on("disconnect", () => process.exit());
