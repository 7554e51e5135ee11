// How long a person waits who opens an app on a slow phone, with nothing of it in the cache.
import { setTimeout as sleep } from "node:timers/promises";
import { slowPhone } from "../support/slow-phone.mjs";
import { serveApps } from "./cold-start/app-server.mjs";
import { startSite } from "./cold-start/site.mjs";
import { Visit } from "./cold-start/visit.mjs";
import { median } from "./lib/rounds.mjs";
import { ratio, table } from "./lib/table.mjs";

/** Files in cold-start/apps, and what the tables call them. */
export const clients = {
  presskey: "presskey",
  "oidc-client-ts": "oidc-client-ts",
  supabase: "supabase auth-js",
  axios: "axios + axios-auth-refresh + jwt-decode",
  "auth0-spa-js": "auth0-spa-js",
};

export const ROUNDS = 7;
/** Milliseconds that a person needs to type a name and a password. */
const TYPING = 3000;
/** Seconds that a token is good for that must have expired by the next visit. */
const SHORT = 4;
const LONG = 604_800;

/**
 * What is measured: from `from`, or since the navigation began, until `until`. `stored` is what the
 * visitor brings along, `whileOpen` what is awaited between the form opening and being sent.
 */
export const scenarios = {
  anonymous: { text: "anonymous: login button", until: "button" },
  returning: { text: "returning: first response", stored: "valid", until: "response" },
  expired: {
    text: "returning, token expired: first response",
    stored: "expired",
    until: "response",
  },
  login: {
    text: `login, ${TYPING / 1000} s after the form opened`,
    whileOpen: () => sleep(TYPING),
    from: "click",
    until: "session",
  },
  hasty: {
    text: "login, immediately",
    whileOpen: () => {},
    from: "click",
    until: "session",
  },
};

/** The apps and their site, running; `log` gets the requests to both, in order. */
export async function startColdStart(browser, names = Object.keys(clients)) {
  const log = [];
  const site = await startSite(log);
  const apps = await serveApps(names, site.url, log);
  const address = (name) => `${apps.url}/${name}/`;
  let stored;

  /** Logs in once with each client, for tokens of this lifetime; what each leaves behind. */
  const firstVisits = async (lifetime) => {
    site.setLifetime(lifetime);
    const left = {};
    for (const name of names) {
      const visit = await Visit.begin(browser, address(name));
      await visit.logIn();
      await visit.reached("session", "response");
      left[name] = await visit.close();
    }
    return left;
  };

  return {
    log,
    async prepare() {
      const expired = await firstVisits(SHORT);
      const valid = await firstVisits(LONG);
      await sleep(SHORT * 1000);
      stored = { expired, valid };
    },

    /** One visit: `{ ms, html, requests, bytes, files }`; `then` is called before the page closes. */
    async visit(name, { stored: kind, whileOpen, from, until }, { device, then = () => {} } = {}) {
      log.length = 0;
      site.clearLog();
      const given = { stored: stored?.[kind]?.[name], device };
      const visit = await Visit.begin(browser, address(name), given);
      try {
        if (whileOpen) await visit.logIn(whileOpen);
        const { at, html, files } = await visit.reached(until);
        const preflights = site.log().filter(({ method }) => method === "OPTIONS").length;
        const start = from ? (await visit.reached(from)).at : 0;
        const counted = files.filter((file) => file.end > start);
        await then();
        return {
          ms: at - start,
          html,
          files,
          requests: counted.length + preflights + (from ? 0 : 1),
          bytes: counted.reduce((sum, { bytes }) => sum + bytes, 0),
        };
      } finally {
        await visit.close();
      }
    },

    stop: () => Promise.all([site.stop(), apps.stop()]),
  };
}

/** `[{ scenario, client, ms, requests, bytes }]` */
export async function results(browser) {
  const stage = await startColdStart(browser);
  try {
    await stage.prepare();
    const rows = [];
    for (const [scenario, what] of Object.entries(scenarios)) {
      const names = Object.keys(clients).filter((name) => isComparable(name, what));
      const visits = await inTurns(names, (name) => stage.visit(name, what, { device: slowPhone }));
      for (const name of names) rows.push({ scenario, client: name, ...summary(visits[name]) });
    }
    return rows;
  } finally {
    await stage.stop();
  }
}

/** auth0-spa-js logs in by redirects, through pages of its own. */
const isComparable = (name, { from }) => !(from && name === "auth0-spa-js");

/** Each round begins with another one: whatever slows the machine down for a while befalls them all. */
async function inTurns(names, visit) {
  const visits = Object.fromEntries(names.map((name) => [name, []]));
  // The first one of all warms the browser up.
  await visit(names[0]);
  for (let round = 0; round < ROUNDS; round++) {
    for (let turn = 0; turn < names.length; turn++) {
      const name = names[(round + turn) % names.length];
      visits[name].push(await visit(name));
    }
  }
  return visits;
}

function summary(visits) {
  for (const { html } of visits) {
    if (html < slowPhone.network.latency) throw new Error("The network is not throttled.");
  }
  const of = (name) => median(visits.map((visit) => visit[name]));
  return { ms: of("ms"), requests: of("requests"), bytes: of("bytes") };
}

export const report = (rows) =>
  table(
    ["Visit", "Client", "Median ms", "Against presskey", "Requests", "Bytes of scripts"],
    rows.map(({ scenario, client, ms, requests, bytes }) => {
      const own = rows.find((row) => row.scenario === scenario && row.client === "presskey");
      return [
        scenarios[scenario].text,
        clients[client],
        Math.round(ms),
        ratio(ms, own.ms),
        requests,
        bytes,
      ];
    }),
  );
