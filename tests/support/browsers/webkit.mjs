// WebKitGTK with Playwright's interface, as far as the tests use it. Playwright itself drives only
// its own build of WebKit. A proxy in front of each context does what WebDriver can't do.
import { spawn } from "node:child_process";
import { Context } from "./webkit/context.mjs";

export const lacks = {
  freezing: "no command of WebDriver freezes a page",
  secureCookies: "WebKit keeps no Secure cookie of an http: address, not even of 127.0.0.1",
  strictCookies: "WebKit keeps SameSite=None cookies without Secure",
};

/** Pages can come back from its cache as it is. */
export const keepsPages = {};

export async function launch() {
  const display = await startDisplay();
  const contexts = [];
  // A visitor's browser takes a second to start: the next one does so while a test runs.
  const startNext = () => {
    contexts.push(Context.start(display.name));
    return contexts.at(-1);
  };
  let next = startNext();
  const browser = {
    async newContext() {
      const context = await next;
      next = startNext();
      return context;
    },
    newPage: async () => (await browser.newContext()).newPage(),
    async close() {
      await Promise.all(contexts.map(async (context) => (await context).close()));
      display.stop();
    },
  };
  return browser;
}

/** WebKitGTK has no headless mode: its windows are on a display that nobody sees. */
async function startDisplay() {
  const args = ["-displayfd", "3", "-screen", "0", "1280x1024x24", "-nolisten", "tcp"];
  const xvfb = spawn("Xvfb", args, { stdio: ["ignore", "ignore", "ignore", "pipe"] });
  const number = await new Promise((resolve, reject) => {
    xvfb.once("error", reject);
    xvfb.once("exit", (code) => reject(new Error(`Xvfb ended with ${code}.`)));
    xvfb.stdio[3].once("data", (data) => resolve(String(data).trim()));
  });
  return { name: `:${number}`, stop: () => xvfb.kill() };
}
