// A real WordPress for tests and for the demo: PHP-wasm and SQLite from npm, no network needed.
// `node scripts/wordpress.mjs --help` says how to run it on its own.
import { fork } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import getPort from "get-port";
import { cached, digest, findBuild, mainFile, scratchFolder, unzip } from "./wordpress/files.mjs";
import { knobs, writeJson } from "./wordpress/knobs.mjs";
import { fetchPlugin, SLUG } from "./wordpress/plugin.mjs";
import { posts } from "./wordpress/posts.mjs";
import { users } from "./wordpress/users.mjs";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const recursive = { recursive: true };
/** Part of WordPress itself: no plugin to mount. */
const coreServers = ["application-passwords", "cookie"];
const structures = {
  pretty: "/%postname%/",
  plain: "",
  "index.php": "/index.php/%postname%/",
};

/**
 * Starts a WordPress on 127.0.0.1 and resolves when it responds.
 *
 * @param {object} [options]
 * @param {number} [options.port] a free one unless given
 * @param {"pretty" | "plain" | "index.php"} [options.permalinks]
 * @param {string} [options.server] the PluginId of the auth server to play, one of the folders of
 *   tests/wordpress/plugins, or "application-passwords" or "cookie", which WordPress plays itself:
 *   "jwt-authentication-for-wp-rest-api" unless given
 * @param {string} [options.mode] which edition or version of it: see its plugin.php. For the default
 *   server "free", "pro", or "real": the real plugin from wordpress.org (the fixture, free, when
 *   that is out of reach)
 * @param {string} [options.plugin] a folder with the real plugin to mount instead of the fixture
 * @param {Record<string, string>} [options.plugins] folders of more plugins to activate before it,
 *   by slug
 * @param {string} [options.environment] WP_ENVIRONMENT_TYPE: "local" for "application-passwords",
 *   which WordPress offers without https only there; else unset, which is "production"
 * @param {string} [options.app] a folder that the site itself serves below /app/: the files as they
 *   are, and its NAME.html also as /app/NAME with wpApiSettings printed into it
 * @param {string} [options.subfolder] serve the site below this path, e.g. "blog"
 * @param {boolean | string} [options.online] look for the real plugin (true, or an archive's URL)
 * @param {number} [options.workers] how many requests PHP handles at the same time
 * @param {string} [options.wordpress] a WordPress version, e.g. "6.2"
 * @param {(line: string) => void} [options.progress] told what takes long
 * @returns {Promise<{
 *   url: string,
 *   users: { username: string, password: string, role: string, slashed?: boolean }[],
 *   plugin: "fixture" | "wordpress.org" | "folder" | "core",
 *   setOptions(changes?: object): void,
 *   log(): object[],
 *   clearLog(): void,
 *   stop(): Promise<void>,
 * }>} the settings of setOptions() are listed in wordpress/knobs.mjs
 */
export async function startWordPress(options = {}) {
  const { mounts, scratch, path, environment, control, ...site } = await layOut(options);
  const { url, stop } = await launch({
    ...{ port: options.port, path, workers: options.workers ?? 2, scratch, environment },
    mounts: Object.fromEntries([
      ...Object.entries(mounts).map(([folder, place]) => [folder, join("/wordpress", place)]),
      [here("./wordpress/php.ini"), "/internal/shared/extensions/presskey.ini"],
    ]),
  });
  // From here on the server process owns the scratch folder, and removes it when it ends.
  control.clearLog();
  return { url, ...site, ...control, stop };
}

/**
 * What a WordPress is made of, before anything runs.
 *
 * @param {Parameters<typeof startWordPress>[0]} options
 * @returns the folders and where they belong in WordPress's own (`mounts`, itself first), the folder
 *   that was made for this one alone (`scratch`), the path of its address, its environment, and what
 *   startWordPress() tells
 */
