// PluginSpec: a server that nobody else has, described by the app.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { it } from "node:test";
import { password } from "../support/app.mjs";
import { setStage } from "../support/stage.mjs";

const stage = setStage({ mock: true });
const ME = "/wp/v2/users/me";
const OFFICE = "/office/v2/tickets";

const spec = {
  id: "office",
  namespace: "office/v2",
  opaque: true,
  scheme: "Ticket",
  login: {
    path: "tickets",
    json: true,
    body: { who: { name: "$username", secret: "$password" }, desk: "$?desk" },
  },
  refresh: { path: "tickets", method: "PUT", json: true, body: { key: "$refreshToken" } },
  validate: { path: "tickets/mine", method: "GET", auth: true, when: "result.open" },
  revoke: { path: "tickets/mine", method: "DELETE", auth: true },
  token: "result.ticket.value",
  refreshToken: "result.keys.0",
  expiresIn: "result.ticket.ttl",
  user: { id: "result.person.no", username: "result.person.handle" },
  error: { code: "fault.id", message: "fault.text" },
  errors: {
    BAD_SECRET: "invalid_credentials",
    GONE: "token_rejected:revoked",
    USED_UP: "session_expired:expired",
  },
};

/** The server itself. */
function office({ ttl = 600 } = {}) {
  const tickets = new Map();
  const fault = (id, status) => ({ status, body: { fault: { id, text: `<b>${id}</b>` } } });
  const made = (no) => {
    const [value, key] = [randomUUID(), randomUUID()];
    tickets.set(value, { no, key });
    const person = { no, handle: "editor" };
    return { body: { result: { ticket: { value, ttl }, keys: [key], person } } };
  };
  const answer = ({ method, route, fields, headers }) => {
    const value = /^Ticket (.+)$/.exec(headers.authorization ?? "")?.[1];
    const ticket = tickets.get(value);
    if (value && !ticket) return fault("GONE", 401);
    switch (`${method} ${route}`) {
      case `POST ${OFFICE}`: {
        const { name, secret } = fields.who ?? {};
        return secret === password(name ?? "editor") ? made("7") : fault("BAD_SECRET", 422);
      }
      case `PUT ${OFFICE}`: {
        const known = [...tickets].find(([, { key }]) => key === fields.key);
        if (!known) return fault("USED_UP", 410);
        tickets.delete(known[0]);
        return made(known[1].no);
      }
      case `GET ${OFFICE}/mine`:
        return { body: { result: { open: true } } };
      case `DELETE ${OFFICE}/mine`:
        tickets.delete(value);
        return { body: {} };
      case `GET ${ME}`:
        return ticket ? { body: { id: 7 } } : fault("NO_TICKET", 401);
      default:
        return undefined;
    }
  };
  stage.site.setOptions({ answer });
  return tickets;
}

async function visitLoggedIn(options) {
  const tickets = office(options);
  const app = await stage.visit({ plugin: spec });
  const session = await app.login();
  await app.fetch(ME);
  stage.site.clearLog();
  return { app, session, tickets };
}

it("logs in, and calls with the token as described", async () => {
  const { app, session } = await visitLoggedIn();
  assert.equal(session.plugin, "office");
  assert.equal(session.user.id, 7);
  assert.equal(session.user.username, "editor");
  assert.equal(session.canRefresh, true);
  const left = session.expiresAt - Date.now();
  assert.ok(left > 500_000 && left <= 600_000, `${left} ms`);
  assert.equal((await app.json(ME, { auth: "required" })).id, 7);
  assert.equal(await app.call("validate"), true);
  assert.equal(await app.call("claims"), null);
});

it("keeps the session over a reload", async () => {
  const { app } = await visitLoggedIn();
  await app.reload();
  assert.equal((await app.call("ready")).user.username, "editor");
  assert.equal((await app.json(ME, { auth: "required" })).id, 7);
});

it("tells its errors by its own codes", async () => {
  office();
  const app = await stage.visit({ plugin: spec });
  const wanted = { code: "invalid_credentials", wpCode: "BAD_SECRET", status: 422 };
  await assert.rejects(app.login("editor", "wrong-4711"), {
    ...wanted,
    serverMessage: "BAD_SECRET",
  });
});

it("renews", async () => {
  const { app } = await visitLoggedIn();
  const before = await app.call("token");
  await app.call("refresh");
  assert.deepEqual(stage.calls(), [`PUT ${OFFICE}`]);
  assert.notEqual(await app.call("token"), before);
  assert.equal((await app.json(ME, { auth: "required" })).id, 7);
});

