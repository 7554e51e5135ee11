// The types of the installed package, with every TypeScript from 4.9 on and in every way in which it
// resolves modules. Nothing is skipped: `skipLibCheck` is off.
import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, it } from "node:test";
import { execa } from "execa";
import { pack, project } from "../support/tarball.mjs";

const all = Boolean(process.env.PRESSKEY_ALL);

const program = `
import { createClient, decode, isExpired, PresskeyError, verify } from "presskey";
import type { Client, ClientOptions, Session, WpRequestInit } from "presskey";
import * as client from "presskey/client";
import * as eager from "presskey/eager";
import * as js from "presskey/js";
import { PresskeyProvider, useLogin, useSession } from "presskey/react";
import { createBackend } from "presskey/server";
import { createTestSite } from "presskey/testing";
import * as via from "presskey/via";

const options: ClientOptions = { site: "https://example.com", plugin: undefined, timeout: undefined };
const init: WpRequestInit = { query: { search: undefined }, timeout: undefined, json: {} };
export const wp: Client = createClient(options);
export async function use(): Promise<Session> {
  const post = await wp.json<{ id: number }>("/wp/v2/posts/1", init);
  for await (const each of wp.paginate<{ id: number }>("/wp/v2/posts")) post.id += each.id;
  try {
    return await wp.login({ username: "editor", password: "secret" });
  } catch (error) {
    if (error instanceof PresskeyError && error.code === "rate_limited") return wp.session;
    throw error;
  }
}
// One kind of error, whichever entry it comes from.
export const same: PresskeyError = new js.PresskeyError({ code: "offline", message: "", sent: "no" });
export const others: Client[] = [client.createClient(options), eager.createClient(options)];
export const ofBackend: Client = via.createClient({ via: "/api/presskey", timeout: undefined });
export const ofClient: client.Session = wp.session;
export const claims: number | undefined = decode(String(wp.token())).claims.exp;
export const rest = { isExpired, verify, PresskeyProvider, useLogin, useSession, createBackend };
export const site: string = createTestSite().site;
`;

/** Ways to resolve modules, with the file that shows whether it is a module or CommonJS. */
const ways = [
  { moduleResolution: "node10", module: "commonjs", file: "program.ts" },
  { moduleResolution: "node16", module: "node16", file: "program.mts" },
  { moduleResolution: "node16", module: "node16", file: "program.cts" },
  { moduleResolution: "bundler", module: "esnext", file: "program.ts" },
];
const versions = {
  4.9: { without: ["bundler"], names: { node10: "node" } },
  5.1: {},
  5.9: {},
  latest: { without: ["node10"] },
};

let packed;
let folder;
before(async () => {
  packed = await pack();
  const wanted = Object.keys(versions).filter((version) => all || version === "4.9");
  const compilers = wanted.map((version) => [`ts-${version}`, `npm:typescript@${version}`]);
  folder = await project(join(packed.folder, "app"), {
    "package.json": {
      private: true,
      dependencies: {
        presskey: `file:${packed.tarball}`,
        // The last whose own types TypeScript 4.9 can read.
        "@types/react": "~18.3.0",
        ...Object.fromEntries(compilers),
      },
    },
    "program.ts": program,
    "program.mts": program,
    "program.cts": program,
  });
});
after(() => packed?.remove());

for (const [version, { without = [], names = {} }] of Object.entries(versions)) {
  const skip = !all && version !== "4.9" && "in `npm run test:all`";
  it(`TypeScript ${version}`, { skip }, async () => {
    for (const { moduleResolution, module, file } of ways) {
      if (without.includes(moduleResolution)) continue;
      const options = {
        ...{ module, moduleResolution: names[moduleResolution] ?? moduleResolution },
        ...{ target: "es2020", lib: "es2020,dom,dom.iterable", jsx: "react-jsx" },
      };
      const { all: told } = await execa(
        process.execPath,
        [
          join(folder, `node_modules/ts-${version}/bin/tsc`),
          ...["--noEmit", "--strict", "--exactOptionalPropertyTypes"],
          ...["--skipLibCheck", "false"],
          ...Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]),
          file,
        ],
        { cwd: folder, reject: false, all: true },
      );
      assert.equal(told, "", `${moduleResolution}, ${file}`);
    }
  });
}
