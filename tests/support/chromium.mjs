import { chromium } from "playwright-core";
import { tools } from "../../scripts/setup/tools.mjs";

/** `npm run test:all` is in Chromium itself. */
export const executablePath = (!process.env.PRESSKEY_ALL && tools.headlessShell) || tools.chromium;

/** @param {import("playwright-core").LaunchOptions} [more] */
export const launch = ({ args = [], ...more } = {}) =>
  chromium.launch({
    executablePath,
    ...more,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      ...args,
    ],
  });
