import { tools } from "../../../scripts/setup/tools.mjs";

export { launch } from "../chromium.mjs";

export const lacks = {};

/** Playwright switches the back-forward cache off, and the headless shell has none. */
export const keepsPages = {
  executablePath: tools.chromium,
  ignoreDefaultArgs: ["--disable-back-forward-cache"],
};
