// The built demo with the WordPress inside the page: everything that a visitor can try by a click.
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, afterEach, before, beforeEach, test } from "node:test";
import { build } from "vite";
import { root } from "../../scripts/setup/shell.mjs";
import { launch } from "../support/chromium.mjs";
import { flaws } from "../support/flaws.mjs";
import { serveFolders } from "../support/servers.mjs";

let outDir;
let app;
let browser;
let context;
let page;
const problems = [];

before(async () => {
  outDir = await mkdtemp(join(tmpdir(), "presskey-demo-"));
  [browser, app] = await Promise.all([
    launch(),
    serveFolders({ "/": outDir }),
    build({ root: join(root, "www/demo"), logLevel: "warn", build: { outDir, emptyOutDir: true } }),
  ]);
});
after(async () => {
  await Promise.all([browser?.close(), app?.stop()]);
  await rm(outDir, { recursive: true, force: true });
});

beforeEach(async () => {
  problems.length = 0;
  context = await browser.newContext({ permissions: ["clipboard-read", "clipboard-write"] });
  page = await context.newPage();
  page.setDefaultTimeout(15_000);
  page.on("pageerror", (error) => problems.push(error.message));
  page.on("request", (request) => {
    if (!request.url().startsWith(app.url) && !/^(blob|data):/.test(request.url()))
      problems.push(`requests ${request.url()}`);
  });
  await page.goto(app.url);
});
afterEach(async () => {
  await context.close();
  assert.deepEqual(problems, []);
});

const sees = (text, where = page) => where.getByText(text).first().waitFor();
const press = (name) => page.getByRole("button", { name, exact: true }).first().click();
const region = (name) => page.getByRole("region", { name, exact: true });
/** With the user who is filled in already. */
const logIn = async () => {
  await press("Log in");
  await page.getByRole("button", { name: "New post" }).waitFor();
};

test("the login comes first, filled in; the configuration last, folded", async () => {
  await page.getByLabel("Password", { exact: true }).waitFor();
  const headings = await page.evaluate(() =>
    [...document.querySelectorAll("h2")].map(({ textContent }) => textContent),
  );
  assert.equal(headings[0], "Log in");
  assert.equal(headings.at(-1), "Your own WordPress");
  assert.equal(await page.getByLabel("Address").isVisible(), false);
  await logIn();
  await sees("Edith Editor");
});

test("a wrong password leaves the session as it was", async () => {
  await press("The password is wrong");
  await sees("invalid_credentials", region("What if …"));
  assert.deepEqual(await flaws(page), []);
  await logIn();
  await press("The password is wrong");
  await sees("invalid_credentials", region("What if …"));
  assert.equal(await region("Session").isVisible(), true);
});

test("a token that the site calls expired is renewed", async () => {
  await logIn();
  await press("The token expires");
  await sees("presskey renewed it and repeated the request.");
  const calls = await page.locator("presskey-devtools tbody tr").allInnerTexts();
  assert.ok(calls.some((call) => /refresh/.test(call)));
  assert.equal(await region("Session").isVisible(), true);
});

for (const [name, code] of [
  ["CORS error", /cors_blocked|unreachable/],
  ["Firewall", /cors_blocked|unreachable|forbidden/],
  ["No Authorization header", /authorization_stripped/],
  ["PHP notice in the JSON", /malformed_response/],
  ["Maintenance", /cors_blocked|unreachable|http_error/],
  ["Server down", /unreachable|offline|cors_blocked/],
]) {
  test(`a broken site: ${name}`, async () => {
    await logIn();
    const panel = region("What if …");
    await press(name);
    await panel.getByRole("alert").waitFor();
    assert.match(await panel.locator(".code").textContent(), code);
    assert.deepEqual(await flaws(page), []);
    if (process.env.PRESSKEY_SCREENSHOTS)
      await page.screenshot({
        path: `${process.env.PRESSKEY_SCREENSHOTS}/demo-${name.replaceAll(" ", "-")}.png`,
        fullPage: true,
      });
    await press(name);
    await sees("The site works again.", panel);
    assert.equal(await panel.getByRole("alert").count(), 0);
    assert.equal(await region("Session").isVisible(), true);
  });
}

