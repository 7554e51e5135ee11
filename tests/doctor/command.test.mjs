// `npx presskey doctor`, as a person or a script calls it.
import assert from "node:assert/strict";
import { after, before, beforeEach, it } from "node:test";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { jwt, password } from "../support/app.mjs";
import { startMock } from "../support/mock-wordpress.mjs";

const command = fileURLToPath(new URL("../../pkg/bin/presskey.js", import.meta.url));
const credentials = { PRESSKEY_USERNAME: "editor", PRESSKEY_PASSWORD: password("editor") };
const page = "https://app.example.com";

let site;
before(async () => {
  site = await startMock();
});
beforeEach(() => {
  site.setOptions();
  site.clearLog();
});
after(() => site?.stop());

const doctor = (args, env = {}) =>
  execa(process.execPath, [command, "doctor", ...args], { env, reject: false });
const statusOf = ({ stdout }, id) =>
  JSON.parse(stdout).findings.find((finding) => finding.id === id).status;

it("exits 0 for a site without faults, and says what it saw", async () => {
  const { exitCode, stdout, stderr } = await doctor([site.url, "--origin", page]);
  assert.equal(exitCode, 0, stdout);
  assert.match(stdout, /No check failed\./);
  const text = stdout.replace(/\s+/g, " ");
  assert.ok(text.includes(`Pages of ${page} can read and write with a token.`), stdout);
  assert.equal(stderr, "", "the progress line is for terminals");
});

it("prints nothing of the site's that a terminal obeys", async () => {
  const evil = "\u001b]52;c;ZXZpbA==\u0007\u001b[2K\u009b31m\u202e";
  const namespaces = ["wp/v2", "jwt-auth/v1", `z${evil}`];
  for (const [status, body] of [
    [401, { code: `x_${evil}closed`, message: `No ${evil}`, data: { status: 401 } }],
    [200, { name: `S${evil}`, url: `http://x${evil}`, home: `http://y${evil}`, namespaces }],
  ]) {
    site.setOptions({
      answer: ({ route }) => (route === "/" ? { status, body } : undefined),
    });
    for (const env of [{}, credentials]) {
      const { stdout, stderr } = await doctor([site.url], env);
      assert.match(stdout, /check/i);
      assert.doesNotMatch(stdout + stderr, /(?![\n\t])\p{Cc}|[\u202a-\u202e]/u);
    }
  }
});

it("exits 1 for a fault, and quotes its cure whole", async () => {
  site.setOptions({
    answer: ({ route, method }) =>
      method === "POST" && route?.endsWith("/validate")
        ? { status: 403, body: { code: "jwt_auth_no_auth_header" } }
        : undefined,
  });
  const { exitCode, stdout } = await doctor([site.url]);
  assert.equal(exitCode, 1);
  // The problem comes first, and the line to copy stands alone.
  const lines = stdout.split("\n");
  assert.match(lines[2], /^✗ Authorization header/);
  const code = "        fastcgi_param HTTP_AUTHORIZATION $http_authorization;";
  const index = lines.indexOf(code);
  assert.ok(index > 0, stdout);
  assert.deepEqual([lines[index - 1], lines[index + 1]], ["", ""]);
});

it("sees the headers that a browser hides", async () => {
  for (const [value, finding] of [
    ["https://other.example", "another origin"],
    [`${page}, *`, "a second one"],
  ]) {
    const headers = { "access-control-allow-origin": value };
    site.setOptions({
      answer: ({ route, method }) =>
        method === "GET" && route === "/"
          ? { headers, body: { home: site.url, namespaces: ["jwt-auth/v1"] } }
          : undefined,
    });
    const told = await doctor([site.url, "--origin", page, "--json"]);
    assert.equal(told.exitCode, 1);
    assert.equal(statusOf(told, "cors"), "fail");
    assert.ok(told.stdout.includes(finding), told.stdout);
  }
});

it("--json prints what diagnose() gives", async () => {
  const { exitCode, stdout } = await doctor([site.url, "--json"]);
  assert.equal(exitCode, 0);
  const { site: address, plugin, ok, findings } = JSON.parse(stdout);
  assert.deepEqual([address, plugin, ok], [site.url, "jwt-authentication-for-wp-rest-api", true]);
  for (const finding of findings) {
    assert.match(finding.status, /^(pass|warn|fail|skip)$/);
    for (const name of ["id", "title", "detail"]) assert.equal(typeof finding[name], "string");
  }
});

// Holds P12 of SECURITY.md.
it("tests with a user from the environment, and prints no secret", async () => {
  const told = await doctor([site.url, "--json"], credentials);
  assert.equal(statusOf(told, "authorization"), "pass");
  assert.ok(site.log().some(({ authorization }) => authorization));
  const wrong = { ...credentials, PRESSKEY_PASSWORD: "not the one" };
  const refused = await doctor([site.url], wrong);
  assert.equal(refused.exitCode, 1);
  assert.match(refused.stdout, /invalid_credentials/);
  for (const text of [told.stdout, told.stderr, refused.stdout, refused.stderr]) {
    assert.doesNotMatch(text, jwt);
    assert.ok(!text.includes(password("editor")) && !text.includes("not the one"));
  }
});

// Holds P12 of SECURITY.md.
it("prints no password that the site repeats after the login", async () => {
  const { PRESSKEY_PASSWORD: typed } = credentials;
  let sent = false;
  site.setOptions({
    answer({ route, method }) {
      sent ||= method === "POST" && route === "/jwt-auth/v1/token";
      if (route !== "/" || !sent) return undefined;
      return { body: { home: `${site.url}/${typed}`, namespaces: ["wp/v2", "jwt-auth/v1"] } };
    },
  });
  for (const json of [[], ["--json"]]) {
    sent = false;
    const { stdout, stderr } = await doctor([site.url, ...json], credentials);
    assert.ok(sent && stdout.includes("***"), stdout);
    assert.ok(!(stdout + stderr).replace(/\s+/g, "").includes(typed), stdout);
  }
});

it("exits 2 for a wrong call", async () => {
  for (const args of [
    [],
    ["ftp://example.com"],
    ["https://user:secret@example.com"],
    [site.url, "--password", "x"],
    [site.url, "--origin", "nonsense"],
    [site.url, "second.example"],
    [site.url, "--login"],
  ]) {
    const { exitCode, stdout, stderr } = await doctor(args);
    assert.equal(exitCode, 2, args.join(" "));
    assert.equal(stdout, "");
    assert.match(stderr, /Usage: presskey doctor SITE/);
    assert.ok(!stderr.includes("secret"));
  }
  // A password would travel readable.
  const { exitCode, stderr } = await doctor(["http://example.com"], credentials);
  assert.equal(exitCode, 2);
  assert.match(stderr, /https:/);
  assert.match(stderr, /run the doctor without a login/);
  assert.doesNotMatch(stderr, /allowInsecure/);
});

it("reports a site that can't be reached as one failure, with credentials too", async () => {
  const { exitCode, stdout } = await doctor(["https://nosuch.invalid", "--json"], credentials);
  assert.equal(exitCode, 1);
  const failed = JSON.parse(stdout).findings.filter(({ status }) => status === "fail");
  assert.deepEqual(
    failed.map(({ id }) => id),
    ["reachable"],
  );
});
