// How many requests a login costs, counted by WordPress itself.
import { setTimeout } from "node:timers/promises";
import { startWordPress } from "../../scripts/wordpress.mjs";
import { servePage } from "./lib/page.mjs";
import { table } from "./lib/table.mjs";

/** Milliseconds after which browsers have forgotten a preflight: WordPress names no time. */
const PREFLIGHT = 6000;
const plugin = "jwt-authentication-for-wp-rest-api";

/** Each begins in a fresh browser profile, but for the one that comes `after` another. */
const visits = [
  { name: "presskey, plugin named", run: "presskey", plugin },
  { name: 'presskey, "auto", first visit', run: "presskey" },
  { name: 'presskey, "auto", later visits', run: "presskey", after: true },
  { name: "axios, JSON", run: "withAxios" },
  { name: "ky, JSON", run: "withKy" },
];

/**
 * `[{ name, login: ["POST /jwt-auth/v1/token"], call: […] }]`: the requests of a login, and those
 * of a login with one call after it. Preflights are requests.
 */
export async function requests(browser) {
  const wordpress = await startWordPress();
  const served = await servePage("requests.run.mjs");
  const { username, password } = wordpress.users.find(({ role }) => role === "editor");
  const visit = { site: wordpress.url, credentials: { username, password } };

  const count = async ({ run, after, plugin }, call) => {
    const context = await browser.newContext();
    try {
      const page = await served.open(context);
      const act = () =>
        page.evaluate(
          ([run, options]) => globalThis.bench[run](options),
          [run, { ...visit, plugin, call }],
        );
      if (after) {
        await act();
        await setTimeout(PREFLIGHT);
      }
      wordpress.clearLog();
      await act();
      return wordpress.log().map(({ method, route }) => `${method} ${route}`);
    } finally {
      await context.close();
    }
  };

  try {
    const rows = [];
    for (const each of visits) {
      const login = await count(each);
      rows.push({ name: each.name, login, call: await count(each, "/wp/v2/posts") });
    }
    return rows;
  } finally {
    await served.stop();
    await wordpress.stop();
  }
}

export const report = (rows) =>
  table(
    ["Login from another origin", "Requests", "Which", "With one call after it"],
    rows.map(({ name, login, call }) => [name, login.length, login.join(", "), call.length]),
  );
