// presskey/devtools in Chromium with a test site: content, secrets, keyboard, screen readers, light and
// dark.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { after, afterEach, before, it } from "node:test";
import { createTestSite } from "presskey/testing";
import { bundle } from "../snippets/bundle.mjs";
import { launch } from "../support/chromium.mjs";
import { serve } from "../support/servers.mjs";

const script = `
  import { createClient } from "presskey";
  import { showDevtools, traceFetch } from "presskey/devtools";
  Object.assign(globalThis, { createClient, showDevtools, traceFetch });`;
const html = `<!doctype html><html lang="en"><title>An app</title>
  <main><h1>App</h1><section aria-label="Session">Ours</section><div id="here"></div></main><script type="module" src="/app.js"></script>`;
/** A policy without exceptions for styles: the panel must do without inline ones. */
const policy = "style-src 'none'; require-trusted-types-for 'script'";

let browser;
let app;
let axe;
before(async () => {
  const code = await bundle({ "app.js": script }, "app.js");
  app = await serve((request, response) => {
    const js = request.url === "/app.js";
    const type = js ? "text/javascript" : "text/html";
    response.writeHead(200, { "Content-Type": type, "Content-Security-Policy": policy });
    const isUntitled = request.url.startsWith("/sso/");
    response.end(js ? code : isUntitled ? html.replace(/<title>.*<\/title>/, "") : html);
  });
  browser = await launch();
  axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
});
after(() => Promise.all([browser?.close(), app?.stop()]));
const contexts = [];
afterEach(() => Promise.all(contexts.splice(0).map((context) => context.close())));

async function visit({ options = {}, client = {}, colorScheme = "light", site = {} } = {}) {
  const test = createTestSite({ edition: "pro", ...site });
  const context = await browser.newContext({ colorScheme });
  contexts.push(context);
  await test.route(context);
  const page = await open(context, test, options, client);
  return { test, context, page };
}

async function open(context, test, options, client, path = "/") {
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  page.on("pageerror", (error) => assert.fail(error));
  await page.goto(app.url + path);
  await page.waitForFunction(() => globalThis.showDevtools);
  await page.evaluate(
    ([site, client, options]) => {
      globalThis.wp = createClient({ site, ...client });
      globalThis.panel = showDevtools(wp, { open: true, ...options });
    },
    [test.site, client, options],
  );
  return page;
}

const login = (page, { username, password }) =>
  page.evaluate((credentials) => void wp.login(credentials), { username, password });
const panelOf = (page) => page.getByRole("region", { name: "presskey devtools", exact: true });
const part = (page, name) => page.getByRole("group", { name, exact: true });
const rows = (page) => page.locator("presskey-devtools tbody tr").allInnerTexts();

it("shows session, calls and renewals, with and without a token", async () => {
  const { test, page } = await visit({ site: { tokenLifetime: 3600 } });
  await login(page, test.users[1]);
  const session = part(page, "Session");
  await session.getByText("Edith Editor (id 2)").waitFor();
  assert.match(await session.textContent(), /Token expires\s*in (59|60) min/);
  test.expireTokens();
  await page.evaluate(() => wp.fetch("/wp/v2/users/me?per_page=5&search=one&api_key=hidden"));
  await page.evaluate(() => wp.fetch("/wp/v2/posts", { auth: "omit" }));
  await page.getByText("Token renewed").waitFor();
  const shown = (await rows(page)).map((row) => row.replace(/\s+/g, " ")).reverse();
  const calls = shown.filter((row) => /GET|POST/.test(row)).map((row) => row.replace(/^\S+ /, ""));
  const patterns = [
    /^GET \/ .*without 200/,
    /^POST \/jwt-auth\/v1\/token without 200 \d+ ms/,
    /^GET \/wp\/v2\/users\/me per_page=5&search=…&api_key=… with 401/,
    /^POST \/jwt-auth\/v1\/token\/refresh without 200/,
    /^GET \/wp\/v2\/users\/me .* with 200/,
    /^GET \/wp\/v2\/posts without 200/,
  ];
  for (const [index, pattern] of patterns.entries()) assert.match(calls[index], pattern);
  assert.ok(shown.some((row) => row.includes("Logged in: Edith Editor")));
  await page.evaluate(() => wp.logout());
  await page.getByText("Session ended: logged out").waitFor();
});

