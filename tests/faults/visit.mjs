// A visitor of an app whose WordPress misbehaves: everything that an app does, and what it learns.
import { credentials } from "../support/app.mjs";

/* global presskey */

/** Runs in the page: an app loads the engine and the doctor before it loses the network. */
async function preload(options) {
  const wp = presskey.createClient(options);
  await wp.preload();
  await wp.diagnose?.();
  wp.close();
}

/** Runs in the page. */
async function use(options, credentials, withCookies) {
  const wp = presskey.createClient(options);
  const told = {};
  const attempt = async (name, call) => {
    try {
      await call();
      told[name] = { code: "ok" };
    } catch (error) {
      const { code = error.name, hint = "", message } = error;
      told[name] = { code, hint, message };
    }
  };
  await attempt("login", () => wp.login(credentials));
  if (told.login.code === "ok") {
    await attempt("me", () => wp.json("/wp/v2/users/me", { auth: "required" }));
    const json = { title: "A draft" };
    await attempt("create", () =>
      wp.json("/wp/v2/posts", { method: "POST", auth: "required", json }),
    );
  }
  const anonymous = { auth: "omit", query: { per_page: 1 } };
  await attempt("posts", () => wp.json("/wp/v2/posts", anonymous));
  if (withCookies) {
    const credentials = "include";
    await attempt("cookies", () => wp.json("/wp/v2/posts", { ...anonymous, credentials }));
  }
  let findings;
  if (wp.diagnose) {
    await attempt("diagnose", async () => {
      ({ findings } = await wp.diagnose());
    });
    // What it found is what it says.
    if (findings) delete told.diagnose;
  }
  wp.close();
  return { told, findings };
}

/** Uses a site from a page, in a tab that is used for one visit after the other. */
export async function visit(tab, page, { site, client, offline = false, cookies }) {
  await tab.goto(page);
  // Not by frames, which a tab in the background has none of.
  await tab.waitForFunction(() => window.presskey, { polling: 50 });
  const options = { site, plugin: "auto", ...client };
  if (offline) await run(tab, preload, [options]);
  await tab.setOfflineMode(offline);
  try {
    return await run(tab, use, [options, credentials("editor"), cookies]);
  } finally {
    await tab.setOfflineMode(false);
  }
}

async function run(tab, code, args) {
  const { value, error } = await tab.evaluate(
    (code, args) => window.outcome(code, args),
    code.toString(),
    args,
  );
  if (error) throw new Error(`${error.message}\n${error.everything}`);
  return value;
}
