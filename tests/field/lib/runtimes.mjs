// Where an app runs: in Node, and in a page of another origin than the site's.
import dns from "node:dns";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import * as presskey from "presskey";
import { launch } from "../../support/chromium.mjs";
import { servePages } from "../../support/servers.mjs";
import { perform } from "./perform.mjs";

const COMMAND = fileURLToPath(new URL("../../../pkg/bin/presskey.js", import.meta.url));

/** Names that only this machine knows: as browsers are told by --host-resolver-rules. */
const isOurs = (name) => name.endsWith(".test");
const { lookup } = dns;
dns.lookup = (name, options, done) => lookup(isOurs(name) ? "127.0.0.1" : name, options, done);
/** The certificate of these sites is their own. */
process.env.NODE_TLS_REJECT_UNAUTHORIZED = "0";

export async function startRuntimes() {
  const pages = await servePages();
  let opening;
  const chromium = () => {
    opening ??= openBrowser(pages.url);
    return opening;
  };
  const clients = {};
  return {
    page: pages.url,
    node: (id, options, step) => {
      if (step.doctor) return doctor(options, step.doctor);
      return perform({ presskey, clients }, id, options, step);
    },
    chromium: async (...args) => (await chromium()).perform(...args),
    async stop() {
      for (const client of Object.values(clients)) client.close();
      await (await opening)?.close();
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

/** One page plays nearly every case: its clients share nothing, since each site has its own port. */
async function openBrowser(url) {
  const browser = await launch({ args: ["--host-resolver-rules=MAP *.test 127.0.0.1"] });
  const context = await browser.newContext({ ignoreHTTPSErrors: true });
  const shared = await openTab(context, url);
  const tabs = new Map();
  const performIn = (tab, ...args) =>
    tab.evaluate(
      ([run, args]) => new Function(`return (${run})`)()(window.field, ...args),
      [perform.toString(), args],
    );
  return {
    close: () => browser.close(),
    async perform(id, options, step, address) {
      if (address && !tabs.has(id)) tabs.set(id, await openTab(context, address));
      if (!step.approve) return performIn(tabs.get(id) ?? shared, id, options, step);
      const tab = await openTab(context, url);
      tabs.set(id, tab);
      const args = await approve(tab, performIn, [id, options], step.approve);
      return args.outcome ?? performIn(tab, id, options, { completeAuthorization: true });
    },
  };
}

async function openTab(context, url) {
  const tab = await context.newPage();
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
  await tab.waitForURL(/success_url=/);
  await visit(tab, back.href);
  return {};
}
