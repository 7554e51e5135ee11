// The built site: every page is looked at, as a visitor with eyes, one without, and one with a phone.
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { execa } from "execa";
import { JSDOM } from "jsdom";
import { root } from "../snippets/bundle.mjs";
import { blocks, read } from "../snippets/document.mjs";
import { launch } from "../support/chromium.mjs";
import { flaws } from "../support/flaws.mjs";
import { serveFolders } from "../support/servers.mjs";

const sources = readdirSync(join(root, "www/pages"), { recursive: true })
  .filter((file) => file.endsWith(".md") && !file.startsWith("api"))
  .map((file) => `/${file.replaceAll("\\", "/").replace(/md$/, "html")}`);

const everything = Boolean(process.env.PRESSKEY_ALL);

let folder;
let server;
let browser;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "presskey-site-"));
  const build = ["build", "www", "--outDir", folder];
  await execa("vitepress", build, {
    cwd: root,
    preferLocal: true,
    env: { NODE_ENV: "production" },
  });
  [server, browser] = await Promise.all([serveFolders({ "/": folder }), launch()]);
});
after(async () => {
  await Promise.all([browser?.close(), server?.stop()]);
  if (folder) await rm(folder, { recursive: true });
});

const built = (path) => existsSync(join(folder, path));
const reference = () =>
  readdirSync(join(folder, "api"), { recursive: true })
    .filter((file) => file.endsWith(".html"))
    .map((file) => `/api/${file.replaceAll("\\", "/")}`);

/** A new visitor's page, and what should not happen in it. */
async function visit(path, { width = 1280, colorScheme = "light" } = {}) {
  const context = await browser.newContext({
    viewport: { width, height: 800 },
    colorScheme,
    // Colours that are still changing have no contrast yet.
    reducedMotion: "reduce",
  });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  const problems = [];
  page.on("pageerror", (error) => problems.push(error.message));
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) problems.push(message.text());
  });
  page.on("request", (request) => {
    if (!request.url().startsWith(server.url)) problems.push(`asks ${request.url()}`);
  });
  await page.goto(server.url + path, { waitUntil: "load" });
  return { page, problems, leave: () => context.close() };
}

