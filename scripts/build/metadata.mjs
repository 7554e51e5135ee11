#!/usr/bin/env node
// `npm run release` runs it before `npm publish`: writes `repository`, `homepage` and `bugs` into pkg/package.json, from
// project.json, the one place where the owner fills them in.
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

/** The fields of a package.json. Throws a sentence for a person if an address is missing. */
export function metadata({ repository, homepage }) {
  const isAddress = (value) => URL.canParse(value) && new URL(value).protocol === "https:";
  const missing = Object.entries({ repository, homepage }).filter(([, url]) => !isAddress(url));
  if (missing.length) {
    const names = missing.map(([name]) => `"${name}"`).join(" and ");
    throw new Error(`Fill in ${names} in project.json, each with an https: address.`);
  }
  const url = repository.replace(/\/$/, "");
  return {
    homepage,
    repository: { type: "git", url: `git+${url}.git`, directory: "pkg" },
    bugs: { url: `${url}/issues` },
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const here = (path) => new URL(path, import.meta.url);
  const json = async (path) => JSON.parse(await readFile(here(path), "utf8"));
  try {
    const fields = metadata(await json("../../project.json"));
    const manifest = { ...(await json("../../pkg/package.json")), ...fields };
    await writeFile(here("../../pkg/package.json"), `${JSON.stringify(manifest, null, 2)}\n`);
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
