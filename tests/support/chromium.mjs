import { chromium } from "playwright-core";
import { tools } from "../../scripts/setup/tools.mjs";

export const launch = () =>
  chromium.launch({
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