export async function layOut(options) {
  const { permalinks = "pretty", progress = () => {} } = options;
  if (!(permalinks in structures)) throw new Error(`Unknown permalinks "${permalinks}".`);

  const core = await coreFolder(options.wordpress, progress);
  const database = await seededDatabase(core, permalinks, progress);
  const scratch = scratchFolder();
  try {
    const { plugins, plugin, control } = await furnish(scratch, database, options);
    const folders = Object.fromEntries(
      Object.entries(plugins).map(([slug, folder]) => [folder, `wp-content/plugins/${slug}`]),
    );
    if (options.app) folders[resolve(options.app)] = "app";
    // In the shared folder, what a killed test has uploaded would change the names of later uploads.
    folders[join(scratch, "uploads")] = "wp-content/uploads";
    mkdirSync(join(scratch, "uploads"));
    // A mount needs a folder to be mounted on.
    for (const mount of Object.values(folders)) mkdirSync(join(core.folder, mount), recursive);
    return {
      mounts: {
        [core.folder]: "",
        [join(scratch, "database")]: "wp-content/database",
        [join(scratch, "state")]: "wp-content/presskey",
        [here("../tests/wordpress/mu-plugins")]: "wp-content/mu-plugins",
        ...folders,
      },
      scratch,
      path: options.subfolder ? `/${options.subfolder.replace(/^\/+|\/+$/g, "")}` : "",
      environment:
        options.environment ?? (options.server === "application-passwords" ? "local" : undefined),
      ...{ users, plugin, control },
    };
  } catch (error) {
    rmSync(scratch, { recursive: true, force: true });
    throw error;
  }
}

/** What belongs to one run alone: the plugins, a copy of the database, the settings. */
async function furnish(scratch, database, options) {
  const { server = SLUG, mode, plugins: more = {} } = options;
  const plugin = await choosePlugin({ ...options, server }, join(scratch, "plugin"));
  cpSync(database, join(scratch, "database"), { recursive: true });
  const active = { ...more, ...(plugin.folder && { [server]: plugin.folder }) };
  const control = knobs(join(scratch, "state"), {
    server,
    mode: mode === "real" ? "free" : mode,
    plugins: Object.entries(active).map(([slug, folder]) => `${slug}/${mainFile(folder)}`),
  });
  return { plugins: { ...active, shared: fixture("shared") }, plugin: plugin.from, control };
}

const fixture = (slug) => here(`../tests/wordpress/plugins/${slug}`);

async function choosePlugin({ plugin, server, mode, online, progress }, folder) {
  if (plugin) return { folder: resolve(plugin), from: "folder" };
  if (server === SLUG && (mode === "real" || online)) {
    const url = typeof online === "string" ? online : undefined;
    if (await fetchPlugin(folder, url, progress)) return { folder, from: "wordpress.org" };
  }
  if (coreServers.includes(server)) return { from: "core" };
  if (!existsSync(fixture(server))) throw new Error(`There is no fixture of "${server}".`);
  return { folder: fixture(server), from: "fixture" };
}

/** WordPress itself, unpacked. Every run mounts this one folder. */
export async function coreFolder(version, progress = () => {}) {
  const build = findBuild(version);
  const name = `core-${build.version}-${build.digest}`;
  const folder = await cached(name, (draft) => {
    progress(`Unpacking WordPress ${build.version} …`);
    unzip(readFileSync(build.zip), draft);
    // Folders that each run mounts something of its own on.
    for (const mount of ["database", "presskey", "mu-plugins"]) {
      mkdirSync(join(draft, "wp-content", mount), recursive);
    }
  });
  return { name, folder };
}

/** A database with users and posts. Installing takes seconds, so each kind is made only once. */
export async function seededDatabase(core, permalinks, progress = () => {}) {
  const seed = { users, posts, permalink_structure: structures[permalinks] };
  const code = readFileSync(here("./wordpress/seed.php"), "utf8");
  const name = `database-${permalinks}-${digest(core.name, code, JSON.stringify(seed))}`;
  return cached(name, async (draft) => {
    progress("Installing WordPress, once per machine …");
    const scratch = scratchFolder();
    const state = join(scratch, "state");
    mkdirSync(state);
    writeJson(join(state, "seed.json"), seed);
    await launch({
      command: "run-blueprint",
      scratch,
      mounts: {
        [core.folder]: "/wordpress",
        [draft]: "/wordpress/wp-content/database",
        [state]: "/wordpress/wp-content/presskey",
      },
      blueprint: { steps: [{ step: "runPHP", code }] },
    });
    if (!existsSync(join(draft, ".ht.sqlite"))) throw new Error("WordPress left no database.");
  });
}