it("renews by itself before the lifetime ends that the answer names", async () => {
  const { app, session } = await visitLoggedIn({ ttl: 8 });
  await app.run(
    async (before) => window.until(() => wp.session.expiresAt !== before),
    session.expiresAt,
  );
  assert.equal((await app.session()).status, "authenticated");
});

it("renews a token that a call found refused; ends when that is refused, too", async () => {
  const { app, tickets } = await visitLoggedIn();
  tickets.clear();
  const { status } = await app.fetch(ME);
  assert.equal(status, 401);
  assert.deepEqual(stage.calls(), [`GET ${ME} +token`, `PUT ${OFFICE}`, `GET ${ME}`]);
  assert.deepEqual(await app.session(), { status: "anonymous", reason: "expired" });
});

it("revokes", async () => {
  const { app, tickets } = await visitLoggedIn();
  await app.logout();
  assert.deepEqual(stage.calls(), [`DELETE ${OFFICE}/mine +token`]);
  assert.equal(tickets.size, 0);
});

it("adopts a token, if the server takes it", async () => {
  const { app } = await visitLoggedIn();
  const token = await app.call("token");
  const other = await stage.visit({ plugin: spec });
  assert.equal((await other.call("login", { token })).status, "authenticated");
  assert.equal((await other.json(ME, { auth: "required" })).id, 7);
  await assert.rejects(other.call("login", { token: "4711" }), { code: "token_rejected" });
});

for (const [member, plugin] of [
  ["login.path", { ...spec, login: {} }],
  ["token", { ...spec, token: undefined }],
  ["logn", { ...spec, logn: {} }],
  ["login.pth", { ...spec, login: { pth: "x" } }],
  ["errors", { ...spec, errors: { X: "no_such_code" } }],
  ["lifetime", { ...spec, lifetime: -1 }],
  ["login.method", { ...spec, login: { ...spec.login, method: "FETCH" } }],
  ["refresh.with", { ...spec, refresh: { ...spec.refresh, with: "magic" } }],
  ["errors", { ...spec, errors: { X: "token_rejected:no_such_reason" } }],
  ["scheme", { ...spec, scheme: "\u2192" }],
  ["header", { ...spec, header: "two words" }],
]) {
  it(`refuses a description whose \`${member}\` is wrong`, async () => {
    // The front reads the header's name itself, as the option `headerName`, in createClient().
    const message = member === "header" ? /header/i : new RegExp(`\`${member}\``);
    // Only the engine can read the rest, and the first call that needs it loads the engine.
    const login = async () => (await stage.visit({ plugin })).login();
    await assert.rejects(login, { code: "invalid_option", message });
    assert.deepEqual(stage.sent(), []);
  });
}

it("never leads out of the site", async () => {
  office();
  for (const path of [
    "/../../evil",
    "..%2f..%2fevil",
    "//evil.example/",
    "https://evil.example/",
  ]) {
    const app = await stage.visit({ plugin: { ...spec, login: { ...spec.login, path } } });
    await app.login().catch(() => {});
    const outside = app.heard.filter((line) => line.startsWith("http") && line.includes("evil"));
    assert.deepEqual(
      outside.filter((url) => new URL(url).origin !== stage.site.url),
      [],
    );
  }
});

it("fills in lists, and names this browser's own device, whatever the app's is", async () => {
  const body = {
    who: { name: "$username", secret: "$password" },
    list: ["$username", "$?desk", 1, { name: "$username" }],
    device: "$device",
  };
  const sent = [];
  stage.site.setOptions({
    answer: ({ method, route, text }) => {
      if (method === "POST" && route === OFFICE) sent.push(text);
      return { status: 422, body: { fault: { id: "BAD_SECRET" } } };
    },
  });
  for (const json of [true, false]) {
    const login = { path: "tickets", json, body };
    const app = await stage.visit({ plugin: { ...spec, login } });
    const given = { username: "editor", password: password("editor"), device: "kiosk" };
    await assert.rejects(app.call("login", given), { code: "invalid_credentials" });
  }
  const { device, list } = JSON.parse(sent[0]);
  assert.deepEqual(list, ["editor", null, 1, { name: "editor" }]);
  assert.ok(device && device !== "kiosk", device);
  const form = [...new URLSearchParams(sent[1])].filter(([name]) => name !== "who[secret]");
  assert.deepEqual(form, [
    ["who[name]", "editor"],
    ["list[0]", "editor"],
    ["list[2]", "1"],
    ["list[3][name]", "editor"],
    ["device", form.at(-1)[1]],
  ]);
  assert.notEqual(form.at(-1)[1], "kiosk");
});
