// The example in examples/leptos, built as its users would build it, in a browser.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, afterEach, before, beforeEach, it } from "node:test";
import { root, run } from "../../scripts/setup/shell.mjs";
import { tools } from "../../scripts/setup/tools.mjs";
import { App, password } from "../support/app.mjs";
import { launch } from "../support/chromium.mjs";
import { startMock } from "../support/mock-wordpress.mjs";
import { capture, serveFolders } from "../support/servers.mjs";

const example = join(root, "examples/leptos");
const target = "wasm32-unknown-unknown";
const page = join(example, "target/page");

let site;
let pages;
let browser;
let visitor;

before(
  async () => {
    await run("cargo", ["build", "--locked", "--target", target], { cwd: example });
    const wasm = join(example, "target", target, "debug/presskey-leptos.wasm");
    await run(tools.wasmBindgen, ["--target", "web", "--no-typescript", "--out-dir", page, wasm]);
    [site, pages, browser] = await Promise.all([
      startMock({ mode: "pro", lifetime: 600 }),
      serveFolders({ "/": page }),
      launch(),
    ]);
    const html = readFileSync(join(example, "index.html"), "utf8");
    assert.match(html, /"http:\/\/localhost:8080"/);
    writeFileSync(join(page, "index.html"), html.replace("http://localhost:8080", site.url));
  },
  { timeout: 1_200_000 },
);

after(() => Promise.all([browser?.close(), pages?.stop(), site?.stop()]));

beforeEach(async () => {
  site.setOptions();
  visitor = await (await browser.newContext()).newPage();
  visitor.app = new App(visitor, `${pages.url}/`);
  await visitor.goto(`${pages.url}/`);
  await visitor.getByRole("button", { name: "Log in" }).waitFor();
  site.clearLog();
});

afterEach(async () => {
  await visitor.context().close();
  // Neither the console nor a URL holds a secret.
  visitor.app.assertDiscreet();
  assert.doesNotMatch(visitor.app.heard.join("\n"), /panicked|RuntimeError/);
});

const press = (name, tab = visitor) => tab.getByRole("button", { name }).click();
const reads = (selector, text, tab = visitor) =>
  tab.locator(selector).filter({ hasText: text }).waitFor({ timeout: 30_000 });
const calls = () => site.log().filter(({ method }) => method !== "OPTIONS");
const sent = () =>
  calls().map(({ method, route, token }) => `${method} ${route}${token ? " +token" : ""}`);

async function logIn(secret = password("editor")) {
  await visitor.getByLabel("User name").fill("editor");
  await visitor.getByLabel("Password").fill(secret);
  await press("Log in");
}

it("logs in and writes a post, with the token", async () => {
  await logIn();
  await reads("[data-user]", "Edith Editor");
  await press("Create a post");
  await reads("[data-post]", "Draft 7 is created.");
  assert.deepEqual(sent(), ["GET /", "POST /jwt-auth/v1/token", "POST /wp/v2/posts +token"]);
});

it("says why a login failed, and stays as it was", async () => {
  await logIn("a wrong password");
  await reads("[role=alert]", "Wrong username or password.");
  assert.equal(await visitor.getByRole("button", { name: "Log in" }).isEnabled(), true);
  await logIn();
  await reads("[data-user]", "Edith Editor");
});

it("is still logged in after a reload, without a request", async () => {
  await logIn();
  await reads("[data-user]", "Edith Editor");
  site.clearLog();
  await visitor.reload();
  await reads("[data-user]", "Edith Editor");
  assert.deepEqual(sent(), []);
  await press("Who am I?");
  await reads("[data-me]", "User 2");
  assert.deepEqual(sent(), ["GET /wp/v2/users/me +token"]);
});

it("calls as a visitor without a session", async () => {
  await press("Who am I?");
  await reads("[data-me]", "not_authenticated: ");
  assert.deepEqual(sent().at(-1), "GET /wp/v2/users/me");
});