test("copies the code of a hint alone", async () => {
  await logIn();
  await press("No Authorization header");
  const block = page.locator(".code-block").first();
  const code = await block.locator("code").textContent();
  await block.getByRole("button", { name: "Copy" }).click();
  await block.getByRole("button", { name: "Copied" }).waitFor();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), code);
  assert.match(code, /Authorization/);
  assert.doesNotMatch(code, /`|Copy/);
});

test("a second tab has the session, and loses it with the first", async () => {
  await logIn();
  const opened = context.waitForEvent("page");
  await page.getByRole("link", { name: "There is a second tab" }).click();
  const other = await opened;
  await other.getByText("The token expires in").first().waitFor();
  await other.getByRole("button", { name: "New post" }).waitFor();
  await press("Log out");
  await other.getByText("You are logged out.").waitFor();
});

test("the session survives a reload", async () => {
  await logIn();
  await page.reload();
  await page.getByRole("button", { name: "New post" }).waitFor();
  await press("Refresh now");
  await sees("There is a new token.");
});

test("posts come in pages", async () => {
  await sees("Page 1 of 3");
  const titles = () => page.locator(".posts .title").allTextContents();
  const first = await titles();
  assert.equal(first[0], "Hello from the page");
  await press("Next");
  await sees("Page 2 of 3");
  const second = await titles();
  assert.equal(second.filter((title) => first.includes(title)).length, 0);
  await press("Next");
  await sees("Page 3 of 3");
  // The button that has the focus keeps it on the last page.
  assert.equal(await page.locator(":focus").textContent(), "Next");
  await press("Previous");
  await sees("Page 2 of 3");
  assert.deepEqual(await titles(), second);
});

test("uploads a picture", async () => {
  await logIn();
  await press("Upload a sample picture");
  await sees(/Uploaded as .*squares\.png/);
  await page.getByRole("img", { name: "Coloured squares" }).waitFor();
  assert.deepEqual(await flaws(page), []);
});

test("fits every screen in light and dark, with everything open", async () => {
  await logIn();
  await press("No Authorization header");
  await region("What if …").getByRole("alert").waitFor();
  await page.getByText("Your own WordPress").click();
  await press("Run the checks");
  await page.getByText(/^Failing: \d+\.$/).waitFor();
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    for (const width of [360, 768, 1280]) {
      await page.setViewportSize({ width, height: 800 });
      assert.deepEqual(await flaws(page), [], `${width} px, ${colorScheme}`);
      if (process.env.PRESSKEY_SCREENSHOTS)
        await page.screenshot({
          path: `${process.env.PRESSKEY_SCREENSHOTS}/demo-${width}-${colorScheme}.png`,
          fullPage: true,
        });
    }
  }
});

test("the page without a build step does the same", async () => {
  await page.goto(`${app.url}/vanilla.html`);
  await sees("Page 1 of 3");
  await press("Next");
  await sees("Page 2 of 3");
  await press("Log in");
  await sees("Hello Edith Editor!");
  await sees('"roles"');
  await page
    .getByLabel("Picture")
    .setInputFiles({ name: "dot.png", mimeType: "image/png", buffer: Buffer.alloc(2000, 1) });
  await press("Upload");
  await sees(/Uploaded dot\.png with the id \d+\./);
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    for (const width of [360, 1280]) {
      await page.setViewportSize({ width, height: 800 });
      assert.deepEqual(await flaws(page), [], `${width} px, ${colorScheme}`);
      if (process.env.PRESSKEY_SCREENSHOTS)
        await page.screenshot({
          path: `${process.env.PRESSKEY_SCREENSHOTS}/vanilla-${width}-${colorScheme}.png`,
          fullPage: true,
        });
    }
  }
  await page.reload();
  await sees("Hello Edith Editor!");
  await press("Log out");
  await page.getByText("You are logged out (logged_out).").waitFor();
});
