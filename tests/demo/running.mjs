// `npm start` as a person runs it, and a browser in front of it.
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));

/**
 * Resolves when everything is up, with what was printed; `stop` is a person's Ctrl-C. The package is
 * not built again: a suite that needs it comes after the one that builds it.
 */
export async function npmStart(...args) {
  const child = spawn(process.execPath, ["scripts/start.mjs", "--no-open", "--no-build", ...args], {
    cwd: root,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = new Promise((done) => child.once("exit", done));
  let printed = "";
  await Promise.race([
    new Promise((done) =>
      child.stdout.on("data", (data) => {
        printed += data;
        if (printed.includes("Ctrl-C")) done();
      }),
    ),
    ended.then((code) => Promise.reject(new Error(`npm start ended (${code}):\n${printed}`))),
  ]);
  const value = (name) => printed.match(new RegExp(`^ +${name} +(\\S.*)$`, "m"))?.[1];
  return {
    printed,
    demo: value("Demo"),
    vanilla: value("No build"),
    wordpress: value("WordPress"),
    username: value("User"),
    password: value("Password"),
    stop() {
      child.kill("SIGINT");
      return ended;
    },
  };
}
