// A recipe's code in a page, with React in development, whose every complaint is kept.
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { launch } from "../support/chromium.mjs";
import { serve } from "../support/servers.mjs";

export const root = fileURLToPath(new URL("../..", import.meta.url));

/** Where an older React is, for esbuild. */
const older = (name) => join(root, "tests/react/18/node_modules", name);
const react = { 18: { react: older("react"), "react-dom": older("react-dom") }, 19: {} };

/** Bundles files (`{ "app.jsx": "…" }`) as an app's build would; the text of one of them. */
export async function bundle(files, entry, { version = 19, ...options } = {}) {
  const target = join(root, "target/presskey");
  await mkdir(target, { recursive: true });
  const folder = await mkdtemp(join(target, "recipe-"));
  try {
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
    const { outputFiles } = await build({
      entryPoints: [join(folder, entry)],
      outdir: folder,
      bundle: true,
      format: "esm",
      charset: "utf8",
      jsx: "automatic",
      alias: react[version],
      define: { "process.env.NODE_ENV": '"development"' },
      write: false,
      ...options,
    });
    return outputFiles[0].text;
  } finally {
    await rm(folder, { recursive: true });
  }
}

const html = `<!doctype html><meta charset="utf-8"><title>A recipe</title><link rel="icon" href="data:,">
  <div id="root"></div><script>globalThis.outcome = new Promise((done) => { globalThis.done = done })</script>
  <script type="module">import("/app.js").then(() => done("ran"), (error) => done(error.stack))</script>`;

/** A browser for recipes. `open(code)` gives the page, what it has logged, and its complaints. */
export async function visitor() {
  const browser = await launch();
  const closing = [];
  return {
    async at(url) {
      const context = await browser.newContext();
      closing.push(() => context.close());
      const tab = await context.newPage();
      const logged = [];
      const complaints = [];
      tab.on("pageerror", (error) => complaints.push(error.message));
      tab.on("console", (message) => {
        // A refused request is the browser's to tell; React's complaints are ours.
        if (message.type() === "log") logged.push(message.text());
        else if (!/Failed to load resource|React DevTools/.test(message.text()))
          complaints.push(message.text());
      });
      await tab.goto(url);
      return { tab, logged, complaints };
    },
    async open(code) {
      const server = await serve((request, response) => {
        const script = request.url === "/app.js";
        const type = script ? "text/javascript; charset=utf-8" : "text/html; charset=utf-8";
        response.writeHead(200, { "Content-Type": type }).end(script ? code : html);
      });
      closing.push(() => server.stop());
      const page = await this.at(server.url);
      const outcome = await page.tab.evaluate(() => globalThis.outcome);
      if (outcome !== "ran") throw new Error(outcome);
      return page;
    },
    async close() {
      for (const close of closing) await close();
      await browser.close();
    },
  };
}
