// Frameworks with a backend of presskey/server: the files of the site's guides exactly as written,
// in front of a real WordPress whose tokens live for seconds.
import assert from "node:assert/strict";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { blocks, read } from "../snippets/document.mjs";
import { visitForm } from "../snippets/snippets.mjs";
import { credentials, jwt } from "../support/app.mjs";
import { startWordPress } from "../support/wordpress.mjs";

/** Seconds that an access token lives in these tests. */
const LIFETIME = 8;

const SECRET = "a secret of at least 32 characters";

/** A fixture's project with the files of a guide's section in it. */
async function project(world, fixture, guide, heading) {
  const folder = await world.project(fixture);
  const files = blocks(read(`www/pages/guide/${guide}.md`)).filter(
    (block) => block.file && (!heading || block.heading === heading),
  );
  assert.ok(files.length, heading);
  for (const { file, code } of files) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await writeFile(join(folder, file), code.replaceAll("https://example.com", world.visit.site));
  }
  return folder;
}

/** Calls the backend from a page of the app. */
const call = (tab, method, path, { json, form } = {}) =>
  tab.evaluate(
    async ([method, path, json, form]) => {
      const body = new FormData();
      if (form) body.set("file", new File(["Hello"], "hello.txt", { type: "text/plain" }));
      const response = await fetch(`/api/presskey${path}`, {
        method,
        ...(json && {
          headers: { "Content-Type": "application/json" },
          body: JSON.stringify(json),
        }),
        ...(form && { body }),
      });
      return { status: response.status, body: await response.text() };
    },
    [method, path, json, form],
  );

/**
 * What a visitor does: logs in, sees the own draft on a page that the server renders, writes one,
 * uploads, comes back when the token has expired, and logs out.
 */
async function visit(world, url, { path = "/" } = {}) {
  const { tab } = await world.open(`${url}${path}`, { ignore: /./ });
  const drafts = async () => (await tab.goto(`${url}${path}`)).text();
  const slug = `draft-${Date.now()}`;
  const login = await call(tab, "POST", "/login", { json: credentials("editor") });
  assert.equal(login.status, 200, login.body);
  assert.doesNotMatch(login.body, jwt);
  const post = { title: slug, slug, status: "draft" };
  const posted = await call(tab, "POST", "/rest/wp/v2/posts", { json: post });
  assert.equal(posted.status, 201, posted.body);
  assert.ok((await drafts()).includes(slug), "the server renders the visitor's draft");
  assert.ok(!(await (await fetch(`${url}${path}`)).text()).includes(slug), "for nobody else");
  const uploaded = await call(tab, "POST", "/rest/wp/v2/media", { form: true });
  assert.equal(uploaded.status, 201, uploaded.body);
  await setTimeout(1000 * LIFETIME + 500);
  assert.ok((await drafts()).includes(slug), "also when the token has expired");
  assert.equal((await call(tab, "POST", "/logout", { json: {} })).status, 200);
  assert.ok(!(await drafts()).includes(slug), "not after the logout");
  await tab.close();
}

/** The page of the guide to Next.js itself: form, drafts that the server renders, a new draft. */
async function usePage(world, url) {
  const { tab, said } = await world.open(url, { ignore: /Failed to load resource/ });
  await visitForm(tab);
  const { username, password } = credentials("editor");
  await tab.getByLabel("User name").fill(username);
  await tab.getByLabel("Password").fill(password);
  await tab.getByRole("button", { name: "Log in" }).click();
  const list = tab.getByRole("list", { name: "draft" });
  await list.waitFor();
  const before = await list.getByText("A new draft").count();
  await tab.getByRole("button", { name: "New draft" }).click();
  await list.getByText("A new draft").nth(before).waitFor();
  await tab.getByRole("button", { name: "Log out" }).click();
  await tab.getByRole("list", { name: "publish" }).waitFor();
  assert.deepEqual(said, []);
  await tab.close();
}

/** The form of the guide whose server action logs in. */
async function useAction(world, url) {
  const { tab } = await world.open(`${url}/login`, { ignore: /Failed to load resource/ });
  const { username, password } = credentials("editor");
  const submit = async (password) => {
    await tab.getByLabel("User name").fill(username);
    await tab.getByLabel("Password").fill(password);
    await tab.locator("main, body").getByRole("button", { name: "Log in" }).click();
  };
  await submit("wrong");
  await tab.getByRole("alert").filter({ hasText: /\S/ }).first().waitFor();
  await submit(password);
  await tab.getByRole("list", { name: "draft" }).waitFor();
  await tab.close();
}

