// The child process: one embedded WordPress. Its parent is wordpress.mjs; they talk over IPC.
import { rmSync } from "node:fs";
import net from "node:net";

// The command line tool listens on every interface; a test server must be reachable from this
// machine only. It has no option for that, so the host is added here.
const { listen } = net.Server.prototype;
net.Server.prototype.listen = function (port, ...rest) {
  if (typeof port === "number" && typeof rest[0] !== "string") rest.unshift("127.0.0.1");
  return listen.call(this, port, ...rest);
};

// Only now: the patch above must be in place first.
const { runCLI } = await import("@wp-playground/cli");

let running;
let leaving = false;
let scratch;

async function leave(code) {
  if (leaving) return;
  leaving = true;
  // Disposing waits for PHP to finish its request, which a stuck one never does.
  setTimeout(() => finish(code), 3000).unref();
  await running?.[Symbol.asyncDispose]().catch(() => {});
  finish(code);
}

function finish(code) {
  // After a failure the parent decides: it may try once more with the same folder.
  if (scratch && code === 0) rmSync(scratch, { recursive: true, force: true });
  process.exit(code);
}

// A parent that ends, even by SIGKILL, closes the channel: no server is ever left behind.
process.on("disconnect", () => leave(0));
process.on("SIGINT", () => leave(0));
process.on("SIGTERM", () => leave(0));
process.on("message", async (message) => {
  if (message.stop) return leave(0);
  scratch = message.scratch;
  try {
    running = await runCLI(message.cli);
    // "run-blueprint" returns nothing and has done its work; a server gets its first visitors.
    if (running) await warmUp(message.url, message.cli.workers);
    process.send({ ready: true }, () => running || leave(0));
  } catch (error) {
    process.send({ error: reasons(error), code: rootCause(error).code }, () => leave(1));
  }
});

// The tool responds to the very first request with a redirect, and every PHP worker has to compile
// WordPress once: both happen here, so that no test and no person waits for it.
async function warmUp(url, workers) {
  await fetch(url, { redirect: "manual" });
  const visit = () =>
    fetch(`${url}/?rest_route=/`, { headers: { accept: "application/json" } }).then((r) =>
      r.text(),
    );
  await Promise.all(Array.from({ length: workers }, visit));
}

function rootCause(error) {
  return error?.cause ? rootCause(error.cause) : error;
}

function reasons(error) {
  const own = error?.message ?? String(error);
  return error?.cause ? `${own}\n  because: ${reasons(error.cause)}` : own;
}
