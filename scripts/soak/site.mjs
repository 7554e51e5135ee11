// The WordPress of a run, the faults before it, and a foreign server that must never see a token.
import { setTimeout as sleep } from "node:timers/promises";
import { createTestSite } from "presskey/testing";
import { bodyOf, openCors, serve } from "../../tests/support/servers.mjs";
import { chanceOf } from "./chance.mjs";

/** An access token of the site. The backend's cookie is encrypted, so its second part is empty. */
export const ACCESS_TOKEN = /eyJ[\w-]+\.eyJ[\w-]+\.[\w-]+/;

const html = (status) => ({
  status,
  headers: { "content-type": "text/html" },
  body: `<h1>${status}</h1>`,
});
const json = (status, code) => ({
  status,
  headers: { "content-type": "application/json; charset=UTF-8" },
  body: JSON.stringify({ code, message: code, data: { status } }),
});

/**
 * What can happen to a request. `instead` replaces the response, `slow` delays it; a `drop` cuts the
 * connection before or after the site has responded; `hangs` keeps it open instead, until nobody waits.
 */
const ANY = [
  { name: "502", instead: () => html(502) },
  { name: "503", instead: () => html(503) },
  { name: "500", instead: () => json(500, "internal_server_error"), isReadable: true },
  { name: "slow", slow: 0.3 },
  { name: "never", hangs: "before" },
  { name: "cut", drop: "before" },
];
const FAULTS = {
  call: [
    ...ANY,
    { name: "cut after", drop: "after" },
    {
      name: "401 without a reason",
      instead: () => json(401, "rest_not_logged_in"),
      isReadable: true,
    },
    { name: "page", instead: () => html(200), isReadable: true },
    {
      name: "redirect",
      instead: ({ elsewhere }) => ({ status: 302, headers: { location: elsewhere }, body: "" }),
      isReadable: true,
    },
  ],
  refresh: [
    ...ANY,
    {
      name: "refresh refused",
      instead: () => json(403, "jwt_auth_invalid_refresh_token"),
      isReadable: true,
      ends: true,
    },
    { name: "refresh lost", drop: "after" },
    { name: "refresh too late", hangs: "after" },
  ],
  login: ANY,
  logout: ANY,
};
const SHARES = { call: 0.04, refresh: 0.06, login: 0.1, logout: 0.1 };

const kindOf = (method, path) => {
  if (method === "POST" && path.endsWith("/token/refresh")) return "refresh";
  if (method === "POST" && path.endsWith("/token/revoke")) return "logout";
  if (method === "POST" && path.endsWith("/jwt-auth/v1/token")) return "login";
  return path.includes("/wp/v2/") ? "call" : "other";
};

export async function startSite({ seed, phases, users, ledger, problem }) {
  const chance = chanceOf(seed, "site");
  const faults = {};
  let offset = 0;
  let isDown = false;
  let test;

  const elsewhere = await serve(async (request, response) => {
    const text = `${request.url}\n${JSON.stringify(request.rawHeaders)}\n${await bodyOf(request)}`;
    if (ACCESS_TOKEN.test(text) || ledger.isRefreshToken(text) || /correct horse/.test(text)) {
      problem("a secret was sent to another origin");
    }
    response.writeHead(200, openCors(request)).end("{}");
  });

  function faultOf(kind) {
    if (!phases.isStorm() || !SHARES[kind]) return undefined;
    if (isDown) return ANY[1];
    return chance.happens(SHARES[kind]) ? chance.oneOf(FAULTS[kind]) : undefined;
  }

  /** A refresh may take twice as long as a call: no client waits for three times that. */
  async function hang(response) {
    const until = Date.now() + 6 * phases.timeout;
    while (!response.closed && Date.now() < until) await sleep(100);
    if (response.closed) return;
    problem("a client waited far longer than its timeout");
    response.destroy();
  }

  const server = await serve(async (request, response) => {
    const { method } = request;
    const { pathname, searchParams } = new URL(request.url, "http://x");
    const route = (searchParams.get("rest_route") ?? pathname).replace(/\/+$/, "");
    const kind = method === "OPTIONS" ? "other" : kindOf(method, route);
    const body = await bodyOf(request);
    const began = Date.now();
    const refreshToken =
      kind === "refresh"
        ? (new URLSearchParams(body).get("refresh_token") ?? JSON.parse(body).refresh_token)
        : undefined;
    const user = ledger.ownerOf(refreshToken);
    const fault = faultOf(kind);
    if (user) ledger.begin(user, refreshToken, fault?.name);
    response.once("close", () => {
      if (!user) return;
      ledger.end(user);
      if (response.writableFinished) return response.renews && ledger.renewed(user, began);
      if (response.spends) ledger.lost(refreshToken, user);
    });
    if (fault) faults[fault.name] = (faults[fault.name] ?? 0) + 1;
    if (fault?.slow) await sleep(fault.slow * phases.timeout);
    if (fault?.hangs === "before") return hang(response);
    if (fault?.drop === "before") return void request.socket.destroy();
    if (fault?.instead) {
      if (fault.ends && user) ledger.cause(user, "the site refused a refresh");
      const { status, headers, body } = fault.instead({ elsewhere: elsewhere.url });
      return void response
        .writeHead(status, { ...(fault.isReadable && openCors(request)), ...headers })
        .end(body);
    }
    if (user) {
      ledger.use(refreshToken, user);
      response.spends = true;
    }
    const { origin = null } = request.headers;
    const { host, connection, "content-length": _, ...headers } = request.headers;
    const asked = new Request(server.url + request.url, {
      method,
      headers,
      body: body || undefined,
    });
    const answer = await test.answer(asked, { origin });
    const text = await answer.text();
    if (answer.ok && (kind === "login" || kind === "refresh")) {
      const { refresh_token } = JSON.parse(text);
      ledger.issued(
        refresh_token,
        user ?? new URLSearchParams(body).get("username") ?? JSON.parse(body).username,
        kind === "login",
      );
      response.renews = true;
    }
    test.requests.length = 0;
    // The client stopped waiting before the site began.
    if (user && response.closed) ledger.lost(refreshToken, user);
    if (fault?.drop === "after") return void request.socket.destroy();
    if (fault?.hangs === "after") {
      // Now, since the client repeats its request in the moment in which it stops waiting for this one.
      if (user) ledger.lost(refreshToken, user);
      return hang(response);
    }
    response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(text);
  });

  test = createTestSite({
    site: server.url,
    plugin: "jwt-authentication-for-wp-rest-api",
    edition: "pro",
    users,
    tokenLifetime: 10,
    now: () => Date.now() + offset,
  });

  /** What happens to everybody at the same time. */
  const events = {
    "site down": async () => {
      isDown = true;
      await sleep(chance.between(1000, 5000));
      isDown = false;
    },
    "tokens forgotten": async () => test.expireTokens(),
    "clock changed": async () => {
      offset = chance.between(-60_000, 60_000);
    },
  };
  async function disturb(isOver) {
    while (!isOver()) {
      await sleep(chance.between(4000, 25_000));
      if (!phases.isStorm()) continue;
      const name = chance.oneOf(Object.keys(events));
      faults[name] = (faults[name] ?? 0) + 1;
      await events[name]();
    }
  }

  return {
    url: server.url,
    elsewhere: elsewhere.url,
    test,
    faults,
    disturb,
    stop: () => Promise.all([server.stop(), elsewhere.stop()]),
  };
}
