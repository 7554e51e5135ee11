// `npx presskey token`: a token on stdout and nothing else, credentials from the environment.
import assert from "node:assert/strict";
import { after, before, beforeEach, it } from "node:test";
import { decode } from "presskey";
import { users } from "../../scripts/wordpress/users.mjs";
import { startMock } from "../support/mock-wordpress.mjs";
import { presskey } from "./run.mjs";

const { username, password } = users.find(({ username }) => username === "editor");
const env = { PRESSKEY_USERNAME: username, PRESSKEY_PASSWORD: password };
let site;
before(async () => {
  site = await startMock();
});
beforeEach(() => {
  site.setOptions();
  site.clearLog();
});
after(() => site?.stop());

it("prints the token, for a script to take", async () => {
  const { exitCode, stdout, stderr } = await presskey(["token", site.url], { env });
  assert.deepEqual([exitCode, stderr], [0, ""]);
  assert.equal(decode(stdout).claims.iss, site.url);
});

it("prints it with what belongs to it as JSON", async () => {
  site.setOptions({ mode: "pro" });
  const { stdout } = await presskey(["token", site.url, "--json"], { env });
  const { token, expiresAt, user, plugin, ...rest } = JSON.parse(stdout);
  assert.ok(Math.abs(decode(token).claims.exp * 1000 - expiresAt) < 5000);
  assert.equal(user.username, username);
  assert.equal(plugin, "jwt-authentication-for-wp-rest-api");
  // A refresh token above all: it could renew for weeks what was asked for once.
  assert.deepEqual(rest, {});
});

it("prints no control character of a site", async () => {
  const name = "\u009b31m\u202ex\u2028";
  site.setOptions({
    answer: ({ route }) =>
      route.endsWith("/token")
        ? { body: { token: site.token(), user_display_name: name, user_nicename: name } }
        : undefined,
  });
  const { stdout } = await presskey(["token", site.url, "--json"], { env });
  assert.equal(JSON.parse(stdout).user.displayName, name);
  assert.doesNotMatch(stdout, /[^ -~]/);
});

it("refused: exit code 1, nothing on stdout, the reason without the password on stderr", async () => {
  const wrong = { ...env, PRESSKEY_PASSWORD: "not the password" };
  const { exitCode, stdout, stderr } = await presskey(["token", site.url], { env: wrong });
  assert.deepEqual([exitCode, stdout], [1, ""]);
  assert.match(stderr, /\(invalid_credentials\)/);
  assert.ok(!stderr.includes("not the password"));
});

it("names no option of createClient for an http: address, since the command has none", async () => {
  const { exitCode, stdout, stderr } = await presskey(["token", "http://site.test"], { env });
  assert.deepEqual([exitCode, stdout], [1, ""]);
  assert.match(stderr, /\(insecure_site\)\n\n +Use the https: address\./);
  assert.doesNotMatch(stderr, /allowInsecure/);
});

it("takes no credentials from arguments, and says where they belong", async () => {
  for (const args of [
    [site.url],
    [site.url, "--username", username, "--password", password],
    [site.url, username, password],
    [site.url.replace("//", `//${username}:${password}@`)],
    [site.url, "--plugin", "nonsense"],
    [],
  ]) {
    const { exitCode, stdout, stderr } = await presskey(["token", ...args]);
    assert.deepEqual([exitCode, stdout], [2, ""]);
    assert.match(stderr, /PRESSKEY_USERNAME/);
    assert.ok(!stderr.includes(password));
  }
  assert.deepEqual(site.log(), []);
});
