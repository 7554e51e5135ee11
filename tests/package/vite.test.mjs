// The tarball in a fresh Vite app with React, as a developer begins one: built, and in development.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { after, before, it } from "node:test";
import { execa } from "execa";
import { startWordPress } from "../../scripts/wordpress.mjs";
import { credentials } from "../support/app.mjs";
import { launch } from "../support/chromium.mjs";
import { serveFolders } from "../support/servers.mjs";
import { pack, project, versionOf } from "../support/tarball.mjs";

const main = `
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { createClient } from "presskey";
import { PresskeyProvider, SignedIn, SignedOut, useLogin, useLogout, useSession } from "presskey/react";

const wp = createClient(new URLSearchParams(location.search).get("site"));

function Form() {
  const { login, pending, error } = useLogin();
  const submit = (event) => {
    event.preventDefault();
    login(Object.fromEntries(new FormData(event.target)));
  };
  return (
    <form onSubmit={submit}>
      <input name="username" />
      <input name="password" type="password" />
      <button disabled={pending}>Log in</button>
      {error && <p role="alert">{error.code}</p>}
    </form>
  );
}

function Hello() {
  const { user } = useSession();
  const logout = useLogout();
  return (
    <>
      <h1>Hello, {user.displayName}</h1>
      <button onClick={() => logout()}>Log out</button>
    </>
  );
}

createRoot(document.getElementById("root")).render(
  <StrictMode>
    <PresskeyProvider client={wp}>
      <SignedIn><Hello /></SignedIn>
      <SignedOut><Form /></SignedOut>
    </PresskeyProvider>
  </StrictMode>,
);
`;

const html = (script) => `<!doctype html>
<html lang="en">
  <meta charset="utf-8" />
  <title>A fresh app</title>
  <link rel="icon" href="data:," />
  <div id="root"></div>
  <script type="module" src="/src/${script}"></script>
</html>
`;

const url = `
import { createClient, init } from "presskey/url";
import wasm from "presskey/presskey.wasm?url";

await init(wasm);
const wp = createClient(new URLSearchParams(location.search).get("site"));
const root = document.getElementById("root");
root.textContent = (await wp.ready()).status;
window.wp = wp;
`;

const config = `
import react from "@vitejs/plugin-react";
export default {
  plugins: [react()],
  server: { host: "127.0.0.1" },
  build: {
    assetsInlineLimit: 0,
    rollupOptions: { input: process.env.INPUT ?? "index.html" },
  },
};
`;

let packed;
let site;
let browser;
let app;
before(async () => {
  [packed, site, browser] = await Promise.all([pack(), startWordPress(), launch()]);
  const dependencies = { presskey: `file:${packed.tarball}` };
  for (const name of ["react", "react-dom", "vite", "@vitejs/plugin-react"]) {
    dependencies[name] = await versionOf(name);
  }
  app = await project(join(packed.folder, "app"), {
    "package.json": { private: true, type: "module", dependencies },
    "vite.config.js": config,
    "index.html": html("main.jsx"),
    "url.html": html("url.js"),
    "src/main.jsx": main,
    "src/url.js": url,
  });
});
after(() => Promise.all([browser?.close(), site?.stop(), packed?.remove()]));

const vite = (...args) => [process.execPath, [join(app, "node_modules/vite/bin/vite.js"), ...args]];

async function build(input, outDir) {
  const [command, args] = vite("build", "--outDir", outDir);
  const { all } = await execa(command, args, { cwd: app, env: { INPUT: input }, all: true });
  assert.doesNotMatch(all, /warn/i);
  return join(app, outDir);
}

/** Opens a page and hears what it complains of. */
async function open(address) {
  const tab = await browser.newPage();
  const said = [];
  tab.on("pageerror", (error) => said.push(error.message));
  tab.on("console", (message) => {
    // A refused login is an answer with 403, which Chromium itself puts there.
    const expected = /Failed to load resource: .* 403/.test(message.text());
    if (["error", "warning"].includes(message.type()) && !expected) said.push(message.text());
  });
  await tab.goto(`${address}?site=${encodeURIComponent(site.url)}`);
  return { tab, said };
}

/** What a person does with the app. */
async function visit(address) {
  const { tab, said } = await open(address);
  const login = async (username, password) => {
    await tab.fill("[name=username]", username);
    await tab.fill("[name=password]", password);
    await tab.click("button:has-text('Log in')");
  };
  await login("editor", "wrong-4711");
  await tab.waitForSelector("[role=alert]");
  assert.equal(await tab.textContent("[role=alert]"), "invalid_credentials");
  const { username, password } = credentials("editor");
  await login(username, password);
  await tab.waitForSelector("h1");
  assert.equal(await tab.textContent("h1"), "Hello, Edith Editor");
  await tab.reload();
  await tab.waitForSelector("h1");
  await tab.click("button:has-text('Log out')");
  await tab.waitForSelector("form");
  assert.deepEqual(said, []);
  await tab.close();
}

async function visitUrl(address) {
  const { tab, said } = await open(address);
  await tab.waitForFunction(() => window.wp);
  const login = credentials("editor");
  const name = await tab.evaluate(async (login) => (await wp.login(login)).user.displayName, login);
  assert.equal(name, "Edith Editor");
  assert.deepEqual(said, []);
  await tab.close();
}

it("built: one script with the wasm in it, and it works", async () => {
  const folder = await build("index.html", "dist");
  const kinds = (await readdir(join(folder, "assets"))).map((name) => name.split(".").at(-1));
  assert.deepEqual(kinds, ["js"]);
  const server = await serveFolders({ "/": folder });
  try {
    await visit(`${server.url}/index.html`);
  } finally {
    await server.stop();
  }
});

it("built with presskey/url: the wasm is a file of its own", async () => {
  const folder = await build("url.html", "dist-url");
  const kinds = (await readdir(join(folder, "assets"))).map((name) => name.split(".").at(-1));
  assert.deepEqual(kinds.toSorted(), ["js", "wasm"]);
  const server = await serveFolders({ "/": folder });
  try {
    await visitUrl(`${server.url}/url.html`);
  } finally {
    await server.stop();
  }
});

it("in development, both work without an option", async () => {
  const [command, args] = vite("--port", "0", "--clearScreen", "false");
  const child = spawn(command, args, {
    cwd: app,
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, NO_COLOR: "1", FORCE_COLOR: "0" },
  });
  const ended = new Promise((done) => child.once("exit", done));
  try {
    const address = await Promise.race([
      new Promise((done) => {
        let printed = "";
        child.stdout.on("data", (data) => {
          printed += data;
          const [found] = printed.match(/http:\/\/127\.0\.0\.1:\d+/) ?? [];
          if (found) done(found);
        });
      }),
      ended.then((code) => Promise.reject(new Error(`vite ended (${code})`))),
    ]);
    await visit(`${address}/index.html`);
    await visitUrl(`${address}/url.html`);
  } finally {
    child.kill();
    await ended;
  }
});
