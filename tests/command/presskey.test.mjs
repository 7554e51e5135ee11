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
  assert.match(stderr, /There is no command "constructor"/);
});

test("a reader that closes the pipe early causes no error", onLinux, async () => {
  // bash waits for the reader, so that the pipe is closed before the command writes.
  const line = '{ sleep 0.2; "$0" "$1" --help; echo "exit $?" >&2; } | true';
  const { stderr } = await execa("bash", ["-c", line, process.execPath, command]);
  assert.equal(stderr, "exit 0");
});
