// P8 "No response crashes the page": a login answer that comes for ever, and fast (or is a gzip bomb of 1 MB).
import { spawn } from "node:child_process";
import { createClient } from "presskey";
const [mode, where = "token", status = "200"] = process.argv.slice(2);
const server = spawn(process.execPath, [new URL("./p8-flood-server.mjs", import.meta.url).pathname, mode, where, status]);
const port = await new Promise((r) => server.stdout.on("data", (d) => r(d.toString().trim())));
console.log("server", port);
const wp = createClient({ site: `http://127.0.0.1:${port.split(" ")[0]}`, plugin: "jwt-authentication-for-wp-rest-api", storage: "memory" });
process.on("exit", () => server.kill());
const t = Date.now();
let peak = 0;
const iv = setInterval(() => { peak = Math.max(peak, process.memoryUsage().rss); }, 100);
const act = where === "token" ? () => wp.login({ username: "a", password: "bbbbbbbbb" }) : () => wp.json("/wp/v2/posts");
const out = await act().then(() => "ok", (e) => `${e.code} ${e.message} ${e.cause ?? ""}`);
console.log(out.slice(0, 200), Date.now() - t, "ms; peak RSS MB", Math.round(peak / 1e6));
server.kill(); process.exit(0);
