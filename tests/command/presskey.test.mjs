// The command itself: what it can do, and which version it is.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { execa } from "execa";
import { command, presskey } from "./run.mjs";

const onLinux = { skip: process.platform !== "linux" };

test("--version and -v print the package's version", async () => {
  const file = new URL("../../pkg/package.json", import.meta.url);
  const { version } = JSON.parse(await readFile(file, "utf8"));
  for (const option of ["--version", "-v"]) {
    const { exitCode, stdout } = await presskey([option]);
    assert.deepEqual([exitCode, stdout], [0, version]);
  }
});

test("--help, -h and help name every command; no command at all is a wrong call", async () => {
  for (const [args, code] of [
    [["--help"], 0],
    [["-h"], 0],
    [["help"], 0],
    [[], 2],
  ]) {
    const { exitCode, stdout } = await presskey(args);
    assert.equal(exitCode, code);
    for (const name of ["types", "token", "fetch", "postman", "doctor"])
      assert.match(stdout, new RegExp(`^  ${name} `, "m"));
  }
});

test("what is no command is a wrong call", async () => {
  const { exitCode, stdout, stderr } = await presskey(["constructor"]);
  assert.deepEqual([exitCode, stdout], [2, ""]);
  assert.match(stderr, /There is no such command/);
});

test("a reader that closes the pipe early causes no error", onLinux, async () => {
  // bash waits for the reader, so that the pipe is closed before the command writes.
  const line = '{ sleep 0.2; "$0" "$1" --help; echo "exit $?" >&2; } | true';
  const { stderr } = await execa("bash", ["-c", line, process.execPath, command]);
  assert.equal(stderr, "exit 0");
});

// Holds P3 of SECURITY.md: a log keeps what is printed.
test("quotes no argument that may hold a password", async () => {
  const secret = "hunter2";
  const site = "https://example.com";
  const addresses = [
    `https://anna:${secret}/x@example.com`,
    `https://anna:${secret}#x@example.com`,
    `https://anna:${secret} x@example.com`,
    `ftp://anna:${secret}@example.com`,
    `anna:${secret}/x@example.com`,
    `https://anna:${secret}@example.com`,
    `https://anna:${secret}`,
  ];
  const commands = ["token", "types", "postman", "doctor", "fetch"];
  const calls = [
    [addresses[0]],
    ...commands.flatMap((name) => addresses.map((address) => [name, address])),
    ...commands.map((name) => [name, site, ...(name === "fetch" ? ["/"] : []), secret]),
    ["verify-package", ".", secret],
    ["doctor", site, "--origin", addresses[0]],
    ["fetch", site, "/", "--method", `x ${secret}`],
    ["fetch", site, "/", "--query", secret],
    ["fetch", site, "/", "--form", secret],
    ["fetch", site, "/", "--json", secret],
    ["token", site, `--password=${secret}`],
    ["token", site, `-p${secret}`],
    ["token", site, `--json=${secret}`],
  ];
  for (const args of calls) {
    const { exitCode, stdout, stderr } = await presskey(args);
    assert.equal(exitCode, 2, args.join(" "));
    assert.ok(!(stdout + stderr).includes(secret), args.join(" "));
  }
});
