// What a page can hear of a session without being the session: never a token, never a password.
import assert from "node:assert/strict";
import { it } from "node:test";
import { createClient } from "presskey";
import { jwt, password } from "../../support/app.mjs";
import { PLUGIN, setStage } from "../../support/stage.mjs";

const stage = setStage({ mock: true, mode: "pro" });
const SECRET = password("editor");

/** Everything told to other tabs, before presskey is loaded. */
const first = () => {
  window.told = [];
  const { postMessage } = BroadcastChannel.prototype;
  BroadcastChannel.prototype.postMessage = function (message) {
    window.told.push(`${this.name} ${JSON.stringify(message)}`);
    return postMessage.call(this, message);
  };
};

/** Access and refresh tokens, as the page has them now. */
const tokensOf = async (app) =>
  (await app.stored()).match(
    /eyJ[\w-]+\.[\w-]+\.[\w-]+|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g,
  );

for (const storage of ["session", "local"]) {
  // Holds P3 of SECURITY.md.
  it(`${storage}: a whole life leaves no trace`, async () => {
    const app = await stage.visit({ storage }, { first });
    const secrets = new Set([SECRET]);
    const errors = [];
    const attempt = (call) => call.catch((error) => errors.push(error.everything));
    const gather = async () => {
      for (const token of (await tokensOf(app)) ?? []) secrets.add(token);
    };

    await attempt(app.login("editor", `${SECRET}!`));
    await app.login();
    await gather();
    await app.json("/wp/v2/users/me");
    await attempt(app.json("/nothing/here"));
    await attempt(app.fetch("http://127.0.0.1:1/", { auth: "required" }));
    await app.call("refresh");
    await gather();
    stage.site.setOptions({
      answer: ({ route }) => (route.includes("token") ? "break" : undefined),
    });
    await attempt(app.call("refresh"));
    await attempt(app.call("validate"));
    await attempt(app.login());
    stage.site.setOptions({ answer: null });
    const snapshots = JSON.stringify([await app.session(), await app.call("claims")]);
    await app.logout();
    const marker = await app.stored();
    await attempt(app.fetch("/wp/v2/posts", { auth: "required" }));

    assert.ok(secrets.size >= 4, "two pairs and the password");
    assert.ok(errors.length >= 6);
    const told = await app.run(() => window.told.join("\n"));
    assert.ok(told.length > 0, "other tabs were told of the logout");
    const places = {
      errors: errors.join("\n"),
      snapshots,
      told,
      marker,
      heard: app.heard.join("\n"),
      queries: app.page.url(),
    };
    for (const [place, text] of Object.entries(places)) {
      for (const secret of secrets) assert.ok(!text.includes(secret), `${place}: ${secret}`);
      assert.doesNotMatch(text, jwt, place);
    }
  });
}

it("a server that repeats a secret in its message is not quoted", async () => {
  const app = await stage.visit();
  await app.login();
  const [token] = await tokensOf(app);
  const refresh = (await tokensOf(app)).find((one) => !one.startsWith("eyJ"));
  const say = (status, code, password = SECRET) => ({
    status,
    body: {
      code,
      message: `<b>No</b>: ${password}, ${encodeURIComponent(password)}, ${token}, ${refresh}, Bearer ${token}`,
      data: { status, password, token },
    },
  });
  stage.site.setOptions({ answer: () => say(403, "jwt_auth_failed") });
  const found = [];
  for (const call of [
    () => app.login("editor", SECRET),
    () => app.call("refresh"),
    () => app.call("validate"),
    () => app.call("login", { token, refreshToken: refresh }),
  ]) {
    await call().catch((error) => found.push([error.message, error.hint, error.wpCode].join("\n")));
    // The password is known while it is used, and not kept: later nobody could find it.
    stage.site.setOptions({ answer: () => say(403, "jwt_auth_failed", "-") });
  }
  assert.ok(found.length >= 3);
  for (const text of found) {
    for (const secret of [SECRET, token, refresh]) assert.ok(!text.includes(secret), text);
  }
});

it("nor in the spellings in which a server may keep it", async () => {
  const wp = createClient({ site: stage.site.url, plugin: PLUGIN });
  const odd = `a"b\\c d/é&${SECRET}`;
  const base64 = (text) => Buffer.from(text).toString("base64").replace(/=+$/, "");
  const spellings = [
    odd,
    encodeURIComponent(odd),
    String(new URLSearchParams({ "": odd })).slice(1),
    JSON.stringify(odd).slice(1, -1),
    // As PHP's json_encode with JSON_UNESCAPED_UNICODE has it, and WordPress's wp_slash.
    JSON.stringify(odd).slice(1, -1).replaceAll("/", "\\/"),
    odd.replace(/["'\\]/g, "\\$&"),
    base64(odd),
    base64(`editor:${odd}`),
  ];
  for (const spelling of spellings) {
    const body = { code: spelling, message: `No: ${spelling}.` };
    stage.site.setOptions({ answer: () => ({ status: 403, body }) });
    await assert.rejects(wp.login({ username: "editor", password: odd }), (error) => {
      assert.equal(error.message, "No: ***.");
      assert.equal(error.serverMessage, "No: ***.");
      // A code is shown as it is, or not at all.
      assert.equal(error.wpCode, undefined);
      return true;
    });
  }
});

it("a password that is no Unicode text is a wrong one", async () => {
  const wp = createClient({ site: stage.site.url, plugin: PLUGIN });
  const login = wp.login({ username: "editor", password: "half \ud800" });
  await assert.rejects(login, { code: "invalid_credentials" });
});

// Holds P3 of SECURITY.md.
it("an Authorization header of the app's own is not quoted", async () => {
  const app = await stage.visit();
  const body = { code: "x", message: "No: own-S3cret." };
  stage.site.setOptions({ answer: () => ({ status: 403, body }) });
  const headers = { Authorization: "Bearer own-S3cret" };
  await assert.rejects(app.json("/acme/v1/x", { headers }), { message: "No: ***." });
});

// Holds P2 of SECURITY.md.
it("secrets are never part of an address", async () => {
  const app = await stage.visit();
  await app.login();
  await app.fetch("/wp/v2/posts");
  await app.call("refresh");
  const secrets = [SECRET, ...(await tokensOf(app))];
  const addresses = app.heard.filter((line) => line.startsWith(stage.site.url));
  assert.ok(addresses.length >= 3);
  for (const secret of secrets) assert.ok(!addresses.join("\n").includes(secret));
});
