// Logging in, and everything that a form tells a person when it fails.
import assert from "node:assert/strict";
import { it } from "node:test";
import { password } from "../../support/app.mjs";
import { PLUGIN, setStage } from "../../support/stage.mjs";

const stage = setStage();

/** Contract section 5: a text for the visitor, without technical details. */
function assertPlain(error) {
  assert.ok(error.ours, "a PresskeyError");
  assert.equal(error.name, "PresskeyError");
  assert.doesNotMatch(error.message, /[<>]|&\w+;|\[jwt_auth\]/);
  assert.ok(error.message.trim().length > 0);
  assert.equal(error.hasCause, false);
  assert.equal(error.response, undefined);
  return true;
}

it("logs in, and tells who that is", async () => {
  const app = await stage.visit();
  const before = Date.now();
  const session = await app.login("editor");
  const { user, expiresAt, issuedAt, ...rest } = session;
  assert.deepEqual(rest, {
    status: "authenticated",
    plugin: PLUGIN,
    canRefresh: false,
    persisted: true,
  });
  assert.equal(user.email, "editor@example.com");
  assert.equal(user.displayName, "Edith Editor");
  assert.equal(user.nicename, "editor");
  assert.equal(user.username, "editor");
  assert.ok(Number.isInteger(user.id), "the id comes out of the token");
  assert.ok(expiresAt > before + 6 * 86_400_000, "seven days, in milliseconds");
  assert.ok(Math.abs(issuedAt - before) < 60_000);
  assert.deepEqual(await app.session(), session);
  assert.equal((await app.json("/wp/v2/users/me")).id, user.id);
  assert.equal(await app.call("validate"), true);
});

it("is ready without a single request", async () => {
  const app = await stage.visit();
  assert.deepEqual(await app.call("ready"), { status: "anonymous" });
  assert.deepEqual(stage.sent(), []);
});

it("takes an e-mail address for the name", async () => {
  const app = await stage.visit();
  const { user } = await app.login("editor@example.com", password("editor"));
  assert.equal(user.email, "editor@example.com");
  assert.equal(user.username, null);
});

for (const [what, username, secret, wpCode] of [
  ["a wrong password", "editor", "wrong-4711", "[jwt_auth] incorrect_password"],
  ["an unknown user", "nobody-4711", "wrong-4711", "[jwt_auth] invalid_username"],
  ["an unknown address", "nobody@example.com", "wrong-4711", "[jwt_auth] invalid_email"],
]) {
  it(`says invalid_credentials for ${what}`, async () => {
    const app = await stage.visit();
    await assert.rejects(app.login(username, secret), (error) => {
      assert.equal(error.code, "invalid_credentials");
      assert.equal(error.sent, "answered");
      assert.equal(error.status, 403);
      assert.equal(error.wpCode, wpCode);
      assert.ok(!error.everything.includes("wrong-4711"));
      return assertPlain(error);
    });
    assert.deepEqual(await app.session(), { status: "anonymous" });
    assert.equal(await app.call("token"), null);
  });
}

it("names the lines to change when the site has no secret", async () => {
  stage.site.setOptions({ bad_config: true });
  const app = await stage.visit();
  await assert.rejects(app.login(), (error) => {
    assert.equal(error.code, "server_misconfigured");
    assert.match(error.hint, /wp-config\.php/);
    assert.match(error.hint, /JWT_AUTH_SECRET_KEY/);
    return assertPlain(error);
  });
});

it("keeps the session when the next login fails, and replaces it when it succeeds", async () => {
  const app = await stage.visit();
  const editor = await app.login("editor");
  await assert.rejects(app.login("admin", "wrong-4711"), { code: "invalid_credentials" });
  assert.deepEqual(await app.session(), editor);
  assert.equal((await app.json("/wp/v2/users/me")).id, editor.user.id);

  const admin = await app.login("admin");
  assert.notEqual(admin.user.id, editor.user.id);
  assert.equal((await app.json("/wp/v2/users/me")).id, admin.user.id);
});

it("sends further fields along", async () => {
  const app = await stage.visit();
  await app.call("login", { username: "editor", password: password("editor"), device: "phone" });
  const [{ fields }] = stage.site.log();
  assert.deepEqual(fields.toSorted(), ["device", "password", "username"]);
});

it("tells subscribers of every change, and never at once", async () => {
  const app = await stage.visit();
  const seen = await app.run(
    async (credentials) => {
      const seen = [];
      const end = wp.subscribe((session) => seen.push([session.status, session === wp.session]));
      seen.push("subscribed");
      const { login, logout } = wp;
      await login(credentials);
      await logout();
      end();
      await login(credentials);
      return seen;
    },
    { username: "editor", password: password("editor") },
  );
  assert.equal(seen[0], "subscribed");
  assert.ok(seen.slice(1).every(([, same]) => same));
  const statuses = seen.slice(1).map(([status]) => status);
  assert.deepEqual(statuses.slice(-2), ["authenticated", "anonymous"]);
  assert.equal(statuses.filter((status) => status === "authenticated").length, 1);
});

it("reports a listener that throws, and tells the others", async () => {
  const app = await stage.visit();
  const [told, reported] = await app.run(
    async (credentials) => {
      let told = 0;
      const reported = [];
      addEventListener("error", ({ message }) => reported.push(message));
      wp.subscribe(() => {
        throw new Error("a listener's own mistake");
      });
      wp.subscribe(() => {
        told++;
      });
      await wp.login(credentials);
      return [told, reported];
    },
    { username: "editor", password: password("editor") },
  );
  assert.ok(told > 0);
  assert.match(reported.join("\n"), /a listener's own mistake/);
});

it("gives one frozen snapshot until something changes", async () => {
  const app = await stage.visit();
  const facts = await app.run(
    async (credentials) => {
      await wp.login(credentials);
      const { session } = wp;
      await wp.fetch("/wp/v2/posts");
      return [session === wp.session, Object.isFrozen(session), Object.isFrozen(session.user)];
    },
    { username: "editor", password: password("editor") },
  );
  assert.deepEqual(facts, [true, true, true]);
});
