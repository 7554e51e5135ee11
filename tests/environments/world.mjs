// What the environments share: a WordPress and its mock, one Chromium, one packed tarball, and projects in
// scratch folders that install it.
import assert from "node:assert/strict";
import { cp, readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import getPort from "get-port";
import { credentials } from "../support/app.mjs";
import { launch } from "../support/chromium.mjs";
import { startMock } from "../support/mock-wordpress.mjs";
import { pack, project } from "../support/tarball.mjs";
import { startWordPress } from "../support/wordpress.mjs";

const fixtures = fileURLToPath(new URL("./fixtures", import.meta.url));

/** What an app says that has logged in and asked who it is. */
export const HELLO = "Edith Editor is user 2";

// No tool may call home or colour its output.
const quiet = {
  ASTRO_TELEMETRY_DISABLED: "1",
  DO_NOT_TRACK: "1",
  FORCE_COLOR: "0",
  NEXT_TELEMETRY_DISABLED: "1",
  NODE_ENV: undefined,
  NODE_TEST_CONTEXT: undefined,
  NO_COLOR: "1",
  PARCEL_DISABLE_TELEMETRY: "1",
  WRANGLER_SEND_METRICS: "false",
};

export async function createWorld() {
  const [packed, mock, browser] = await Promise.all([pack(), startMock({ mode: "pro" }), launch()]);
  let wordpress;
  let visit;
  let env;
  let count = 0;

  const options = (folder, more) => ({
    cwd: folder,
    env: { ...env, ...more },
    all: true,
    preferLocal: true,
    localDir: folder,
  });

  const world = {
    /** The same world, whose apps log in to another site and see more of the environment. */
    at(site, more) {
      visit = { site, login: credentials("editor") };
      env = { ...quiet, ...more, VISIT: JSON.stringify(visit) };
      return world;
    },

    get visit() {
      return visit;
    },
    get env() {
      return env;
    },

    /** Chooses the site that apps log in to from now on: the mock, or the embedded WordPress. */
    async useSite(real) {
      if (real) wordpress ??= await startWordPress();
      visit = { site: (real ? wordpress : mock).url, login: credentials("editor") };
      env = { ...quiet, VISIT: JSON.stringify(visit) };
    },

    /** What must never be on disk: the password, and all that the mock has issued. */
    secrets: () => [visit.login.password, ...mock.secrets()],

    /** A page's address with whom to visit behind it. */
    address: (url) => `${url}#${encodeURIComponent(JSON.stringify(visit))}`,

    /** A fixture in a folder of its own, with the tarball and what its package.json asks for. */
    async project(name, versions = {}) {
      const folder = join(packed.folder, `${name}-${++count}`);
      await cp(join(fixtures, "shared"), folder, { recursive: true });
      await cp(join(fixtures, name), folder, { recursive: true });
      const manifest = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
      const dependencies = {
        ...manifest.dependencies,
        ...manifest.devDependencies,
        presskey: `file:${packed.tarball}`,
        ...versions,
      };
      return project(folder, {
        "package.json": { ...manifest, dependencies, devDependencies: {} },
      });
    },

    /** Runs a command, the project's own if it has one, to its end; what it printed. */
    async run(folder, command, args) {
      return (await execa(command, args, { ...options(folder), timeout: 300_000 })).all;
    },

    /** Runs the project's own script; what it printed. */
    async build(folder) {
      return this.run(folder, "npm", ["run", "--silent", "build"]);
    },

    /** Starts a server on a free port, and stops it when `use(url)` is done. */
    async serving(folder, command, argsFor, use) {
      const port = await getPort({ host: "127.0.0.1" });
      const url = `http://127.0.0.1:${port}`;
      // SvelteKit learns from ORIGIN under which address it is reached.
      const where = { HOST: "127.0.0.1", PORT: String(port), ORIGIN: url };
      const child = execa(command, argsFor(String(port)), {
        ...options(folder, where),
        reject: false,
        // npm and its kind do not pass signals on: the whole group is ended.
        detached: true,
      });
      let ended;
      try {
        child.then(({ all }) => {
          ended = `The server ended:\n${all}`;
        });
        await waitFor(url, () => ended);
        await use(url);
      } finally {
        if (!ended) process.kill(-child.pid);
        await child;
      }
    },

    /** Opens a page that must say HELLO, and nothing on the console. */
    async greets(url, check = () => {}) {
      const { tab, said } = await this.open(url);
      await tab.waitForFunction(() => document.querySelector("output")?.textContent);
      assert.equal(await tab.textContent("output"), HELLO);
      await check(tab);
      assert.deepEqual(said, []);
      await tab.close();
    },

    /** A page, and what it complains of. */
    async open(url, { ignore = /^$/ } = {}) {
      const tab = await browser.newPage();
      const said = [];
      tab.on("pageerror", (error) => said.push(error.message));
      tab.on("console", (message) => {
        const loud = ["error", "warning"].includes(message.type());
        if (loud && !ignore.test(message.text())) said.push(message.text());
      });
      await tab.goto(this.address(url));
      return { tab, said };
    },

    stop: () => Promise.all([browser.close(), mock.stop(), wordpress?.stop(), packed.remove()]),
  };
  return world;
}

/** Waits until a server responds, with any status; `hasEnded()` tells that it never will. */
export async function waitFor(url, hasEnded = () => {}) {
  const until = Date.now() + 90_000;
  for (;;) {
    try {
      return await (await fetch(url)).text();
    } catch {
      const ended = hasEnded();
      if (ended || Date.now() > until) throw new Error(ended ?? `Nobody answers at ${url}.`);
      await setTimeout(200);
    }
  }
}
