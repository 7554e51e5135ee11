// Frameworks that render on a server, and the edge runtimes.
import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fillForm } from "./vite.mjs";
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
  for (const page of KEPT) {
    assert.ok((await text(`${url}/${page}`)).includes(`${HELLO}, and again`), page);
  }
  await world.greets(url, async (tab) => {
    assert.equal(await tab.textContent("#status"), "anonymous");
  });
}

/** The pages that Next.js would render once and keep, and what it does with `fetch` for them. */
const KEPT = ["static", "forced", "cached", "handler"];

/** Of all that Next.js has written, nothing holds a secret; a visitor's call is kept, if asked. */
async function assertNoSecretOnDisk(world, folder) {
  const entries = await readdir(join(folder, ".next"), { recursive: true, withFileTypes: true });
  const secrets = world.secrets();
  assert.ok(secrets.length > KEPT.length);
  let kept = 0;
  for (const entry of entries.filter((entry) => entry.isFile())) {
    const path = join(entry.parentPath ?? entry.path, entry.name);
    const text = await readFile(path, "latin1");
    // It writes the bodies of cached responses in base64.
    const bodies = [...text.matchAll(/"body":"([^"]*)"/g)].map(([, body]) =>
      Buffer.from(body, "base64").toString("latin1"),
    );
    const all = [text, ...bodies].join("\n");
    assert.ok(!secrets.some((secret) => all.includes(secret)), `a secret in ${path}`);
    if (path.includes("fetch-cache")) {
      assert.match(all, /visitor=1/, path);
      kept++;
    }
  }
  assert.equal(kept, 1);
}

const next = (commands, versions) => async (world) => {
  const folder = await world.project("next", versions);
  for (const [command, ...args] of commands) {
    if (command === "build") await world.run(folder, "next", [command, ...args]);
    else {
      const argsFor = (port) => [command, ...args, "-p", port, "-H", "127.0.0.1"];
      await world.serving(folder, "next", argsFor, (url) => visitNext(world, url));
    }
  }
  // In development it keeps nothing of these.
  if (commands.length > 1) await assertNoSecretOnDisk(world, folder);
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
      const html = await text(url);
      assert.ok(html.includes(HELLO), "rendered by the server");
      assert.match(html, /<p id="status">loading<\/p>/);
      const page = await text(`${url}/universal`);
      assert.ok(page.includes(HELLO));
      assert.match(page, /data-sveltekit-fetched/);
      for (const secret of world.secrets()) assert.ok(!page.includes(secret), "a secret in a page");
      // Its own client has logged in to the same storage by then.
      await world.greets(url, async (tab) => {
        assert.match(await tab.textContent("#status"), /anonymous|authenticated/);
      });
    },
  );
}

/** Rendered on the server as loading, hydrated without a complaint, then as in any page. */
async function nuxt(world) {
  const folder = await world.project("nuxt");
  await world.build(folder);
  world.env.NUXT_PUBLIC_SITE = world.visit.site;
  await world.serving(
    folder,
    process.execPath,
    () => [".output/server/index.mjs"],
    async (url) => {
      assert.match(await text(url), /<p id="status">loading<\/p>/);
      await fillForm(world, url);
    },
  );
}

async function cloudflare(world) {
  const folder = await world.project("cloudflare");
  const visit = ["--var", `VISIT:${world.env.VISIT}`];
  // The second knows no `cache` of a request.
  for (const date of ["2026-01-01", "2024-09-23"]) {
    const where = ["--compatibility-date", date, "--ip", "127.0.0.1"];
    const argsFor = (port) => ["dev", ...where, "--port", port, ...visit];
    await world.serving(folder, "wrangler", argsFor, async (url) => {
      assert.equal(await text(url), HELLO, date);
      assert.deepEqual(await (await fetch(`${url}/doctor`)).json(), { ok: true }, date);
    });
  }
}

export const frameworks = [
  {
    name: "Next.js 16, Turbopack: server, client, edge route, middleware",
    run: next([["build"], ["start"]]),
  },
  { name: "Next.js 16, webpack", run: next([["build", "--webpack"], ["start"]]) },
  {
    name: "Next.js 14",
    run: next([["build"], ["start"]], {
      next: "14.2.35",
      react: "18.3.1",
      "react-dom": "18.3.1",
    }),
  },
  { name: "Next.js 16, in development", often: true, run: next([["dev"]]) },
  { name: "SvelteKit 2: server and client", run: svelteKit },
  { name: "Nuxt 4: server and client", real: true, run: nuxt },
  { name: "Cloudflare Workers (wrangler, workerd)", often: true, run: cloudflare },
];
