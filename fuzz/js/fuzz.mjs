#!/usr/bin/env node
// Coverage-guided fuzzing of a target of the backend: `node fuzz/js/fuzz.mjs TARGET SECONDS FOLDER`.
// FOLDER keeps inputs that run code which no input has run before. Why not jazzer.js: its binary needs
// glibc 2.38, which Debian 12 does not have; V8 itself counts blocks.
import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { coverageOf } from "./coverage.mjs";
import { mutate, random } from "./mutate.mjs";

const [name, seconds, folder] = process.argv.slice(2);
const { run } = createRequire(import.meta.url)(`./${name}.cjs`);
const seed = Number(process.env.PRESSKEY_SEED ?? Date.now());
const number = random(seed);

const corpus = [];
for (const place of [new URL(`../corpus/${name}/`, import.meta.url).pathname, folder]) {
  await mkdir(place, { recursive: true });
  for (const file of await readdir(place)) corpus.push(await readFile(join(place, file), "utf8"));
}

const keep = (input, start = "") => {
  const hash = createHash("sha1").update(input).digest("hex");
  const path = join(folder, start + hash);
  return writeFile(path, input).then(() => path);
};

const coverage = await coverageOf("pkg/cjs/server.js");
for (const input of corpus) await run(input);
await coverage.take();

/** Inputs between two looks at the coverage, which take longer than a run. */
const BATCH = 16;

let runs = 0;
for (const until = Date.now() + seconds * 1000; Date.now() < until && !process.exitCode; ) {
  const inputs = Array.from({ length: BATCH }, () => mutate(corpus, number));
  for (const input of inputs) await check(input);
  runs += BATCH;
  if ((await coverage.peek()) === 0) continue;
  for (const input of inputs) {
    await check(input);
    if ((await coverage.take()) === 0) continue;
    corpus.push(input);
    await keep(input);
  }
}
console.log(
  `${name}: ${runs} runs, ${corpus.length} inputs, ${coverage.total()} characters run, seed ${seed}`,
);

async function check(input) {
  try {
    await run(input);
  } catch (error) {
    console.error(`${await keep(input, "crash-")}\n${JSON.stringify(input)}\n${error.stack}`);
    process.exitCode = 77;
  }
}
