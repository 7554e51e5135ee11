#!/usr/bin/env node
// `npm start`: everything the demo needs, on a machine with git, Node and Rust.
// `npm start -- --no-open` leaves the browser alone, `--no-build` takes the package as it is,
// `--mode pro` shows a server that refreshes.
import { randomBytes } from "node:crypto";
import { fileURLToPath } from "node:url";
import { parseArgs, styleText } from "node:util";
import { setup } from "./setup.mjs";

const colourful = process.stdout.isTTY && !process.env.NO_COLOR;
/** Where the demo's backend is mounted. */
const BACKEND = "/api/presskey";
const running = [];
let wanted;
let ending;

try {
  wanted = parseArgs({
    options: {
      "no-open": { type: "boolean" },
      "no-build": { type: "boolean" },
      mode: { type: "string", default: "real" },
    },
  }).values;
  await setup({ browser: false });
  await start();
} catch (error) {
  if (!ending) await end(1, `\n${paint("red", error.message)}`);
}

async function start() {
  // Only now, since these need the npm packages.
  const { buildPackage } = await import("./build/package.mjs");
  const { startWordPress } = await import("./wordpress.mjs");
  const { createServer } = await import("vite");
  if (!wanted["no-build"]) {
    step("Building the package");
    await buildPackage();
  }
  // Only now: cargo's own way of ending on Ctrl-C is the better one.
  process.once("SIGINT", () => end(0));
  process.once("SIGTERM", () => end(0));

  step("Booting WordPress");
  const site = await startWordPress({ mode: wanted.mode, progress: (line) => step(line) });
  running.push(() => site.stop());
  if (ending) return;

  const vite = await serve(createServer, site);
  running.push(() => vite.close());
  if (ending) return;
  await tell(site, vite.resolvedUrls.local[0]);
}

/** The demo in Vite's development server, at a free port. */
async function serve(createServer, site) {
  const { username, password } = editorOf(site);
  // How the demo learns its site and fills in the login; a person may still type another.
  Object.assign(process.env, {
    VITE_WORDPRESS_URL: site.url,
    VITE_WORDPRESS_USERNAME: username,
    VITE_WORDPRESS_PASSWORD: password,
    VITE_PRESSKEY_BACKEND: BACKEND,
  });
  const server = await createServer({
    root: fileURLToPath(new URL("../www/demo", import.meta.url)),
    server: { host: "127.0.0.1", port: 5173, strictPort: false },
    plugins: [await backendOf(site.url)],
    // The lines below print the address together with everything else.
    logLevel: "warn",
    clearScreen: false,
  });
  return server.listen();
}

/** Lets the demo keep its session on a server, too: sessions end with this process. */
async function backendOf(site) {
  const { createBackend, nodeHandler } = await import("presskey/server");
  const handle = nodeHandler(createBackend({ site, secret: randomBytes(32).toString("hex") }));
  return {
    name: "presskey-backend",
    configureServer: ({ middlewares }) =>
      void middlewares.use((request, response, next) =>
        request.url.startsWith(`${BACKEND}/`) ? handle(request, response, next) : next(),
      ),
  };
}

function editorOf({ users }) {
  return users.find(({ role }) => role === "editor");
}

async function tell(site, demo) {
  const vanilla = new URL(`vanilla.html?${new URLSearchParams({ site: site.url })}`, demo).href;
  const { username, password } = editorOf(site);
  const plugin =
    site.plugin === "fixture"
      ? `our stand-in for JWT Authentication${wanted.mode === "pro" ? " PRO" : ""}`
      : `JWT Authentication for WP REST API, from ${site.plugin}`;
  const line = (name, text) => console.log(`  ${name.padEnd(11)} ${text}`);

  console.log("");
  line("Demo", paint(["bold", "cyan"], demo));
  line("No build", paint("cyan", vanilla));
  line("WordPress", `${paint("cyan", site.url)}/wp-admin/`);
  line("Plugin", plugin);
  console.log("");
  line("User", paint("bold", username));
  line("Password", paint("bold", password));
  line("Docs", "npm run site");
  console.log(`\n  ${paint("dim", "Ctrl-C ends all.")}\n`);
  if (interactive()) await open(demo);
}

function interactive() {
  const { CI, DISPLAY, WAYLAND_DISPLAY } = process.env;
  // Elsewhere than on Linux there is always a desktop.
  const desktop = process.platform !== "linux" || DISPLAY || WAYLAND_DISPLAY;
  return !wanted["no-open"] && !CI && process.stdout.isTTY && desktop;
}

async function open(address) {
  const { default: openBrowser } = await import("open");
  // A desktop without a browser is no reason to fail: the address is printed.
  const child = await openBrowser(address).catch(() => {});
  child?.on("error", () => {});
}

/** Stops what was started, once, whatever asked for it. */
function end(code, message) {
  ending ??= (async () => {
    if (message) console.error(message);
    await Promise.allSettled(running.map((stop) => stop()));
    process.exit(code);
  })();
  return ending;
}

function step(text) {
  console.log(paint("dim", `  ${text}`));
}

function paint(style, text) {
  return colourful ? styleText(style, text) : text;
}
