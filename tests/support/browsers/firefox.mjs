// Debian's Firefox, which Playwright drives by WebDriver BiDi.
import { firefox } from "playwright-core";
import { findFirefox, firefoxEnv } from "../../../scripts/setup/firefox.mjs";

export const lacks = {
  freezing: "no command of WebDriver BiDi freezes a page",
  refetching: "Playwright's fetch() of an intercepted POST gets no response in Firefox",
};

/** Pages can come back from its cache as it is. */
export const keepsPages = {};

export async function launch() {
  const browser = await firefox.launch({
    channel: "moz-firefox",
    executablePath: findFirefox(),
    env: firefoxEnv(),
  });
  skipUnknownCommand(browser);
  return browser;
}

/**
 * Playwright sends this command to every new page, and Firefox ESR doesn't know it yet. The tests
 * emulate no media, so nothing is lost if it isn't sent.
 */
function skipUnknownCommand(browser) {
  const session = browser._connection.toImpl(browser)._browserSession;
  const sessions = Object.getPrototypeOf(session);
  const { send } = sessions;
  sessions.send = function (method, params) {
    if (method === "emulation.setMediaFeaturesOverride") return Promise.resolve({});
    return send.call(this, method, params);
  };
}
