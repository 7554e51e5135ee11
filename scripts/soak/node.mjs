// The part of a run in Node: clients, a backend and its visitors. A process of its own, so that its memory
// is theirs alone.
import { readFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import "./page/memory.js";
import { serve } from "../../tests/support/servers.mjs";
import { chanceOf } from "./chance.mjs";
import { createPerson } from "./person.mjs";
import { phasesOf } from "./phases.mjs";

const { createClient } = await import("presskey");
const { createBackend, nodeHandler } = await import("presskey/server");
const { ACCESS_TOKEN } = await import("./site.mjs");

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc");
const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const OWN = "https://app.example";
const tell = (type, value) => process.send({ type, value });

process.on("unhandledRejection", (error) =>
  tell("problem", `unhandled in Node: ${error?.stack ?? error}`),
);
process.once("message", start);
// The run ends this process, also if it is killed itself.
process.on("SIGINT", () => {});
process.on("disconnect", () => process.exit());

async function start({ site, seed, seconds, began, clients, visitors }) {
  const phases = phasesOf(seconds, began);
  const run = {
    phases,
    isOver: () => Date.now() > phases.ends || run.isEnded,
    count: (what) => tell("count", what),
    problem: (text) => tell("problem", text),
    sessionLost: (loss) => tell("sessionLost", loss),
    loggedIn: (user) => tell("loggedIn", user),
  };
  const backend = createBackend({
    site,
    secret: "a secret of at least 32 characters",
    timeout: phases.timeout,
  });
  const app = await serveApp(backend);
  const places = [
    ...clients.map((users, at) => ({ ...client(site, phases), name: `client ${at + 1}`, users })),
    ...visitors.map((users, at) => ({ ...visitor(backend), name: `visitor ${at + 1}`, users })),
  ];
  const people = places.map((place) => {
    const chance = chanceOf(seed, place.name);
    return {
      place,
      chance,
      person: createPerson({ ...place, places: () => [place], chance }, run),
    };
  });
  process.on("message", ({ type }) => {
    if (type === "end") run.isEnded = true;
    if (type !== "sample") return;
    collect();
    tell("sample", { heap: process.memoryUsage().heapUsed, wasm: globalThis.wasmBytes() });
  });
  tell("ready", app.url);
  await Promise.all(people.map((each) => live(each, run)));
  tell("done");
}

async function live({ person, place, chance }, run) {
  await person.signIn();
  while (!run.isOver()) {
    await person.callFrom(place);
    if (run.phases.isStorm() && chance.happens(0.01)) await person.switchUser();
    await sleep(chance.between(0, 1500));
  }
}

/** The page of the tabs, the package, and the backend. */
function serveApp(backend) {
  const handle = nodeHandler(backend);
  const types = { ".js": "text/javascript; charset=utf-8", ".wasm": "application/wasm" };
  const folders = { "/presskey/": here("../../pkg"), "/": here("./page") };
  return serve(async (request, response) => {
    const { pathname } = new URL(request.url, "http://x");
    if (ACCESS_TOKEN.test(request.url + JSON.stringify(request.rawHeaders))) {
      tell("problem", "a token was sent to the app's own server");
    }
    if (pathname.startsWith("/api/presskey/")) return handle(request, response);
    const isPage = ["/direct", "/via"].includes(pathname);
    const path = isPage ? "/index.html" : pathname;
    const prefix = Object.keys(folders).find((each) => path.startsWith(each));
    const content = await readFile(join(folders[prefix], path.slice(prefix.length)));
    const type = isPage ? "text/html; charset=utf-8" : types[extname(path)];
    response.writeHead(200, { "content-type": type }).end(content);
  });
}

const told = async (promise) => {
  try {
    return { value: await promise };
  } catch ({ code, status, message }) {
    return { error: { code, status, message } };
  }
};

function client(site, { timeout }) {
  const wp = createClient({ site, storage: "memory", timeout });
  return {
    me: () => told(wp.json("/wp/v2/users/me", { auth: "required" }).then(({ id }) => id)),
    login: (credentials) => told(wp.login(credentials)),
    logout: () => told(wp.logout()),
    session: async () => {
      const { status, reason, user } = wp.session;
      return { status, reason, user: user?.id };
    },
  };
}

/** A browser without a page: it has the cookie, and sends what `presskey/via` sends. */
function visitor(backend) {
  let cookie = "";
  const call = async (path, init = {}) => {
    const headers = {
      Origin: OWN,
      Cookie: cookie,
      "Content-Type": "application/json",
      ...init.headers,
    };
    const response = await backend.handle(
      new Request(`${OWN}/api/presskey${path}`, { ...init, headers }),
    );
    for (const line of response.headers.getSetCookie()) [cookie] = line.split(";");
    const text = await response.text();
    const body = parsed(text);
    if (response.ok && (body || !text)) return body;
    const { code = "http_error", message = text.slice(0, 100) } = body ?? {};
    // An error of WordPress has a code of its own.
    const isOwn = response.headers.has("Presskey-Error");
    throw Object.assign(new Error(message), { code: isOwn ? code : "http_error" });
  };
  const post = (path, body) => call(path, { method: "POST", body: JSON.stringify(body) });
  return {
    me: () => told(call("/rest/wp/v2/users/me").then(({ id }) => id)),
    login: (credentials) => told(post("/login", credentials)),
    logout: () => told(post("/logout", {})),
    session: async () => {
      const { value } = await told(call("/session"));
      if (!value) return undefined;
      return { status: value.status, reason: value.reason, user: value.user?.id };
    },
  };
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
