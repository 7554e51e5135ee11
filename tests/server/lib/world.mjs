// A WordPress for the tests of presskey/server, and backends in front of it.
import { after, before, beforeEach } from "node:test";
import { createBackend } from "presskey/server";
import { startMock } from "../../support/mock-wordpress.mjs";
import { SECRET } from "./secret.mjs";

export { SECRET };

/**
 * Sets up a WordPress for all tests of a file; between two tests it forgets its settings. `prepare`
 * runs when it has started.
 */
export function setWorld(prepare, options = { mode: "pro" }) {
  const world = {
    /** In a process of its own: what this one knows of sessions is forgotten. */
    backend: (more) => {
      delete globalThis[Symbol.for("presskey/server 1")];
      return world.copy(more);
    },
    /** In the process of the last one, as a bundler makes several. */
    copy: (more) => createBackend({ site: world.site.url, secret: SECRET, ...more }),
    /** The requests that WordPress got for a route, method and all. */
    got: (text) => world.site.log().filter(({ method, route }) => `${method} ${route}` === text),
  };
  before(async () => {
    world.site = await startMock(options);
    await prepare?.();
  });
  beforeEach(() => {
    world.site.setOptions();
    world.site.clearLog();
  });
  after(() => world.site?.stop());
  return world;
}

export const REFRESH = "POST /jwt-auth/v1/token/refresh";
