// The demo, as `npm start` leaves it: a person's whole visit, at every size and in both schemes.
// What a test saw that failed is left in target/presskey/demo: a picture, the requests, the console.
import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, afterEach, before, beforeEach, test } from "node:test";
import { root } from "../../scripts/setup/shell.mjs";
import { launch } from "../support/chromium.mjs";
import { flaws } from "../support/flaws.mjs";
import { npmStart } from "./running.mjs";

let started;
let browser;
let page;
const problems = [];
const seen = [];

before(async () => {
  // As PRO, so that there is something to refresh.
  started = await npmStart("--mode", "pro");
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await started?.stop();
});

beforeEach(async () => {
  problems.length = seen.length = 0;
  page = await (await browser.newContext()).newPage();
  page.setDefaultTimeout(15_000);
  page.on("pageerror", (error) => problems.push(error.message));
  page.on("requestfinished", async (request) => {
    const response = await request.response();
    seen.push(`${request.method()} ${request.url()} ${response?.status()}`);
  });
  page.on("requestfailed", (request) =>
    seen.push(`${request.method()} ${request.url()} ${request.failure()?.errorText}`),
  );
  page.on("console", (message) => {
    seen.push(`${message.type()}: ${message.text()}`);
    // The browser itself reports every response that is not 2xx, as for wrong passwords.
    const expected = message.text().startsWith("Failed to load resource");
    if (["error", "warning"].includes(message.type()) && !expected) problems.push(message.text());
  });
});

afterEach(async ({ name, passed }) => {
  if (!passed && browser?.isConnected()) await leave(name);
  assert.deepEqual(problems, []);
});

async function leave(name) {
  const folder = join(root, "target/presskey/demo");
  await mkdir(folder, { recursive: true });
  const path = join(folder, name.replaceAll(/\W+/g, "-"));
  await page.screenshot({ path: `${path}.png`, fullPage: true });
  await writeFile(`${path}.txt`, seen.join("\n"));
}

const logIn = async (password = started.password) => {
  await page.getByLabel("User name or e-mail").fill(started.username);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Log in", exact: true }).click();
};
const sees = (text) => page.getByText(text).first().waitFor();
const press = (name) => page.getByRole("button", { name, exact: true }).first().click();

/** Everything a person or a screenshot could see, values of fields included. */
const visible = () =>
  page.evaluate(() => {
    const values = [...document.querySelectorAll("input, textarea")].map((field) => field.value);
    const tools = document.querySelector("presskey-devtools")?.shadowRoot.innerHTML;
    return [document.documentElement.outerHTML, tools, ...values].join("\n");
  });
const TOKEN = /eyJ[\w-]{10,}/;

test("a visit: wrong password, login, posts, refresh, reload, logout", async () => {
  await page.goto(started.demo);
  await sees("Log in to write.");
  assert.deepEqual(await flaws(page), []);

  const field = page.getByLabel("Password", { exact: true });
  assert.equal(await field.inputValue(), started.password, "the login is filled in");
  await logIn("wrong");
  await sees("invalid_credentials");
  assert.deepEqual(await flaws(page), []);

  await logIn();
  await sees("The token expires in");
  await sees("expires at");
  assert.match(await page.locator(":focus").textContent(), /Session/, "the focus follows");
  assert.deepEqual(await flaws(page), []);

  await press("New post");
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Title").fill("Tea & <toast>");
  await dialog.getByLabel("Content").fill("From the demo's test.");
  assert.deepEqual(await flaws(page), []);
  await press("Save");
  await sees("Saved “Tea &");
  await page
    .getByRole("button", { name: /^Edit “Tea &/ })
    .first()
    .click();
  await dialog.getByLabel("Title").fill("Toast");
  await dialog.getByLabel("Status").selectOption("publish");
  await press("Save");
  await sees("Saved “Toast”.");

  await press("Ask the site");
  await sees("The site accepts the token.");
  await press("Refresh now");
  await sees("There is a new token.");
  const cell = (call) => page.getByRole("row", { name: call }).first().getByRole("cell").nth(2);
  assert.equal(await cell(/POST .*token\/validate/).textContent(), "with");
  assert.equal(await cell(/POST .*token\/refresh/).textContent(), "without");
  assert.doesNotMatch(await visible(), TOKEN);
  assert.ok(!(await visible()).includes(started.password));

  await page.reload();
  await sees("The token expires in");
  await press("Log out");
  await sees("You are logged out.");
  await sees("Log in to write.");
  await sees("Toast");
  await page.reload();
  await sees("Log in to write.");
});

