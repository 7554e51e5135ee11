// Where an app runs: in Node, and in a page of another origin than the site's.
import dns from "node:dns";
import * as presskey from "presskey";
import { launch } from "../../support/chromium.mjs";
import { servePages } from "../../support/servers.mjs";
import { perform } from "./perform.mjs";

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
    opening ??= openPage(pages.url);
    return opening;
  };
  const clients = {};
  return {
    page: pages.url,
    node: (...args) => perform({ presskey, clients }, ...args),
    chromium: async (...args) => (await chromium()).perform(...args),
    /** Everything that the page said aloud. */
    heard: async () => (opening ? (await opening).heard : []),
    async stop() {
      for (const client of Object.values(clients)) client.close();
      await (await opening)?.browser.close();
      await pages.stop();
    },
  };
}

async function openPage(url) {
  const browser = await launch({ args: ["--host-resolver-rules=MAP *.test 127.0.0.1"] });
  const context = await browser.newContext({ ignoreHTTPSErrors: true });
  const page = await context.newPage();
  const heard = [];
  page.on("console", (message) => heard.push(message.text()));
  page.on("pageerror", (error) => heard.push(`${error.message}\n${error.stack}`));
  await page.goto(url);
  await page.waitForFunction(() => window.presskey);
  await page.evaluate(() => {
    window.field = { presskey: window.presskey, clients: {} };
  });
  const code = `(args) => (${perform})(window.field, ...args)`;
  const run = await page.evaluateHandle(`(${code})`);
  return {
    browser,
    heard,
    perform: (...args) => page.evaluate(([run, args]) => run(args), [run, args]),
  };
}
