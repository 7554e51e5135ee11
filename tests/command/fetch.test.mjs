// `npx presskey fetch`: one call as a user, its JSON on stdout, and the same as a curl command.
import assert from "node:assert/strict";
import { after, before, beforeEach, it } from "node:test";
import { execa } from "execa";
import { users } from "../../scripts/wordpress/users.mjs";
import { startMock } from "../support/mock-wordpress.mjs";
import { command, presskey } from "./run.mjs";

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

const call = (...args) => presskey(["fetch", site.url, ...args], { env });
const calls = () => site.log().filter(({ route }) => route?.startsWith("/wp/"));

/** Responds with this on one route, to everybody. */
const answers = (wanted, response) =>
  site.setOptions({ answer: ({ route }) => (route === wanted ? response : undefined) });

it("makes the call as the user and prints the JSON, plain in a pipe", async () => {
  const { exitCode, stdout, stderr } = await call("/wp/v2/users/me");
  assert.deepEqual([exitCode, stderr], [0, ""]);
  assert.equal(JSON.parse(stdout).id, 2);
  assert.match(stdout, /^\{\n {2}"id": 2,\n/);
  assert.ok(!stdout.includes("\x1b"));
});

it("takes a route without its slash, which some shells would turn into a path", async () => {
  const { exitCode, stdout } = await call("wp/v2/users/me");
  assert.deepEqual([exitCode, JSON.parse(stdout).id], [0, 2]);
});

/** What it prints on a terminal. */
async function shown() {
  const line = [process.execPath, command, "fetch", site.url, "/wp/v2/x"].join(" ");
  const { stdout } = await execa("script", ["-qec", line, "/dev/null"], {
    // Nothing but this: CI and NO_COLOR each turn colours off, FORCE_COLOR turns them on.
    env: { ...env, PATH: process.env.PATH, TERM: "xterm-256color" },
    extendEnv: false,
    stdin: "ignore",
    reject: false,
  });
  return stdout;
}

const onLinux = { skip: process.platform !== "linux" };

it("prints in colour on a terminal", onLinux, async () => {
  answers("/wp/v2/x", { body: { name: "text", list: [1, true, null] } });
  const stdout = await shown();
  const inColour = (code, text, end = 39) => `\x1b[${code}m${text}\x1b[${end}m`;
  for (const part of [
    `${inColour(34, '"name"')}: ${inColour(32, '"text"')}`,
    inColour(36, "1"),
    inColour(33, "true"),
    inColour(90, "null"),
  ]) {
    assert.ok(stdout.includes(part), stdout);
  }
});

it("shows what is not JSON without what a terminal obeys", onLinux, async () => {
  const body = "\x1b]52;c;cm0\x07\x1b[2Jone\r\n\ttwo\rthree\u009b2J\u202e";
  answers("/wp/v2/x", { headers: { "content-type": "text/plain; charset=UTF-8" }, body });
  const plain = "\\u001b]52;c;cm0\\u0007\\u001b[2Jone\n\ttwo\\u000dthree\\u009b2J\\u202e";
  assert.equal((await shown()).replace(/\r+\n/g, "\n").trim(), plain);
  // In a file it stays what it is.
  assert.equal((await call("/wp/v2/x")).stdout, body);
});

it("keeps every digit, unescapes what PHP escapes, and escapes what steers a terminal", async () => {
  const text =
    '{"id":12345678901234567890,"url":"https:\\/\\/e.test\\/\\u00e9","c":"\\u009b31m\\u202e","none":{},"rows":[[],[1.0]]}';
  answers("/wp/v2/x", { body: text });
  const { stdout } = await call("/wp/v2/x");
  assert.ok(stdout.includes('"id": 12345678901234567890,'), stdout);
  assert.ok(stdout.includes('"url": "https://e.test/é"'), stdout);
  assert.ok(stdout.includes('"c": "\\u009b31m\\u202e"'), stdout);
  assert.ok(
    stdout.includes('"none": {},\n  "rows": [\n    [],\n    [\n      1.0\n    ]\n  ]'),
    stdout,
  );
});

it("--raw prints the response byte for byte; what is not JSON is never changed", async () => {
  answers("/wp/v2/x", { body: '{"a":"\\/"}  ' });
  const { stdout } = await presskey(["fetch", site.url, "/wp/v2/x", "--raw"], {
    env,
    stripFinalNewline: false,
  });
  assert.equal(stdout, '{"a":"\\/"}  ');
  answers("/wp/v2/x", { headers: { "content-type": "text/csv" }, body: "a,b\n1,2" });
  assert.equal((await call("/wp/v2/x")).stdout, "a,b\n1,2");
});

it("sends JSON, from an argument or from standard input, by POST unless told otherwise", async () => {
  const json = '{"title":"It\'s"}';
  await call("/wp/v2/posts", "--json", json);
  const args = ["fetch", site.url, "/wp/v2/posts/1", "--json", "-", "--method", "put"];
  await presskey(args, { env, stdin: "pipe", input: json });
  assert.deepEqual(
    calls().map(({ method, contentType, fields }) => [method, contentType, fields]),
    [
      ["POST", "application/json", ["title"]],
      ["PUT", "application/json", ["title"]],
    ],
  );
});

it("sends a form and a query, each key=value behind the other or each with its option", async () => {
  let seen;
  site.setOptions({
    answer: ({ route, query, fields, headers }) => {
      if (route !== "/wp/v2/posts") return undefined;
      seen = { query: String(query), fields, type: headers["content-type"] };
      return { body: {} };
    },
  });
  const form = ["--form", "title=a=b & c", "status=draft", "--form=slug=x"];
  const query = ["--query", "context=edit", "include=1", "include=2", "--query", "_fields=id"];
  const { exitCode } = await presskey(["fetch", ...form, ...query, site.url, "/wp/v2/posts"], {
    env,
  });
  assert.equal(exitCode, 0);
  assert.deepEqual({ ...seen.fields }, { title: "a=b & c", status: "draft", slug: "x" });
  assert.match(seen.type, /^application\/x-www-form-urlencoded/);
  const sent = new URLSearchParams(seen.query);
  assert.deepEqual([sent.get("context"), sent.getAll("include[]")], ["edit", ["1", "2"]]);
  assert.equal(sent.get("_fields"), "id");
});

it("--paginate prints the items of all pages as one array", async () => {
  site.setOptions({
    answer: ({ route, query }) => {
      if (route !== "/wp/v2/posts") return undefined;
      const page = Number(query.get("page"));
      const headers = { "x-wp-total": "5", "x-wp-totalpages": "3" };
      return { headers, body: page < 3 ? [{ id: page * 2 - 1 }, { id: page * 2 }] : [{ id: 5 }] };
    },
  });
  const { exitCode, stdout } = await call("/wp/v2/posts?per_page=2", "--paginate");
  assert.equal(exitCode, 0);
  assert.deepEqual(
    JSON.parse(stdout).map(({ id }) => id),
    [1, 2, 3, 4, 5],
  );
  assert.equal((await call("/wp/v2/posts", "--paginate", "--raw")).stdout.split("\n").length, 1);
});

it("any other status: exit code 1, the body on stdout, message and hint on stderr", async () => {
  const body = { code: "rest_forbidden", message: "Sorry, no.", data: { status: 403 } };
  answers("/wp/v2/settings", { status: 403, body });
  const { exitCode, stdout, stderr } = await call("/wp/v2/settings");
  assert.equal(exitCode, 1);
  assert.deepEqual(JSON.parse(stdout), body);
  assert.match(stderr, /\(forbidden\)/);
});

it("no response at all, or a login that is refused: exit code 1 and why", async () => {
  const closed = await presskey(["fetch", "http://127.0.0.1:9", "/wp/v2/posts"], { env });
  assert.deepEqual([closed.exitCode, closed.stdout], [1, ""]);
  assert.match(closed.stderr, /\(unreachable\)/);
  const wrong = { ...env, PRESSKEY_PASSWORD: "not the password" };
  const refused = await presskey(["fetch", site.url, "/wp/v2/posts"], { env: wrong });
  assert.deepEqual([refused.exitCode, refused.stdout], [1, ""]);
  assert.match(refused.stderr, /\(invalid_credentials\)/);
  assert.ok(!refused.stderr.includes("not the password"));
  assert.deepEqual(calls(), []);
});

it("never takes the token to another site", async () => {
  const { exitCode, stderr } = await call("https://other.example/wp-json/wp/v2/posts");
  assert.equal(exitCode, 1);
  assert.match(stderr, /\(origin_not_allowed\)/);
});

it("--curl prints a command that does the same, and logs in nowhere", async () => {
  let seen;
  site.setOptions({
    answer: ({ method, route, query, text, token, headers }) => {
      if (route !== "/wp/v2/posts") return undefined;
      const { accept, "content-type": type } = headers;
      seen.push({ method, query: String(query), text, token: Boolean(token), accept, type });
      return { body: {} };
    },
  });
  const token = (await presskey(["token", site.url], { env })).stdout;
  for (const args of [
    ["--query", "include=1", "include=2"],
    ["/wp/v2/posts?include[]={1}&q=$HOME'"],
    ["--json", '{"title":"It\'s $TOKEN {{token}} `date` \\"\\\\\\n"}'],
    ["--json", '"@file"', "--method", "PATCH"],
    ["--form", "title=@a & 'b'", "x=ü"],
    ["--method", "DELETE"],
  ]) {
    const whole = args[0].startsWith("/") ? args : ["/wp/v2/posts", ...args];
    seen = [];
    const { exitCode } = await call(...whole);
    site.clearLog();
    // Without credentials: it needs none.
    const { stdout } = await presskey(["fetch", site.url, ...whole, "--curl"]);
    assert.ok(site.log().every(({ method, route }) => method === "GET" && route === "/"));
    assert.ok(stdout.includes('-H "Authorization: Bearer $TOKEN"'), stdout);
    assert.ok(!stdout.includes(token));
    await execa("sh", ["-ec", stdout], { env: { TOKEN: token } });
    assert.equal(exitCode, 0);
    const withoutCharset = seen.map((one) => ({ ...one, type: one.type?.split(";")[0] }));
    assert.deepEqual(withoutCharset[1], withoutCharset[0], stdout);
  }
});

it("a wrong call: exit code 2, how it is called, and nothing sent", async () => {
  for (const args of [
    [],
    [site.url],
    [site.url, "/wp/v2/posts", "/wp/v2/pages"],
    ["ftp://x", "/wp/v2/posts"],
    [site.url, "/wp/v2/posts", "--json", "{"],
    [site.url, "/wp/v2/posts", "--json", "{}", "--form", "a=b"],
    [site.url, "/wp/v2/posts", "--json", "{}", "--method", "GET"],
    [site.url, "/wp/v2/posts", "--form", "a"],
    [site.url, "/wp/v2/posts", "--query", "=a"],
    [site.url, "/wp/v2/posts", "--query"],
    [site.url, "/wp/v2/posts", "--method", "GE T"],
    [site.url, "/wp/v2/posts", "--paginate", "--method", "POST"],
    [site.url, "/wp/v2/posts", "--paginate", "--curl"],
    [site.url, "/wp/v2/posts", "--plugin", "nonsense"],
    [site.url, "/wp/v2/posts", "--password", password],
    [site.url.replace("//", `//${username}:${password}@`), "/wp/v2/posts"],
  ]) {
    const { exitCode, stdout, stderr } = await presskey(["fetch", ...args], { env });
    assert.deepEqual([exitCode, stdout], [2, ""], args.join(" "));
    assert.match(stderr, /Usage: presskey fetch SITE ROUTE/);
    assert.ok(!stderr.includes(password));
  }
  const { exitCode, stderr } = await presskey(["fetch", site.url, "/wp/v2/posts"]);
  assert.equal(exitCode, 2);
  assert.match(stderr, /Set PRESSKEY_USERNAME and PRESSKEY_PASSWORD\./);
  assert.deepEqual(site.log(), []);
});
