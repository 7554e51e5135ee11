// The site's framework guides: their files exactly as written, in a project of the framework's.
import assert from "node:assert/strict";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { blocks, read } from "../snippets/document.mjs";
import { editor, visitForm } from "../snippets/snippets.mjs";
import { executablePath } from "../support/chromium.mjs";
import { serveFolders } from "../support/servers.mjs";

/** A fixture's project, with the files of a guide, or of one of its sections, in it. */
async function project(world, fixture, guide, heading) {
  const folder = await world.project(fixture);
  await writeGuide(world, folder, guide, heading);
  return folder;
}

/** Writes the files of a guide, or of one of its sections, into a project. */
export async function writeGuide(world, folder, guide, heading) {
  const files = blocks(read(`www/pages/guide/${guide}.md`)).filter(
    (block) => block.file && (!heading || block.heading === heading),
  );
  assert.ok(files.length);
  for (const { file, code } of files) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    const text = code.replaceAll("https://example.com", world.visit.site);
    await writeFile(join(folder, file), text);
  }
}

/** The page lists posts that the server or the build has read, and its form works. */
async function use(world, url) {
  const { tab, said } = await world.open(url, { ignore: /Failed to load resource/ });
  assert.ok(await tab.getByRole("listitem").count());
  await visitForm(tab);
  assert.deepEqual(said, []);
  await tab.close();
}

async function svelteKit(world) {
  const folder = await project(world, "sveltekit", "svelte");
  await world.run(folder, "vite", ["build"]);
  await world.serving(
    folder,
    process.execPath,
    () => ["build"],
    (url) => use(world, url),
  );
}

async function astro(world) {
  const folder = await project(world, "astro", "astro");
  await world.build(folder);
  const server = await serveFolders({ "/": join(folder, "dist") });
  try {
    await use(world, `${server.url}/index.html`);
  } finally {
    await server.stop();
  }
}

async function cloudflare(world) {
  const folder = await project(world, "cloudflare", "workers", "Cloudflare Workers");
  const secret = ["--var", `WORDPRESS_PASSWORD:${editor.password}`];
  const argsFor = (port) => ["dev", "--ip", "127.0.0.1", "--port", port, ...secret];
  await world.serving(folder, "wrangler", argsFor, async (url) =>
    assert.equal(await (await fetch(url)).text(), "Hello Edith Editor!"),
  );
}

/** The guide's own tests, run by Vitest. */
async function vitest(world) {
  const folder = await project(world, "vitest", "testing");
  const said = await world.run(folder, "vitest", ["run", "src"]);
  assert.match(said, /Tests +4 passed/);
}

/** The guide's tests in Jest; that for Testing Library is changed as the guide says. */
async function jest(world) {
  const folder = await project(world, "jest-guide", "testing");
  const test = join(folder, "src/Login.test.jsx");
  const vitestLines = await readFile(test, "utf8");
  const jestLines = vitestLines
    .replace("@vitest-environment", "@jest-environment")
    .replace(/^import .* from "vitest";\n/m, "");
  await writeFile(test, jestLines);
  const said = await world.run(folder, "jest", ["src/__tests__", "src/Login"]);
  assert.match(said, /Tests: +4 passed, 4 total/);
}

/** The guide's test of its own component, built and run by Playwright. */
async function playwright(world) {
  const folder = await project(world, "playwright", "testing");
  await world.build(folder);
  const server = await serveFolders({ "/": join(folder, "dist") });
  try {
    Object.assign(world.env, { APP: server.url, CHROMIUM: executablePath });
    assert.match(await world.run(folder, "playwright", ["test"]), /1 passed/);
  } finally {
    await server.stop();
  }
}

export const guides = [
  { name: "the guide to tests: Vitest, Testing Library", often: true, run: vitest },
  { name: "the guide to tests: Jest, Testing Library", run: jest },
  { name: "the guide to tests: Playwright", run: playwright },
  { name: "the guide to Svelte: SvelteKit 2", real: true, run: svelteKit },
  { name: "the guide to Astro: Astro 5", real: true, run: astro },
  { name: "the guide to Cloudflare Workers", real: true, run: cloudflare },
];