it("logs out at the server too, and forgets the token", async () => {
  await logIn();
  await reads("[data-user]", "Edith Editor");
  await press("Log out");
  await visitor.getByRole("button", { name: "Log in" }).waitFor();
  const stored = await visitor.evaluate(() =>
    JSON.stringify([{ ...localStorage }, { ...sessionStorage }]),
  );
  assert.doesNotMatch(stored, /eyJ/);
  await press("Who am I?");
  await reads("[data-me]", "not_authenticated: ");
  assert.ok(sent().includes("POST /jwt-auth/v1/token/revoke +token"));
  assert.equal(sent().at(-1), "GET /wp/v2/users/me");
});

it("renews a refused token once for many calls", async () => {
  await logIn();
  await reads("[data-user]", "Edith Editor");
  // Every token so far is of another secret now.
  site.setOptions({ secret: "a new one" });
  site.clearLog();
  await visitor.evaluate(() => {
    const button = [...document.querySelectorAll("button")].find(
      ({ textContent }) => textContent === "Who am I?",
    );
    for (let n = 0; n < 3; n++) button.click();
  });
  await reads("[data-me]", "User 2");
  const refreshes = sent().filter((line) => line.startsWith("POST /jwt-auth/v1/token/refresh"));
  assert.equal(refreshes.length, 1);
});

/** A second tab of the same visitor. */
async function openTab() {
  const tab = await visitor.context().newPage();
  tab.app = new App(tab, `${pages.url}/`);
  await tab.goto(`${pages.url}/`);
  return tab;
}

it("shows the login of one tab in the other, and its logout", async () => {
  const other = await openTab();
  await other.getByRole("button", { name: "Log in" }).waitFor();
  await logIn();
  await reads("[data-user]", "Edith Editor", other);
  site.clearLog();
  await press("Who am I?", other);
  await reads("[data-me]", "User 2", other);
  assert.equal(sent().at(-1), "GET /wp/v2/users/me +token");
  await press("Log out", other);
  await visitor.getByRole("button", { name: "Log in" }).waitFor();
  await press("Who am I?");
  await reads("[data-me]", "not_authenticated: ");
  other.app.assertDiscreet();
});

it("renews a refused token once for two tabs", async () => {
  await logIn();
  const other = await openTab();
  for (const tab of [visitor, other]) await reads("[data-user]", "Edith Editor", tab);
  for (let round = 1; round <= 5; round++) {
    site.setOptions({ secret: `the secret of round ${round}` });
    site.clearLog();
    await Promise.all([press("Who am I?"), press("Who am I?", other)]);
    await answered(2);
    for (const tab of [visitor, other]) await reads("[data-user]", "Edith Editor", tab);
    const refreshes = sent().filter((line) => line.includes("/token/refresh"));
    assert.equal(refreshes.length, 1, `round ${round}: ${sent().join(", ")}`);
  }
});

/** Waits until so many calls have been answered with the user's profile. */
async function answered(count) {
  const isDone = ({ route, status }) => route === "/wp/v2/users/me" && status === 200;
  const done = () => calls().filter(isDone).length;
  for (let tries = 0; done() < count && tries < 100; tries++) {
    await new Promise((next) => setTimeout(next, 50));
  }
  assert.equal(done(), count);
}

it("lets no cache store what it sends", async () => {
  const asked = [];
  site.setOptions({ answer: (request) => void asked.push(request) });
  await logIn();
  await reads("[data-user]", "Edith Editor");
  await press("Who am I?");
  await reads("[data-me]", "User 2");
  assert.ok(asked.length >= 2);
  // As browsers send `cache: "no-store"`.
  for (const { headers } of asked) assert.equal(headers["cache-control"], "no-cache");
});

it("never follows a redirect with a token", async () => {
  await logIn();
  await reads("[data-user]", "Edith Editor");
  const elsewhere = await capture();
  site.setOptions({
    answer: ({ method }) =>
      method === "GET" ? { status: 307, headers: { location: `${elsewhere.url}/` } } : undefined,
  });
  await press("Who am I?");
  await reads("[data-me]", "redirected: ");
  // Other ways to the REST API are asked for without anything of the user's, and may lead there.
  for (const { method, url, headers, body } of elsewhere.seen) {
    assert.deepEqual([method, url, String(body ?? "")], ["GET", "/", ""]);
    assert.equal(headers.authorization ?? headers.cookie, undefined);
  }
  assert.doesNotMatch(elsewhere.text(), /eyJ/);
  await elsewhere.stop();
});