describe("every page", () => {
  const anchors = new Map();
  const links = [];

  // The rest does not depend on the screen.
  const phone = ["color-contrast", "scrollable-region-focusable", "target-size"];

  /** Axe, the screen's width and scrolled boxes: by night on a phone, and by day on a desk. */
  const views = {
    async phone(page, path) {
      const found = (await flaws(page, phone)).map((flaw) => `360 px, dark: ${flaw}`);
      // Names of types don't break.
      if (path.startsWith("/api/")) return found;
      const scrolled = await page.$$eval(".vp-doc :is(table, .bars)", (all) =>
        all
          // Three columns of words don't fit on a phone.
          .filter((element) => !element.querySelector("tr > :nth-child(3)"))
          .filter((element) => element.scrollWidth > element.clientWidth + 1)
          .map((element) => element.textContent.slice(0, 60)),
      );
      return [...found, ...scrolled.map((text) => `360 px: scrolled: ${text}`)];
    },
    async desk(page) {
      await page.emulateMedia({ colorScheme: "light" });
      await page.setViewportSize({ width: 1280, height: 800 });
      const found = (await flaws(page)).map((flaw) => `1280 px, light: ${flaw}`);
      const cut = await page.$$eval(".vp-doc pre, .vp-doc table", (all) =>
        all
          .filter((element) => element.scrollWidth > element.clientWidth + 1)
          .map((element) => element.textContent.slice(0, 60)),
      );
      return [...found, ...cut.map((text) => `1280 px: cut: ${text}`)];
    },
  };
  const both = Object.keys(views);

  /** Opens a page in the browser: no error, no foreign request, no flaw in these views. */
  async function look(path, names) {
    const { page, problems, leave } = await visit(path, { width: 360, colorScheme: "dark" });
    for (const name of names) problems.push(...(await views[name](page, path)));
    collect(path, {
      ids: await page.$$eval("[id]", (all) => all.map(({ id }) => id)),
      targets: await page.$$eval("a[href]", (all) => all.map(({ href }) => href)),
      text: await page.textContent("#app"),
      labels: await page.$$eval(labelled, (all) => all.map((one) => one.textContent)),
    });
    await leave();
    assert.deepEqual(problems, [], path);
  }

  /** Reads a page's file without a browser, in a hundredth of the time. */
  function skim(path) {
    const html = readFileSync(join(folder, path), "utf8");
    const { document } = new JSDOM(html, { url: server.url + path }).window;
    const all = (selector) => [...document.querySelectorAll(selector)];
    collect(path, {
      ids: all("[id]").map(({ id }) => id),
      targets: all("a[href]").map(({ href }) => href),
      text: document.querySelector("#app").textContent,
      labels: all(labelled).map((one) => one.textContent),
    });
  }

  const labelled = "nav, .prev-next, .lang";
  function collect(path, { ids, targets, text, labels }) {
    anchors.set(path, ids);
    links.push(...targets.map((target) => [path, target]));
    assert.doesNotMatch(text, /Code snippet path not found/);
    assert.doesNotMatch(labels.join(), /\.md\b|no.run|ignore/, "names, not paths or marks");
  }

  // Axe takes seconds for a page. `npm test` checks every page in one of the two views, in turn.
  for (const [index, path] of sources.entries()) {
    it(path, () => look(path, everything ? both : [both[index % 2]]));
  }
  it("the API reference", async () => {
    const pages = reference();
    for (const name of [
      "functions/createClient",
      "interfaces/Client",
      "server/functions/createBackend",
    ])
      assert.ok(pages.includes(`/api/presskey/${name}.html`), name);
    // All are made by one template: one of each kind stands for the others, with test:all of each folder.
    const kindOf = (path) => /([a-z-]+s)\/[^/]+$/.exec(path)?.[1] ?? "module";
    const folderOf = (path) => path.replace(/[^/]+$/, "");
    const seen = new Set();
    for (const path of pages) {
      const kind = everything ? folderOf(path) : kindOf(path);
      if (!seen.has(kind) || path.endsWith("/Client.html")) await look(path, both);
      else if (everything) await look(path, []);
      else skim(path);
      seen.add(kind);
    }
  });

  it("links lead somewhere, to the heading that they name", () => {
    assert.ok(links.length > 100);
    for (const [from, target] of links) {
      const { origin, pathname, hash } = new URL(target);
      if (origin !== server.url) continue;
      const path = pathname.endsWith("/") ? `${pathname}index.html` : pathname;
      assert.ok(built(path), `${from} links to ${target}`);
      const known = anchors.get(path);
      const id = decodeURIComponent(hash.slice(1));
      if (id && known) assert.ok(known.includes(id), `${from} links to ${target}`);
    }
  });

  it("can be reached from the sidebar or the start page", () => {
    const targets = links.map(([, target]) => new URL(target).pathname);
    for (const path of [...sources, ...reference()]) {
      assert.ok(targets.includes(path.replace(/index\.html$/, "")), path);
    }
  });
});

