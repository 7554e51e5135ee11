// The browsers that the matrix compares, driven alike.
import puppeteer from "puppeteer-core";
import { findFirefox, firefox, firefoxEnv } from "../../scripts/setup/firefox.mjs";
import { tools } from "../../scripts/setup/tools.mjs";

export const browsers = {
  Chromium: {
    skip: false,
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
