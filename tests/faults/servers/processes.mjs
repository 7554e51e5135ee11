// Servers as child processes that end with the test.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import net from "node:net";
import { nobody } from "./wordpress-folder.mjs";

/** Starts a server that stays in the foreground; resolves once something listens at `address`. */
export async function startServer(command, args, { env, address, cwd }) {
  const child = spawn(command, args, {
    cwd,
    env: { ...env, PATH: process.env.PATH, PHP_INI_SCAN_DIR: "" },
    stdio: ["ignore", "pipe", "pipe"],
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
  const leave = () => child.kill("SIGKILL");
  process.once("exit", leave);
  for (let tries = 0; !(await answers(address)); tries++) {
    if (ended || tries > 200) throw new Error(`${command} did not start:\n${said}`);
    await new Promise((done) => setTimeout(done, 50));
  }
  return {
    said: () => said,
    async stop() {
      process.off("exit", leave);
      child.kill("SIGTERM");
      const killer = setTimeout(leave, 3000);
      await end;
      clearTimeout(killer);
    },
  };
}

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
