// A fresh Vite app with React, as a developer begins one: built, and in development.
import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { serveFolders } from "../support/servers.mjs";

/** What a person does with an app that has a login form. */
export async function fillForm(world, address) {
  // A refused login is a response with 403, which Chromium itself puts on the console.
  const ignore = /Failed to load resource: .* 403/;
  const { tab, said } = await world.open(address, { ignore });
  const login = async ({ username, password }) => {
    await tab.fill("[name=username]", username);
    await tab.fill("[name=password]", password);
    await tab.click("button:has-text('Log in')");
  };
  await login({ username: "editor", password: "wrong-4711" });
  await tab.waitForSelector("[role=alert]");
  assert.equal(await tab.textContent("[role=alert]"), "invalid_credentials");
  await login(world.visit.login);
  await tab.waitForSelector("h1");
  assert.equal(await tab.textContent("h1"), "Hello, Edith Editor");
  await tab.reload();
  await tab.waitForSelector("h1");
  await tab.click("button:has-text('Log out')");
  await tab.waitForSelector("form");
  assert.deepEqual(said, []);
  await tab.close();
}

async function built(world, folder) {
  const said = await world.build(folder);
  assert.doesNotMatch(said, /warn/i);
  const files = await readdir(join(folder, "dist/assets"));
  // That of presskey/url: the default entry has none.
  assert.equal(files.filter((file) => file.endsWith(".wasm")).length, 1, files.join());
  const server = await serveFolders({ "/": join(folder, "dist") });
  try {
    await fillForm(world, `${server.url}/index.html`);
    await world.greets(`${server.url}/url.html`);
  } finally {
    await server.stop();
  }
}

const inDevelopment = (world, folder) =>
  world.serving(
    folder,
    "npx",
    (port) => ["vite", "--port", port],
    async (url) => {
      await fillForm(world, `${url}/index.html`);
      await world.greets(`${url}/url.html`);
    },
  );

const vite = (versions) => async (world) => {
  const folder = await world.project("vite", versions);
  await built(world, folder);
  await inDevelopment(world, folder);
};

async function vue(world) {
  const folder = await world.project("vue");
  assert.doesNotMatch(await world.build(folder), /warn/i);
  const server = await serveFolders({ "/": join(folder, "dist") });
  try {
    await fillForm(world, `${server.url}/index.html`);
  } finally {
    await server.stop();
  }
}

export const viteVersions = [
  { name: "Vite 7, Vue 3", real: true, run: vue },
  { name: "Vite 8, React: build and dev", often: true, real: true, run: vite() },
  {
    name: "Vite 7, React: build and dev",
    run: vite({ vite: "7.3.8", "@vitejs/plugin-react": "5.2.0" }),
  },
  {
    name: "Vite 5, React: build and dev",
    run: vite({ vite: "5.4.21", "@vitejs/plugin-react": "4.7.0" }),
  },
];
