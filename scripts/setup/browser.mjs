// A Chromium and the chromedriver of the same version.
import { existsSync } from "node:fs";
import { install } from "./debian-packages.mjs";
import { ask, which } from "./shell.mjs";

const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const apps = ["/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"];

export const findChromium = () =>
  process.env.CHROME_PATH || names.map(which).find(Boolean) || apps.find(existsSync);

export const findChromedriver = () => process.env.CHROMEDRIVER || which("chromedriver");

export const browser = {
  name: "browser",
  remedy:
    "install Chromium or Chrome and the chromedriver of the same major version, in PATH or named " +
    "by CHROME_PATH and CHROMEDRIVER (Debian: apt-get install chromium chromium-driver)",
  find() {
    const [chromium, driver] = [findChromium(), findChromedriver()].map(version);
    if (!chromium || !driver) return undefined;
    if (major(chromium) !== major(driver)) {
      throw new Error(`browser ${chromium} and chromedriver ${driver} do not fit together`);
    }
    return `Chromium ${chromium}, chromedriver ${driver}`;
  },
  install: () => install("chromium", "chromium-driver"),
};

export const version = (path) => ask(path, ["--version"])?.match(/\d+(\.\d+)+/)?.[0];
const major = (text) => text.split(".")[0];