/** Runs the child process; resolves when it is ready, rejects with the tail of what it said. */
async function launch({ command = "server", port, path = "", workers = 1, scratch, ...rest }) {
  const chosen = port ?? (await getPort({ host: "127.0.0.1" }));
  const url = `http://127.0.0.1:${chosen}${path}`;
  const child = fork(here("./wordpress/server.mjs"), { stdio: ["ignore", "pipe", "pipe", "ipc"] });
  const said = [];
  const listen = (data) => said.push(data.toString()) > 200 && said.shift();
  child.stdout.on("data", listen);
  child.stderr.on("data", listen);

  child.send({
    url,
    scratch,
    cli: {
      command,
      port: chosen,
      "site-url": url,
      workers,
      blueprint: rest.blueprint,
      "mount-before-install": Object.entries(rest.mounts).map(([hostPath, vfsPath]) => ({
        hostPath,
        vfsPath,
      })),
      // The kept database needs no look at whether it is installed: that takes over a second.
      wordpressInstallMode:
        command === "server"
          ? "do-not-attempt-installing"
          : "install-from-existing-files-if-needed",
      // Before anything of ours runs, WordPress has read it once and keeps what it read.
      define: rest.environment ? { WP_ENVIRONMENT_TYPE: rest.environment } : {},
      // Nothing in a test may wait for a server elsewhere, or start requests of its own.
      "define-bool": { DISABLE_WP_CRON: true, WP_HTTP_BLOCK_EXTERNAL: true },
    },
  });

  const ended = new Promise((done) => child.once("exit", done));
  const first = await Promise.race([
    new Promise((done) => child.once("message", done)),
    ended.then((code) => ({ error: `the process ended (${code})` })),
    // A worker that hangs while booting would otherwise hang the caller.
    new Promise((done) => setTimeout(done, 120_000, { error: "it took over two minutes" }).unref()),
  ]);

  const stop = async () => {
    if (child.connected) child.send({ stop: true });
    const killer = setTimeout(() => child.kill("SIGKILL"), 5000);
    await ended;
    clearTimeout(killer);
  };
  if (first.error) {
    await stop();
    // Somebody took the port between choosing and using it: only our own choice may be revised.
    if (first.code === "EADDRINUSE" && port === undefined) {
      return launch({ command, path, workers, scratch, ...rest });
    }
    rmSync(scratch, { recursive: true, force: true });
    const tail = said.join("").trim().split("\n").slice(-20).join("\n  ");
    throw new Error(`The embedded WordPress did not start: ${first.error}\n  ${tail}`);
  }
  if (command !== "server") await ended;
  return { url, stop };
}

async function main() {
  const { values } = parseArgs({
    options: {
      port: { type: "string" },
      permalinks: { type: "string" },
      server: { type: "string" },
      mode: { type: "string" },
      plugin: { type: "string" },
      subfolder: { type: "string" },
      wordpress: { type: "string" },
      help: { type: "boolean" },
    },
  });
  if (values.help) {
    console.log(
      "node scripts/wordpress.mjs [--port 8080] [--permalinks pretty|plain|index.php]\n" +
        "  [--server PLUGIN-ID] [--mode free|pro|real] [--plugin FOLDER] [--subfolder blog]\n" +
        "  [--wordpress 6.2]",
    );
    return;
  }
  const port = values.port && Number(values.port);
  if (Number.isNaN(port)) throw new Error(`--port ${values.port} is no number.`);
  const site = await startWordPress({ ...values, port, progress: console.log });
  console.log(`\n  WordPress  ${site.url}\n  plugin     ${site.plugin}\n`);
  for (const { username, password } of site.users) {
    console.log(`  ${username.padEnd(12)} ${password}`);
  }
  console.log("\n  Ctrl+C stops it.");
  process.once("SIGINT", () => site.stop().then(() => process.exit(0)));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
