// Where an app runs: in Node, and in a browser's page of another origin than the site's.
import dns from "node:dns";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import * as presskey from "presskey";
import puppeteer from "puppeteer-core";
import { findFirefox, firefox, firefoxEnv } from "../../../scripts/setup/firefox.mjs";
import { launch } from "../../support/chromium.mjs";
import { servePages } from "../../support/servers.mjs";
import { perform } from "./perform.mjs";

const COMMAND = fileURLToPath(new URL("../../../pkg/bin/presskey.js", import.meta.url));

/** Names that only this machine knows: as browsers know them by --host-resolver-rules. */
const isOurs = (name) => name.endsWith(".test");
const { lookup } = dns;
dns.lookup = (name, options, done) => lookup(isOurs(name) ? "127.0.0.1" : name, options, done);
/** The certificate of these sites is their own. */
process.env.NODE_TLS_REJECT_UNAUTHORIZED = "0";

export async function startRuntimes() {
  const pages = await servePages();
  const opening = {};
  const browser = (name) => {
    opening[name] ??= openBrowser(pages.url, newTabs[name]);
    return opening[name];
  };
  const clients = {};
  return {
    page: pages.url,
    node: (id, options, step) => {
      if (step.doctor) return doctor(options, step.doctor);
      return perform({ presskey, clients }, id, options, step);
    },
    chromium: async (...args) => (await browser("chromium")).perform(...args),
    firefox: async (...args) => (await browser("firefox")).perform(...args),
    async stop() {
      for (const client of Object.values(clients)) client.close();
      for (const each of Object.values(opening)) await (await each).close();
      await pages.stop();
    },
  };
}

/** Runs `npx presskey doctor`. */
async function doctor({ site }, { origin, login }) {
  const args = [COMMAND, "doctor", site, "--json", ...(origin ? ["--origin", origin] : [])];
  const env = login && { PRESSKEY_USERNAME: login.username, PRESSKEY_PASSWORD: login.password };
  const { stdout, stderr } = await execa(process.execPath, args, { env, reject: false });
  try {
    return { value: JSON.parse(stdout) };
  } catch {
    return { error: { name: "Error", message: stderr, everything: stderr } };
  }
}

/** Why cases are not played in Firefox; false if they can be. */
export const noFirefox = !firefox.find() && "there is no Firefox, and apt has none here";

/** Starts a browser: a function that opens a tab, and one that ends it. */
const newTabs = {
  async chromium() {
    const browser = await launch({ args: ["--host-resolver-rules=MAP *.test 127.0.0.1"] });
    const context = await browser.newContext({ ignoreHTTPSErrors: true });
    return { newTab: () => context.newPage(), close: () => browser.close() };
  },
  /** Playwright drives only its own build of Firefox, Puppeteer drives Debian's. */
  async firefox() {
    const browser = await puppeteer.launch({
      browser: "firefox",
      executablePath: findFirefox(),
      acceptInsecureCerts: true,
      env: firefoxEnv(),
      extraPrefsFirefox: { "network.dns.localDomains": "site.test,www.site.test" },
    });
    return { newTab: () => browser.newPage(), close: () => browser.close() };
  },
};

/** One page plays nearly every case: its clients share nothing, since each site has its own port. */
async function openBrowser(url, start) {
  const { newTab, close } = await start();
  const shared = await openTab(newTab, url);
  const tabs = new Map();
  // As text: WebDriver BiDi gives an object that is there twice only once.
  const performIn = async (tab, ...args) =>
    JSON.parse(
      await tab.evaluate(
        async ([run, args]) =>
          JSON.stringify(await new Function(`return (${run})`)()(window.field, ...args)),
        [perform.toString(), args],
      ),
    );
  return {
    close,
    async perform(id, options, step, address) {
      if (address && !tabs.has(id)) tabs.set(id, await openTab(newTab, address));
      if (!step.approve) return performIn(tabs.get(id) ?? shared, id, options, step);
      const tab = await openTab(newTab, url);
      tabs.set(id, tab);
      const args = await approve(tab, performIn, [id, options], step.approve);
      return args.outcome ?? performIn(tab, id, options, { completeAuthorization: true });
    },
  };
}

async function openTab(newTab, url) {
  const tab = await newTab();
  await visit(tab, url);
  return tab;
}

async function visit(tab, url) {
  await tab.goto(url);
  await tab.waitForFunction(() => window.presskey);
  await tab.evaluate(() => {
    window.field = { presskey: window.presskey, clients: {} };
  });
}

/** The user approves the app: the site's page sends them back with what the case says. */
async function approve(tab, performIn, args, answer) {
  const leaving = tab.waitForRequest((request) => request.url().includes("success_url="));
  const staying = performIn(tab, ...args, { authorize: true });
  // It fails when the page is left, which is what should happen.
  const outcome = await Promise.race([
    leaving.then(() => undefined),
    staying.catch(() => undefined),
  ]);
  if (outcome) {
    leaving.catch(() => {});
    return { outcome };
  }
  const back = new URL(new URL((await leaving).url()).searchParams.get("success_url"));
  for (const [name, value] of Object.entries(answer)) back.searchParams.set(name, value);
  while (!tab.url().includes("success_url=")) await sleep(20);
  await visit(tab, back.href);
  return {};
}