// Holds P13 of SECURITY.md.
it("never shows or keeps a token or a password", async () => {
  const { test, page } = await visit();
  await login(page, test.users[1]);
  await part(page, "Session").getByText("Edith Editor").waitFor();
  const secrets = await page.evaluate(async () => {
    const token = wp.token();
    await wp.fetch(`/wp/v2/posts?note=${token}&search=x`);
    return [token];
  });
  secrets.push(test.users[1].password);
  const everything = await page.evaluate(() => {
    const { shadowRoot, outerHTML } = panel.element;
    return outerHTML + shadowRoot.innerHTML;
  });
  assert.match(everything, /posts<.{0,40}>…</);
  for (const secret of secrets) assert.ok(!everything.includes(secret));
  assert.ok(!everything.includes(secrets[0].split(".")[1]));
});

it("sees the requests of a client with its own fetch, once", async () => {
  const { page } = await visit();
  await page.evaluate(async () => {
    const own = (input, init) => fetch(input, init);
    const { site } = { site: "https://wordpress.test" };
    // Not through the page's fetch, which the panel sees anyway.
    const inner = await new Promise((resolve) => {
      panel.close();
      resolve(globalThis.fetch);
    });
    globalThis.panel = undefined;
    globalThis.other = createClient({
      site,
      fetch: traceFetch((input, init) => inner(input, init)),
    });
    globalThis.panel = showDevtools(other, { open: true });
    await other.fetch("/wp/v2/posts");
    return own;
  });
  const calls = (await rows(page)).filter((row) => row.includes("/wp/v2/posts"));
  assert.equal(calls.length, 1);
});

it("puts the page's fetch back, and stops", async () => {
  const { page } = await visit();
  const result = await page.evaluate(async () => {
    const wrapped = globalThis.fetch;
    panel.close();
    return [wrapped === globalThis.fetch, document.querySelector("presskey-devtools")];
  });
  assert.deepEqual(result, [false, null]);
  // A hot reload: one panel, for the new client.
  const count = await page.evaluate(() => {
    showDevtools(wp);
    showDevtools(createClient("https://wordpress.test"));
    return document.querySelectorAll("presskey-devtools").length;
  });
  assert.equal(count, 1);
});

it("opens and closes by keyboard", async () => {
  const { page } = await visit({ options: { open: false } });
  const toggle = page.getByRole("button", { name: /^presskey · anonymous/ });
  await toggle.waitFor();
  assert.equal(await toggle.getAttribute("aria-expanded"), "false");
  assert.equal(await panelOf(page).isVisible(), false);
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  assert.equal(await toggle.getAttribute("aria-expanded"), "true");
  await part(page, "Session").waitFor();
  const run = page.getByRole("button", { name: "Run the checks" });
  await run.focus();
  await page.keyboard.press("Escape");
  assert.equal(await panelOf(page).isVisible(), false);
  const focused = await page.evaluate(() => panel.element.shadowRoot.activeElement.textContent);
  assert.match(focused, /^presskey · anonymous/);
});

it("follows other tabs", async () => {
  const { test, context, page } = await visit({ client: { storage: "local" } });
  const tabs = part(page, "Other tabs");
  await tabs.getByText("No other tab shows this panel.").waitFor();
  const second = await open(context, test, {}, { storage: "local" });
  await tabs.getByText("An app: anonymous").waitFor();
  await login(second, test.users[1]);
  await tabs.getByText("An app: authenticated").waitFor();
  await part(page, "Session").getByText("Edith Editor").waitFor();
  await second.close({ runBeforeUnload: true });
  await tabs.getByText("No other tab shows this panel.").waitFor();
});