describe("the site", () => {
  it("shows the underscores of names that are links, and options in one piece", async () => {
    const { page, leave } = await visit("/guide/doctor.html", { width: 360 });
    const lines = await page.$$eval(".vp-doc .option", (all) =>
      all.map((option) => option.getClientRects().length),
    );
    assert.ok((await page.locator("pre .option").count()) > 0);
    assert.ok(lines.length > 4);
    assert.ok(lines.every((count) => count === 1));
    await page.goto(`${server.url}/errors.html`);
    const offset = await page.$eval(".vp-doc a:has(> code)", (link) =>
      Number.parseFloat(getComputedStyle(link).textUnderlineOffset),
    );
    assert.ok(offset > 4, "the line is below the underscore");
    await leave();
  });

  it("says on a page that doesn't exist where to go", async () => {
    const { page, leave } = await visit("/404.html");
    await page.getByRole("link", { name: "Start page" }).click();
    await page.waitForURL(`${server.url}/`);
    await leave();
  });

  it("shows the code of its start page whole, and a chart for each table of BENCHMARKS.md", async () => {
    const { page, problems, leave } = await visit("/");
    const cut = await page.$$eval("pre", (all) =>
      all.filter((pre) => pre.scrollWidth > pre.clientWidth).map((pre) => pre.textContent),
    );
    assert.deepEqual(cut, []);
    const charts = await page.$$eval(".bars caption", (all) => all.map((one) => one.textContent));
    for (const [heading, title] of [
      ["Size", /^Download/],
      ["Cold start", /^Cold start/],
      ["Requests per login", /^Requests/],
      ["A storm over one token", /^Failed/],
    ]) {
      const measured = read("BENCHMARKS.md").includes(`\n## ${heading}\n`);
      assert.equal(
        charts.some((chart) => title.test(chart)),
        measured,
        heading,
      );
    }
    const cards = await page.$$eval(".cards li", (all) =>
      all.map((card) => {
        card.scrollIntoView({ block: "center" });
        const now = card.getBoundingClientRect();
        return Boolean(
          document.elementFromPoint(now.left + now.width / 2, now.bottom - 5).closest("a"),
        );
      }),
    );
    assert.ok(cards.length > 4 && cards.every(Boolean), "a whole card is a link");
    const property = (name) => page.getAttribute(`meta[property="og:${name}"]`, "content");
    assert.match(await property("title"), /Log in to any WordPress/);
    assert.match(await property("description"), /WordPress/);
    const image = await property("image");
    const png = readFileSync(join(folder, new URL(image, server.url).pathname));
    // The PNG's header chunk.
    assert.deepEqual([png.readUInt32BE(16), png.readUInt32BE(20)], [1200, 630]);
    await leave();
    assert.deepEqual(problems, []);
  });

  it("begins with the README's first example", () => {
    const [lines] = blocks(read("README.md")).filter(
      ({ heading }) => heading === "Log in and call",
    );
    assert.ok(read("www/pages/index.md").includes(lines.code));
  });

  it("finds by the keyboard alone what a visitor looks for", async () => {
    const { page, problems, leave } = await visit("/");
    // Before Vue has taken the page over, nobody listens.
    await page.waitForFunction(() => document.querySelector("#app").__vue_app__);
    await page.keyboard.press("Control+k");
    await page.locator("#localsearch-input:focus").waitFor();
    await page.keyboard.type("refresh_failed");
    await page.locator(".VPLocalSearchBox .result").first().waitFor();
    assert.deepEqual(await flaws(page), []);
    await page.keyboard.press("Enter");
    await page.waitForURL(/errors\.html#refresh_failed$/);
    await leave();
    assert.deepEqual(problems, []);
  });

  it("lets a visitor skip to the content, and change the scheme", async () => {
    const { page, leave } = await visit("/guide/getting-started.html", { colorScheme: "dark" });
    await page.waitForFunction(() => document.querySelector("#app").__vue_app__);
    await page.keyboard.press("Tab");
    assert.match(await page.locator(":focus").textContent(), /skip to content/i);
    const scheme = () =>
      page.evaluate(() => getComputedStyle(document.documentElement).colorScheme);
    assert.equal(await scheme(), "dark");
    await page.getByRole("switch").first().click();
    assert.equal(await scheme(), "light");
    await leave();
  });

  it("contains the demo, where a visitor finds it", async () => {
    const { page, problems, leave } = await visit("/");
    await page.getByRole("navigation").getByRole("link", { name: "Demo" }).first().click();
    await page.waitForURL(`${server.url}/demo/`);
    await page.getByText("Your own WordPress").waitFor();
    assert.deepEqual(await flaws(page), []);
    // Without a WordPress: the login is filled in, and everything stays in the page.
    await page.getByRole("button", { name: "Log in" }).click();
    await page.getByText("Edith Editor").first().waitFor();
    await page.getByText("A draft").first().waitFor();
    await page.getByRole("link", { name: /without a build step/ }).click();
    await page.waitForURL(/\/demo\/vanilla\.html/);
    await page.getByLabel("Site").waitFor();
    await leave();
    assert.deepEqual(problems, []);
  });
});