test("a real WordPress: an expired token, and an upload with its progress", async () => {
  await page.goto(started.demo);
  await logIn();
  await sees("The token expires in");
  await press("The token expires");
  await sees("presskey renewed it and repeated the request.");

  await page.evaluate(() => {
    window.steps = new Set();
    const look = () => {
      const bar = document.querySelector('progress[aria-label="Upload progress"]');
      if (bar && bar.max > 1) window.steps.add(bar.value / bar.max);
    };
    new MutationObserver(look).observe(document, {
      ...{ subtree: true, childList: true, attributes: true },
    });
  });
  await press("Upload a sample picture");
  await sees(/Uploaded as .*squares.*\.png/);
  // No bytes in between, since a token goes by `fetch`.
  const [first, ...rest] = await page.evaluate(() => [...window.steps]);
  assert.equal(first, 0);
  assert.ok(
    rest.every((step) => step === 1),
    String(rest),
  );
});

test("fits a phone, in light and dark", async () => {
  await page.goto(started.demo);
  await logIn();
  await page.getByRole("button", { name: "New post" }).waitFor();
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    for (const width of [360, 390, 768, 1280]) {
      await page.setViewportSize({ width, height: 800 });
      assert.deepEqual(await flaws(page), [], `${width} px, ${colorScheme}`);
    }
  }
});

test("two tabs that stay logged in together log out together", async () => {
  await page.goto(`${started.demo}?storage=local`);
  await logIn();
  await sees("The token expires in");
  const other = await page.context().newPage();
  await other.goto(`${started.demo}?storage=local`);
  await other.getByText("The token expires in").waitFor();
  await press("Log out");
  await other.getByText("You are logged out.").waitFor();
});

test("keeps the session on the server, with no token in the page", async () => {
  await page.goto(`${started.demo}?storage=server`);
  await logIn();
  await sees("Session");
  await press("New post");
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Title").fill("Through the server");
  await press("Save");
  await sees("Saved “Through the server”.");
  await page.reload();
  await page.getByRole("button", { name: "New post" }).waitFor();
  const kept = () => JSON.stringify([document.cookie, { ...localStorage }, { ...sessionStorage }]);
  assert.doesNotMatch(await page.evaluate(kept), TOKEN);
  assert.deepEqual(await flaws(page), []);
  if (process.env.SHOT) await page.screenshot({ path: process.env.SHOT, fullPage: true });
  await press("Log out");
  await sees("Log in to write.");
});

test("addresses that cannot work are explained", async () => {
  await page.goto(started.demo);
  await page.getByText("Your own WordPress").click();
  await page.getByLabel("Address").fill("http://example.com");
  await press("Use this site");
  await sees("insecure_site");
  // Port 9 is nobody's: there is no server, where the first test had one.
  await page.getByLabel("Address").fill("http://127.0.0.1:9");
  await press("Use this site");
  await sees("unreachable");
});

test("the page without a build step", async () => {
  await page.goto(started.vanilla);
  const field = (name) => page.locator(`[name=${name}]`);
  assert.equal(await field("password").inputValue(), started.password, "the login is filled in");
  await field("password").fill("wrong");
  await press("Log in");
  await page.getByRole("alert").getByText("invalid_credentials").waitFor();
  assert.deepEqual(await flaws(page), []);
  await field("password").fill(started.password);
  await press("Log in");
  await sees('"roles"');
  assert.equal(await page.getByRole("alert").isVisible(), false);
  assert.deepEqual(await flaws(page), []);
  assert.doesNotMatch(await visible(), TOKEN);
  await press("Refresh now");
  await sees("Token renewed");
  await page.reload();
  await sees('"roles"');
  await press("Log out");
  await field("password").waitFor();
});

// The last one: nothing runs after it.
test("Ctrl-C ends all", async () => {
  const { demo, wordpress } = started;
  await browser.close();
  assert.equal((await fetch(demo)).status, 200);
  assert.equal(await started.stop(), 0);
  for (const address of [demo, new URL(wordpress).origin]) await assert.rejects(fetch(address));
});
