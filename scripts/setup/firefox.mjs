// A Firefox for the tests that compare browsers. See debian-packages.mjs.
import { debianEnv, debianFile, unpack } from "./debian-packages.mjs";
import { ask, which } from "./shell.mjs";

const NAME = "firefox";

export const firefox = {
  name: "Firefox",
  optional: true,
  find: () => ask(findFirefox(), ["--version"], { env: firefoxEnv() }),
  install: () => unpack(NAME, ["firefox-esr"]),
};

/** The machine's own, or the unpacked one. */
export const findFirefox = () =>
  process.env.FIREFOX_PATH ||
  which("firefox-esr") ||
  which("firefox") ||
  debianFile(NAME, "/usr/lib/firefox-esr/firefox-esr");

export const firefoxEnv = () => ({ ...process.env, ...debianEnv(NAME) });
