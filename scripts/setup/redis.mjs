// Redis for the tests of presskey/server. See debian-packages.mjs.
import { debianEnv, debianFile, unpack } from "./debian-packages.mjs";
import { ask } from "./shell.mjs";

const NAME = "redis";

export const redis = {
  name: "Redis",
  optional: true,
  find: () => findRedis()?.version,
  install: () => unpack(NAME, ["redis-server"]),
};

/** The program, and the environment it runs in; undefined where it is missing. */
export function findRedis() {
  const env = debianEnv(NAME);
  const path = debianFile(NAME, "/usr/bin/redis-server");
  const version = path && ask(path, ["--version"], { env })?.match(/v=(\d[\d.]+)/)?.[1];
  return version && { path, env, version };
}
