// The rooms of src/core, which are its files and folders, and which of them use each other in a ring.
import { filesOf, isTest, shipped } from "./source.mjs";

/**
 * Rooms that may use each other: reading a response needs the server's description, and the
 * description names what its responses mean.
 */
export const KNOWN_RING = "discovery, evidence, failure, server";

/** `[path, text]` of files in src/core: for each room the rooms it uses. */
export function roomsUsed(files) {
  const uses = new Map(files.map(([path]) => [roomOf(path), new Set()]));
  for (const [path, text] of files) {
    const room = roomOf(path);
    for (const used of pathsOf(path, shipped(text)).map((parts) => parts[1])) {
      if (used !== room && uses.has(used)) uses.get(room).add(used);
    }
  }
  return uses;
}

/** The rings among these rooms, each as its sorted names. */
export function ringsOf(uses) {
  const reached = new Map([...uses.keys()].map((room) => [room, reach(uses, room)]));
  const rings = [...reached]
    .filter(([room, those]) => those.has(room))
    .map(([room, those]) => [...those].filter((each) => reached.get(each).has(room)));
  return [...new Set(rings.map((ring) => ring.sort().join(", ")))];
}

export function lintRooms() {
  const files = filesOf("src/core", ".rs").filter(
    ([path]) => !isTest(path) && path !== "src/core/mod.rs",
  );
  const rings = ringsOf(roomsUsed(files));
  return [
    ...rings
      .filter((ring) => ring !== KNOWN_RING)
      .map((ring) => `These modules of src/core use each other: ${ring}.`),
    ...(rings.includes(KNOWN_RING) ? [] : ["Delete KNOWN_RING of scripts/layout/rooms.mjs."]),
  ];
}

function reach(uses, from, seen = new Set()) {
  for (const next of uses.get(from) ?? []) {
    if (!seen.has(next)) reach(uses, next, seen.add(next));
  }
  return seen;
}

const roomOf = (path) => path.split("/")[2].replace(/\.rs$/, "");

/** Each path from the crate's root that the text mentions, as its parts. */
function pathsOf(path, text) {
  const module = path
    .replace(/(\/mod)?\.rs$/, "")
    .split("/")
    .slice(1);
  const imported = [...text.matchAll(/\buse\s+([^;]+);/g)].flatMap(([, tree]) => expand(tree));
  const written = [...text.matchAll(/\b(?:crate|super)(?:::\w+)+/g)].map(([found]) => found);
  return [...imported, ...written]
    .map((found) => found.split("::"))
    .filter(([first]) => first === "crate" || first === "super")
    .map((parts) => absolute(module, parts));
}

function absolute(module, parts) {
  if (parts[0] === "crate") return parts.slice(1);
  const ups = parts.findIndex((part) => part !== "super");
  const depth = ups < 0 ? parts.length : ups;
  return [...module.slice(0, module.length - depth), ...parts.slice(depth)];
}

/** `a::{b, c::d}` as `a::b` and `a::c::d`. */
function expand(tree) {
  const [, stem, inner] = /^\s*((?:\w+::)*)\{([\s\S]*)\}\s*$/.exec(tree) ?? [];
  if (inner === undefined) return [tree.trim()];
  let depth = 0;
  const parts = [""];
  for (const sign of inner) {
    depth += Number(sign === "{") - Number(sign === "}");
    if (sign === "," && !depth) parts.push("");
    else parts[parts.length - 1] += sign;
  }
  return parts.filter((part) => part.trim()).flatMap((part) => expand(stem + part.trim()));
}
