// The browser that the tests of e2e and via run in: PRESSKEY_BROWSER=firefox or webkit, or Chromium.

const names = ["chromium", "firefox", "webkit"];

export const browserName = process.env.PRESSKEY_BROWSER || "chromium";
if (!names.includes(browserName)) {
  throw new Error(`PRESSKEY_BROWSER=${browserName}: use one of ${names.join(", ")}.`);
}

const browser = await import(`./browsers/${browserName}.mjs`);

/** Starts it; has Playwright's interface, or the part of it that the tests use. */
export const { launch } = browser;

/** Options of launch() for a browser whose pages can come back from the back-forward cache. */
export const { keepsPages } = browser;

/**
 * Why this browser can't run a test that needs a feature; false if it can:
 * `it("name", { skip: lacks("freezing") }, …)`.
 */
export const lacks = (feature) => browser.lacks[feature] ?? false;
