// The built demo on a slow phone: from the first script on, nothing is shown that has to be taken back.
// Pictures of every visit are left in target/presskey/flicker.
import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { build } from "vite";
import { root } from "../../scripts/setup/shell.mjs";
import { credentials } from "../support/app.mjs";
import { launch } from "../support/chromium.mjs";
import { serveFolders } from "../support/servers.mjs";
import { throttle } from "../support/slow-phone.mjs";
import { startWordPress } from "../support/wordpress.mjs";

const pictures = join(root, "target/presskey/flicker");
const LOADING = "Looking for a stored session …";
/** Seconds that a token is good for that has to expire. */
const SHORT = 3;

let outDir;
let app;
let site;
let browser;
before(async () => {
  outDir = await mkdtemp(join(tmpdir(), "presskey-demo-"));
  await rm(pictures, { recursive: true, force: true });
  await mkdir(pictures, { recursive: true });
  [site, browser, app] = await Promise.all([
    startWordPress({ mode: "pro" }),
    launch(),
    serveFolders({ "/": outDir }),
    build({ root: join(root, "www/demo"), logLevel: "warn", build: { outDir, emptyOutDir: true } }),
  ]);
});
after(async () => {
  await Promise.all([browser?.close(), app?.stop(), site?.stop()]);
  await rm(outDir, { recursive: true, force: true });
});

/** Runs before the page's own scripts: writes down what the account's column says after every change. */
function record(LOADING) {
  const states = [];
  window.states = states;
  const look = () => {
    const shown = [...document.querySelectorAll("h2, p, button")]
      .filter((element) => element.checkVisibility())
      .map(({ textContent }) => textContent.trim())
      .filter((text) =>
        ["Log in", "Session", "Log in to write.", "New post", LOADING].includes(text),
      );
    const state = [...new Set(shown)].toSorted().join(", ");
    if (state !== (states.at(-1) ?? "")) states.push(state);
  };
  new MutationObserver(look).observe(document, {
    ...{ subtree: true, childList: true, characterData: true, attributes: true },
  });
}

/** A browser profile, in which somebody may have logged in to the demo. */
async function visitor({ storage, loggedIn }) {
  const context = await browser.newContext();
  const page = await context.newPage();
  const query = new URLSearchParams({ site: site.url, storage });
  const url = `${app.url}/index.html?${query}`;
  if (loggedIn) {
    await page.goto(url);
    const { username, password } = credentials("editor");
    await page.getByLabel("User name or e-mail").fill(username);
    await page.getByLabel("Password", { exact: true }).fill(password);
    await page.getByRole("button", { name: "Log in", exact: true }).click();
    await page.getByRole("button", { name: "New post" }).waitFor();
  }
  return { page, url };
}

/** Opens the demo on a slow phone; every state, until the engine has taken over and all is quiet. */
async function statesOf({ page, url }, name) {
  // Another tab would know nothing of a session in sessionStorage.
  await page.goto("about:blank");
  await page.addInitScript(record, LOADING);
  await throttle(page);
  const engine = page.waitForResponse(/\/core-[^/]*\.js$/);
  let isOver = false;
  const shooting = (async () => {
    for (let at = 0; !isOver && at < 40; at++) {
      const path = join(pictures, `${name}-${String(at).padStart(2, "0")}.png`);
      // Chromium refuses in the middle of a navigation. The next picture follows.
      await page.screenshot({ path }).catch(() => {});
      await sleep(100);
    }
  })();
  await page.goto(url);
  await engine;
  await page.waitForLoadState("networkidle");
  await page.getByText(/^(Log in to write\.|New post)$/).waitFor();
  await sleep(500);
  isOver = true;
  await shooting;
  const states = await page.evaluate(() => window.states);
  await page.context().close();
  return states;
}

for (const storage of ["session", "local"]) {
  test(`${storage}: a user who returns never sees the login form`, async () => {
    site.setOptions({ mode: "pro" });
    const given = await visitor({ storage, loggedIn: true });
    assert.deepEqual(await statesOf(given, `returning-${storage}`), [
      "Session",
      "New post, Session",
    ]);
  });
}

test("a visitor never sees anything of a user", async () => {
  const given = await visitor({ storage: "local" });
  assert.deepEqual(await statesOf(given, "anonymous"), ["Log in", "Log in, Log in to write."]);
});

test("with an expired token that can be refreshed, the login form is never shown", async () => {
  site.setOptions({ mode: "pro", lifetime: SHORT });
  const given = await visitor({ storage: "local", loggedIn: true });
  await given.page.goto("about:blank");
  await sleep(SHORT * 1000);
  site.setOptions({ mode: "pro" });
  const states = await statesOf(given, "expired");
  assert.deepEqual(states, [LOADING, "Session", "New post, Session"]);
});
