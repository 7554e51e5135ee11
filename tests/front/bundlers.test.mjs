// Apps that import only createClient, built for production by the bundlers that people use, with the packed
// package: what a visitor's page downloads has none of the rules in it.
import assert from "node:assert/strict";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { after, before, it } from "node:test";
import { createWorld } from "../environments/world.mjs";
import { launch } from "../support/chromium.mjs";
import { serveFolders } from "../support/servers.mjs";

const APP = `import { createClient } from "presskey";
globalThis.wp = createClient("https://example.com");
wp.ready().then(({ status }) => { document.title = status; });`;

const page = (script) => `<!doctype html><html lang="en"><meta charset="utf-8"><title>App</title>
<link rel="icon" href="data:,">${script}</html>`;

/** Only the rules have these: what compiles them, and an error code of a server. */
const RULES = /WebAssembly\.Module|jwt_auth_bad_config/;

/** Each is a fixture of tests/environments with other files, and where its build leaves the pages. */
const bundlers = {
  "Rollup 4": {
    often: true,
    fixture: "rollup",
    files: {
      "main.js": APP,
      "index.html": page('<script type="module" src="dist/main.js"></script>'),
    },
    output: ".",
  },
  "webpack 5": {
    often: true,
    fixture: "webpack",
    files: { "main.js": APP, "index.html": page('<script defer src="dist/main.js"></script>') },
    output: ".",
  },
  "Parcel 2": {
    fixture: "parcel",
    files: { "main.js": APP, "index.html": page('<script type="module" src="main.js"></script>') },
    output: "dist",
  },
  "Next.js 16": {
    fixture: "next",
    remove: ["app", "middleware.js", "keep.js"],
    files: {
      "next.config.mjs": 'export default { output: "export" };',
      "app/layout.js":
        'export default ({ children }) => <html lang="en"><body>{children}</body></html>;',
      "app/page.js": `"use client";
import { createClient } from "presskey";
import { useEffect } from "react";
const wp = createClient("https://example.com");
export default function Page() {
  useEffect(() => {
    globalThis.wp = wp;
    wp.ready().then(({ status }) => { document.title = status; });
  });
  return <main />;
}`,
    },
    build: ["next", ["build"]],
    output: "out",
  },
};

let world;
let browser;
before(async () => {
  [world, browser] = await Promise.all([createWorld(), launch()]);
  await world.useSite();
});
after(() => Promise.all([world?.stop(), browser?.close()]));

async function built({ fixture, remove = [], files, build, output }) {
  const folder = await world.project(fixture);
  for (const name of remove) await rm(join(folder, name), { recursive: true });
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
  if (build) await world.run(folder, ...build);
  else await world.build(folder);
  return join(folder, output);
}

/** What a page downloads for a visitor, and what more when the engine is wanted. */
async function visit(url) {
  const page = await browser.newPage();
  const scripts = [];
  page.on("response", (response) => {
    if (response.request().resourceType() === "script") scripts.push(response.text());
  });
  const downloaded = async () => (await Promise.all(scripts.splice(0))).join("\n");
  try {
    await page.goto(`${url}/index.html`, { waitUntil: "load" });
    await page.waitForFunction(() => document.title === "anonymous");
    // What is only prefetched comes when nothing else does.
    await page.waitForLoadState("networkidle");
    const first = await downloaded();
    await page.evaluate(() => wp.preload());
    return { first, later: await downloaded() };
  } finally {
    await page.close();
  }
}

for (const [name, { often, ...bundler }] of Object.entries(bundlers)) {
  const skip = !often && !process.env.PRESSKEY_ALL && "npm run test:all";
  it(`${name}: a visitor downloads none of the rules`, { skip }, async () => {
    const server = await serveFolders({ "/": await built(bundler) });
    try {
      const { first, later } = await visit(server.url);
      assert.match(first, /presskey/);
      assert.doesNotMatch(first, RULES);
      assert.match(later, RULES);
    } finally {
      await server.stop();
    }
  });
}
