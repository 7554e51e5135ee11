import { chromium } from "playwright-core";
import { tools } from "../../scripts/setup/tools.mjs";

/** @param {import("playwright-core").LaunchOptions} [more] */
export const launch = (more) =>
  chromium.launch({
    ...more,
    executablePath: tools.chromium,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
