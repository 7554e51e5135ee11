// Servers as child processes that end with the test.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import net from "node:net";
import { nobody } from "./wordpress-folder.mjs";

/** Ends a server with the process that started it, even by SIGKILL: that closes the pipe. */
const guarded = `"$@" & server=$!
exec 3<&0
{ cat <&3; kill $server; } >/dev/null 2>&1 &
wait $server`;

/** Starts a server that stays in the foreground; resolves once something listens at `address`. */
export async function startServer(command, args, { env, address, cwd }) {
  const child = spawn("/bin/sh", ["-c", guarded, "sh", command, ...args], {
    cwd,
    env: { ...env, PATH: process.env.PATH, PHP_INI_SCAN_DIR: "" },
    stdio: "pipe",
    ...nobody,
  });
  let said = "";
  const hear = (data) => {
    said = (said + data).slice(-4000);
  };
  child.stdout.on("data", hear);
  child.stderr.on("data", hear);
  let ended = false;
  const end = new Promise((done) => child.once("close", done)).then(() => {
    ended = true;
  });
  child.once("error", hear);
  for (let tries = 0; !(await answers(address)); tries++) {
    if (ended || tries > 200) {
      child.stdin.end();
      throw new Error(`${command} did not start:\n${said}`);
    }
    await new Promise((done) => setTimeout(done, 50));
  }
  return {
    said: () => said,
    stop() {
      child.stdin.end();
      return end;
    },
  };
}

/** Both sets of libraries, where a module comes from other packages. */
export const mergedEnv = (ours, more) =>
  more ? { LD_LIBRARY_PATH: `${ours.LD_LIBRARY_PATH}:${more.LD_LIBRARY_PATH}` } : ours;

/** `address` is a port of 127.0.0.1 or the path of a socket. */
function answers(address) {
  if (typeof address === "string" && !existsSync(address)) return false;
  return new Promise((done) => {
    const socket = net.connect(
      typeof address === "string" ? { path: address } : { host: "127.0.0.1", port: address },
    );
    const say = (yes) => {
      socket.destroy();
      done(yes);
    };
    socket.once("connect", () => say(true)).once("error", () => say(false));
  });
}
