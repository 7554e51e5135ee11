// How many refreshes a storm of calls costs, and how many calls it loses, counted at the server.
import { setTimeout as sleep } from "node:timers/promises";
import { users } from "../../scripts/wordpress/users.mjs";
import { chances } from "../support/bad-network.mjs";
import { startMock } from "../support/mock-wordpress.mjs";
import { servePage } from "./lib/page.mjs";
import { table } from "./lib/table.mjs";

const REFRESH = "/wp-json/jwt-auth/v1/token/refresh";

/** Milliseconds by which responses to calls are late: refusals come after the refresh, too. */
const LATE = 800;

const storms = [
  { name: "100 calls in one tab", tabs: 1, calls: 100 },
  { name: "20 calls in each of 3 tabs", tabs: 3, calls: 20 },
];

/** `[{ name, client, refreshes, refused, failed, alive }]` */
export async function results(browser) {
  const site = await startMock({ mode: "pro" });
  const served = await servePage("storm.run.mjs");
  const rows = [];
  try {
    const page = await served.open(browser);
    const names = await page.evaluate(() => globalThis.bench.names);
    await page.close();
    for (const storm of storms) {
      for (const client of names) {
        rows.push({
          ...storm,
          client,
          ...(await rage({ browser, site, served, client, ...storm })),
        });
      }
    }
  } finally {
    await served.stop();
    await site.stop();
  }
  return rows;
}

async function rage({ browser, site, served, client, tabs, calls }) {
  site.setOptions();
  const chance = chances(7);
  site.setOptions({ answer: (asked) => answer(site, asked, () => chance() * LATE) });
  const tokens = await logIn(site);
  const context = await browser.newContext();
  try {
    const pages = [];
    for (let at = 0; at < tabs; at++) {
      const page = await served.open(context);
      const options = { site: site.url, ...(at === 0 && { tokens }) };
      await page.evaluate(
        ([name, options]) => globalThis.bench.open(name, options),
        [client, options],
      );
      pages.push(page);
    }
    // The server forgets all access tokens; refresh tokens are good for one use each.
    site.setOptions({ secret: "another secret" });
    site.clearLog();
    const going = pages.map((page) => page.evaluate((n) => globalThis.bench.storm(n), calls));
    const failed = (await Promise.all(going)).reduce((sum, one) => sum + one, 0);
    const log = site
      .log()
      .filter(({ method, route }) => method === "POST" && /refresh/.test(route));
    const ended = await Promise.all(
      pages.map((page) => page.evaluate(() => globalThis.bench.storm(1))),
    );
    const refused = log.filter(({ status }) => status !== 200).length;
    const alive = ended.filter((failed) => !failed).length;
    return { refreshes: log.length, refused, failed, alive };
  } finally {
    await context.close();
  }
}

async function logIn(site) {
  const { username, password } = users[1];
  const body = new URLSearchParams({ username, password });
  const answer = await fetch(`${site.url}/wp-json/jwt-auth/v1/token`, { method: "POST", body });
  const { token, refresh_token } = await answer.json();
  return { token, refreshToken: refresh_token };
}

/** The refresh in the dialects of OpenID Connect and of supabase, and calls that are late. */
async function answer(site, { method, route, url, fields }, late) {
  if (method === "GET" && route === "/wp/v2/users/me") await sleep(late());
  const { pathname } = url;
  if (pathname === "/supabase/user") return { body: { id: "2", aud: "authenticated" } };
  if (pathname !== "/oidc/token" && pathname !== "/supabase/token") return undefined;
  const body = new URLSearchParams({ refresh_token: fields.refresh_token });
  const inner = await fetch(site.url + REFRESH, { method: "POST", body });
  if (!inner.ok) return { status: 400, body: { error: "invalid_grant" } };
  return { body: { ...(await inner.json()), user: { id: "2", aud: "authenticated" } } };
}

export const report = (rows) =>
  table(
    ["Storm", "Client", "Refreshes", "Refused", "Calls failed", "Tabs still logged in"],
    rows.map(({ name, client, refreshes, refused, failed, alive, tabs, calls }) => [
      name,
      client,
      refreshes,
      refused,
      `${failed} of ${tabs * calls}`,
      `${alive} of ${tabs}`,
    ]),
  );
