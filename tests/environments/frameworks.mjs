// Frameworks that render on a server, and the edge runtimes.
import assert from "node:assert/strict";
import { HELLO } from "./world.mjs";

const text = async (url) => (await fetch(url)).text();

/** Server component, hydrated client component, edge route and middleware. */
async function visitNext(world, url) {
  const response = await fetch(url);
  assert.equal(response.headers.get("x-expired"), "true");
  const html = await response.text();
  assert.ok(html.includes(HELLO), "the server component");
  assert.match(html, /<p id="status">loading<\/p>/);
  assert.equal(await text(`${url}/edge`), HELLO);
  await world.greets(url, async (tab) => {
    assert.equal(await tab.textContent("#status"), "anonymous");
  });
}

const next = (commands) => async (world) => {
  const folder = await world.project("next");
  for (const [command, ...args] of commands) {
    if (command === "build") await world.run(folder, "next", [command, ...args]);
    else {
      const argsFor = (port) => [command, ...args, "-p", port, "-H", "127.0.0.1"];
      await world.serving(folder, "next", argsFor, (url) => visitNext(world, url));
    }
  }
};

async function svelteKit(world) {
  const folder = await world.project("sveltekit");
  await world.run(folder, "vite", ["build"]);
  // It takes host and port from the environment.
  await world.serving(
    folder,
    process.execPath,
    () => ["build"],
    async (url) => {
      assert.ok((await text(url)).includes(HELLO), "rendered by the server");
      await world.greets(url);
    },
  );
}

async function cloudflare(world) {
  const folder = await world.project("cloudflare");
  const visit = ["--var", `VISIT:${world.env.VISIT}`];
  const argsFor = (port) => ["dev", "--ip", "127.0.0.1", "--port", port, ...visit];
  await world.serving(folder, "wrangler", argsFor, async (url) =>
    assert.equal(await text(url), HELLO),
  );
}

export const frameworks = [
  {
    name: "Next.js 16, Turbopack: server, client, edge route, middleware",
    often: true,
    run: next([["build"], ["start"]]),
  },
  { name: "Next.js 16, webpack", run: next([["build", "--webpack"], ["start"]]) },
  { name: "Next.js 16, in development", run: next([["dev"]]) },
  { name: "SvelteKit 2: server and client", run: svelteKit },
  { name: "Cloudflare Workers (wrangler, workerd)", often: true, run: cloudflare },
];