// Holds P13 of SECURITY.md.
it("tells other tabs no address, and no token in a title", async () => {
  const { test, context, page } = await visit();
  await page.evaluate(() => {
    globalThis.heard = [];
    new BroadcastChannel("presskey-devtools").onmessage = ({ data }) => heard.push(data.title);
  });
  await login(page, test.users[1]);
  await part(page, "Session").getByText("Edith Editor").waitFor();
  const token = await page.evaluate(() => wp.token());
  const second = await open(context, test, {}, { storage: "memory" }, `/sso/${token}`);
  const tabs = part(page, "Other tabs");
  await tabs.getByText("Untitled: anonymous").waitFor();
  await second.evaluate((token) => {
    document.title = `Signing in with ${token}`;
    return wp.login({ token });
  }, token);
  await tabs.getByText("…: authenticated").waitFor();
  const heard = await page.evaluate(() => heard);
  assert.deepEqual([...new Set(heard)], ["An app", "Untitled", "…"]);
});

it("runs the doctor", async () => {
  const { page } = await visit();
  await page.getByRole("button", { name: "Run the checks" }).click();
  const doctor = part(page, "Doctor");
  await doctor.getByText(/^(Nothing fails|Failing: \d+)\.$/).waitFor();
  assert.match(await doctor.textContent(), /pass: /);
});

it("shows what fails first, folds what was skipped, and copies the code alone", async () => {
  const { test, context, page } = await visit();
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await login(page, test.users[1]);
  await part(page, "Session").getByText("Edith Editor").waitFor();
  test.fail("stripped", { times: 100 });
  await page.getByRole("button", { name: "Run the checks" }).click();
  const doctor = part(page, "Doctor");
  await doctor.getByText(/^Failing: \d+\.$/).waitFor();
  const order = await doctor.locator("h3 span").allTextContents();
  const rank = (status) => ["fail: ", "warn: ", "pass: ", "skip: "].indexOf(status);
  assert.equal(order[0], "fail: ");
  assert.deepEqual(
    order,
    order.toSorted((a, b) => rank(a) - rank(b)),
  );
  const skipped = doctor.locator("details li");
  assert.equal(await skipped.count(), order.filter((status) => status === "skip: ").length);
  assert.ok((await skipped.count()) > 0);
  assert.equal(await skipped.first().isVisible(), false);
  await doctor.getByText(/^Skipped: \d+$/).click();
  assert.equal(await skipped.first().isVisible(), true);

  const code = await doctor.locator(".block code").first().textContent();
  assert.doesNotMatch(code, /`|Copy/);
  await doctor.getByRole("button", { name: "Copy" }).first().click();
  await doctor.getByRole("button", { name: "Copied" }).waitFor();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), code);
});

for (const colorScheme of ["light", "dark"]) {
  it(`is accessible, and stays in its place: ${colorScheme}`, async () => {
    const { test, page } = await visit({ colorScheme, options: {}, site: { tokenLifetime: 300 } });
    await login(page, test.users[1]);
    await part(page, "Session").getByText("Edith Editor").waitFor();
    await page.evaluate(() => wp.fetch("/wp/v2/nothing-here?search=some%20words"));
    await page.getByRole("button", { name: "Run the checks" }).click();
    await part(page, "Doctor")
      .getByText(/^(Nothing|Failing)/)
      .waitFor();
    // By the protocol: the page's policy lets no script in.
    const session = await page.context().newCDPSession(page);
    const expression = `${axe}; axe.run().then(({ violations }) => JSON.stringify(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])))`;
    const { result } = await session.send("Runtime.evaluate", {
      expression,
      awaitPromise: true,
      allowUnsafeEvalBlockedByCSP: true,
    });
    assert.deepEqual(JSON.parse(result.value), []);
    if (process.env.PRESSKEY_SCREENSHOTS) {
      await page.screenshot({
        path: `${process.env.PRESSKEY_SCREENSHOTS}/devtools-${colorScheme}.png`,
      });
    }
    await page.setViewportSize({ width: 360, height: 640 });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
    assert.equal(wide, false);
  });
}

it("may stand inside the page", async () => {
  const { page } = await visit({ options: { open: true } });
  await page.evaluate(() => {
    panel.close();
    panel = showDevtools(wp, { target: document.querySelector("#here") });
  });
  assert.equal(await page.locator("#here presskey-devtools").count(), 1);
  await part(page, "Timeline").waitFor();
  assert.equal(await page.getByRole("button", { name: /^presskey/ }).count(), 0);
});
