// The browsers that the matrix compares, driven alike.
import puppeteer from "puppeteer-core";
import { findFirefox, firefox, firefoxEnv } from "../../scripts/setup/firefox.mjs";
import { tools } from "../../scripts/setup/tools.mjs";

/** `every`: 1 plays all cases there, 3 each third. */
export const browsers = {
  Chromium: {
    skip: false,
    every: 1,
    launch: () =>
      puppeteer.launch({
        browser: "chrome",
        executablePath: tools.chromium,
        acceptInsecureCerts: true,
        args: [
          "--no-sandbox",
          "--disable-gpu",
          "--disable-background-networking",
          "--host-resolver-rules=MAP *.test 127.0.0.1",
        ],
      }),
  },
  Firefox: {
    skip: !firefox.find() && "there is no Firefox, and apt has none here",
    every: process.env.PRESSKEY_ALL || process.env.PRESSKEY_CASES ? 1 : 3,
    launch: () =>
      puppeteer.launch({
        browser: "firefox",
        executablePath: findFirefox(),
        acceptInsecureCerts: true,
        env: firefoxEnv(),
        extraPrefsFirefox: { "network.dns.localDomains": "site.test,www.site.test" },
      }),
  },
};
