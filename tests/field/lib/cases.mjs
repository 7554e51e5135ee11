// Reads the cases and the servers, which are files; README.md describes them.
import { readdirSync, readFileSync } from "node:fs";
import { basename, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";

const folder = (name) => fileURLToPath(new URL(`../${name}`, import.meta.url));

function read(name) {
  return readdirSync(folder(name))
    .filter((file) => /\.(ya?ml|json)$/.test(file))
    .sort()
    .map((file) => {
      try {
        const text = readFileSync(join(folder(name), file), "utf8");
        return { ...parse(text), name: basename(file, extname(file)) };
      } catch (error) {
        throw new Error(`${name}/${file}: ${error.message}`);
      }
    });
}

const KNOWN = {
  case: "name title source todo server plugin storage in page site answers tokens options app",
  answer:
    "to when status headers json body cors hang drop delay redirect times after change pass note",
};

/** Members of a step in addition to its first one. */
const STEP = "init gives fails finds either requests session node chromium firefox note";

/** A misspelt word would make a case that tests nothing. */
function assertKnown(kind, given, where) {
  const unknown = Object.keys(given).filter((name) => !KNOWN[kind].split(" ").includes(name));
  if (unknown.length) throw new Error(`${where}: unknown ${unknown.join(", ")}`);
}

export const readCases = () => read("cases").map((one) => complete(one));

let servers;

/** A case as a file has it, checked, with the responses of its server. */
export function complete(given) {
  // A support bundle holds one.
  const one = { ...(given.record ?? given), name: given.name };
  servers ??= Object.fromEntries(read("servers").map((server) => [server.name, server]));
  assertKnown("case", one, one.name);
  for (const answer of one.answers ?? []) assertKnown("answer", answer, one.name);
  if (!one.title || !one.app?.length) throw new Error(`${one.name}: no title, or no app`);
  for (const [, ...more] of one.app.map(Object.keys)) {
    const unknown = more.filter((name) => !STEP.split(" ").includes(name));
    if (unknown.length) throw new Error(`${one.name}: unknown ${unknown.join(", ")}`);
  }
  return { ...one, server: serverOf(one) };
}

function serverOf({ name, server }) {
  if (!server) return { answers: [], plugin: "auto" };
  const known = servers[server];
  if (!known) throw new Error(`${name}: there is no servers/${server}.yaml`);
  const { checks, answers } = servers.wordpress;
  const all = [...checks, ...known.answers, ...answers];
  return { ...known, answers: all.map((each) => ({ ...each, isWordPress: true })) };
}

const BOTH = ["node", "chromium"];
const STORAGES = ["session", "local", "memory", "vault"];

/**
 * The ways in which a case is played. Each plugin and each storage has its turn; `every` combines
 * all of them. Firefox plays what Chromium does, once where it is `more`.
 */
export function playsOf({ server, plugin, storage, in: where = BOTH }, every, more = []) {
  const plugins = [plugin ?? server.plays ?? ["named", "auto"]]
    .flat()
    .map((each) => (each === "named" ? server.plugin : each));
  const storages = [storage ?? STORAGES].flat();
  const inTurn = Array.from({ length: Math.max(plugins.length, storages.length) }, (_, at) => ({
    plugin: plugins[at % plugins.length],
    storage: storages[at % storages.length],
  }));
  const pairs = every
    ? plugins.flatMap((plugin) => storages.map((storage) => ({ plugin, storage })))
    : inTurn;
  const inNode = [...new Set(plugins)].map((plugin) => ({
    plugin,
    storage: storages.includes("memory") ? "memory" : storages[0],
  }));
  return [
    ...(where.includes("node") ? inNode.map((pair) => ({ ...pair, runtime: "node" })) : []),
    ...(where.includes("chromium") ? pairs.map((pair) => ({ ...pair, runtime: "chromium" })) : []),
    ...(where.includes("chromium") ? more : []).flatMap((runtime) =>
      inTurn.map((pair) => ({ ...pair, runtime })),
    ),
  ];
}