async function serveNext(world, folder) {
  await world.run(folder, "next", ["build"]);
  const argsFor = (port) => ["start", "-p", port, "-H", "127.0.0.1"];
  await world.serving(folder, "next", argsFor, async (url) => {
    await usePage(world, url);
    await useAction(world, url);
    await visit(world, url);
  });
}

const next = async (world) => serveNext(world, await project(world, "next-server", "nextjs"));

/** The same with Cache Components, which new projects have: nothing personal may be cached. */
async function nextWithCache(world) {
  const folder = await project(world, "next-server", "nextjs");
  await writeFile(
    join(folder, "next.config.mjs"),
    "export default { cacheComponents: true, partialPrefetching: true };\n",
  );
  const guide = blocks(read("www/pages/guide/nextjs.md"));
  const { code } = guide.find(({ heading, file }) => heading === "Cache Components" && !file);
  await writeFile(join(folder, "app/layout.tsx"), code);
  const path = join(folder, "app/page.tsx");
  const page = (await readFile(path, "utf8"))
    .replace("import { backend }", 'import { connection } from "next/server";\nimport { backend }')
    .replace("type Post", "export const instant = false;\n\ntype Post")
    .replace("const wp =", "await connection();\n  const wp =");
  await writeFile(path, page);
  await serveNext(world, folder);
  const entries = await readdir(join(folder, ".next"), { recursive: true, withFileTypes: true });
  for (const entry of entries.filter((entry) => entry.isFile())) {
    const file = join(entry.parentPath ?? entry.path, entry.name);
    const text = await readFile(file, "latin1");
    assert.ok(!/A new draft<|draft-\d{13}/.test(text), `a visitor's draft in ${file}`);
  }
}

/** An app of a section of the guide to servers. */
const app =
  (fixture, heading, command, argsFor, { builds = true } = {}) =>
  async (world) => {
    const folder = await project(world, fixture, "server", heading);
    if (builds) await world.build(folder);
    await world.serving(folder, command, argsFor, (url) => visit(world, url));
  };

const node = (file) => [process.execPath, () => [file]];

const deno = (port) => {
  const allowed = ["--allow-env", "--allow-net", "--allow-read"];
  return ["serve", ...allowed, "--host", "127.0.0.1", "--port", port, "main.ts"];
};

const workers = (port) => {
  const secret = ["--var", `PRESSKEY_SECRET:${SECRET}`];
  return ["dev", "--ip", "127.0.0.1", "--port", port, ...secret];
};

/** Runs an app in front of a WordPress of its own. */
const onServer = (run) => async (world) => {
  const site = await startWordPress({ mode: "pro" });
  site.setOptions({ mode: "pro", lifetime: LIFETIME });
  try {
    await run(world.at(site.url, { PRESSKEY_SECRET: SECRET }));
  } finally {
    await site.stop();
  }
};

export const serverApps = [
  { name: "presskey/server in Next.js 16", often: true, run: onServer(next) },
  { name: "presskey/server in Next.js 16, cacheComponents", run: onServer(nextWithCache) },
  ...[
    ["Hono on Node", app("hono-server", "Hono", ...node("dist/node.js"))],
    ["Express 5", app("express-server", "Express", ...node("dist/server.js")), { often: true }],
    ["Deno 2", app("deno-server", "Deno and Bun", "deno", deno, { builds: false })],
    ["Bun 1", app("bun-server", "Deno and Bun", "bun", () => ["loopback.ts"], { builds: false })],
    ["SvelteKit 2", app("sveltekit-server", "SvelteKit", ...node("build"))],
    ["Astro 5", app("astro-server", "Astro", ...node("dist/server/entry.mjs"))],
    [
      "React Router 7",
      app("react-router-server", "React Router", "react-router-serve", () => [
        "build/server/index.js",
      ]),
    ],
    ["Hono on workerd", app("hono-workers-server", "Hono", "wrangler", workers, { builds: false })],
    ["Nuxt 4", app("nuxt-server", "Nuxt", ...node(".output/server/index.mjs"))],
  ].map(([name, run, more]) => ({
    name: `presskey/server in ${name}`,
    run: onServer(run),
    ...more,
  })),
];
