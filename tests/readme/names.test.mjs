// What the documents name exists, and what exists is named.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { describe, it } from "node:test";
import { entrySize } from "../../scripts/build/size.mjs";
import { declaration, members, types, union } from "../snippets/declarations.mjs";
import { quoted, read, rows, section } from "../snippets/document.mjs";

const readme = read("README.md");
const sorted = (list) => [...list].sort();
const firstNames = (table) => table.map(([cell]) => quoted(cell)[0].match(/^\w+/)[0]);

describe("README.md names", () => {
  it("every error code, and no other", () => {
    const known = union("ErrorCode");
    const errors = section(readme, "Errors");
    const table = rows(errors, "Code").map(([code]) => quoted(code)[0]);
    assert.deepEqual(sorted(table), sorted(known));
  });

  it("no code elsewhere that does not exist", () => {
    const known = union("ErrorCode");
    const wordpress = ["rest_allowed_cors_headers", "rest_authentication_errors"];
    const prose = readme.replace(/^( *)```[\s\S]*?^\1```$/gm, "");
    const codes = quoted(prose).filter((name) => /^[a-z]+(_[a-z]+)+$/.test(name));
    for (const code of codes) assert.ok([...known, ...wordpress].includes(code), code);
  });

  it("every end of a session, and every property of one", () => {
    const text = section(readme, "The client");
    const reasons = declaration(types, "export type SessionEndReason", ";\n");
    const wanted = [...reasons.matchAll(/"\w+"/g)].map(([reason]) => reason);
    for (const name of ["User", "AuthenticatedSession"]) {
      const source = declaration(types, `export interface ${name} {`, "\n}");
      wanted.push(...[...source.matchAll(/^ {2}readonly (\w+):/gm)].map(([, member]) => member));
    }
    const named = quoted(text);
    for (const each of wanted.filter((name) => name !== "status")) {
      assert.ok(named.includes(each), each);
    }
  });

  for (const [header, start, end] of [
    ["Option", "export interface ClientOptions {", "\n}"],
    ["Option of a call", "export type WpRequestInit =", "\n};"],
  ]) {
    it(`every row of "${header}", with its default`, () => {
      const known = members(declaration(types, start, end));
      const table = rows(readme, header);
      assert.deepEqual(sorted(firstNames(table)), sorted(Object.keys(known)));
      for (const [option, value] of table) {
        const wanted = known[quoted(option)[0]];
        if (wanted) assert.equal(quoted(value)[0], wanted, option);
      }
    });
  }

  it("every member of the client", () => {
    const known = Object.keys(members(declaration(types, "export interface Client {", "\n}")));
    assert.deepEqual(sorted(firstNames(rows(readme, "Member"))), sorted(known));
  });

  it("every server", () => {
    const known = union("PluginId");
    const table = rows(readme, "Server (`plugin`)").map(([cell]) => quoted(cell)[0]);
    assert.deepEqual(sorted(new Set(table)), sorted(known));
  });

  it("every export of presskey/react", () => {
    const known = [...read("pkg/react.d.ts").matchAll(/^export function (\w+)/gm)];
    const [line] = readme.match(/^`presskey\/react` exports.*?,? for React/m);
    // Once each: an overload is no second export.
    const names = new Set(known.map(([, name]) => name));
    assert.deepEqual(sorted(quoted(line).slice(1)), sorted(names));
  });

  it("the size", async () => {
    const [, kilobytes, react] = readme.match(
      /^(\d+) kB in brotli for the default entry.*`presskey\/react` adds ([\d.]+) kB/m,
    );
    const size = await entrySize();
    assert.ok(size <= kilobytes * 1000 + 500, `it is ${size}: say more`);
    assert.ok(size > kilobytes * 1000 - 1000, `it is ${size}: say less`);
    assert.ok(Math.abs((await entrySize("presskey/react")) - react * 1000) < 150);
  });
});

describe("documents", () => {
  const documents = [
    "README.md",
    "CHANGELOG.md",
    "SECURITY.md",
    "CONTRIBUTING.md",
    "BENCHMARKS.md",
  ];
  const { scripts } = JSON.parse(read("package.json"));
  const anchor = (heading) =>
    heading
      .toLowerCase()
      .replace(/[^\w\- ]/g, "")
      .replaceAll(" ", "-");

  for (const name of documents) {
    const text = read(name);
    const links = [...text.matchAll(/\]\(([^)]+)\)/g)].map(([, target]) => target);

    it(`${name}: links lead somewhere`, () => {
      const anchors = [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading]) => anchor(heading));
      for (const link of links.filter((link) => !/^https?:/.test(link))) {
        const [path, fragment] = link.split("#");
        if (path) assert.ok(existsSync(new URL(`../../${path}`, import.meta.url)), link);
        else assert.ok(anchors.includes(fragment), link);
      }
    });

    it(`${name}: paths and commands exist`, () => {
      for (const code of quoted(text)) {
        const [path] = code.match(/^(src|pkg|www|tests|scripts)\/[\w./-]*$/) ?? [];
        const built = path?.startsWith("pkg/dist");
        if (path && !built) assert.ok(existsSync(new URL(`../../${path}`, import.meta.url)), path);
        const script = code.match(/^npm (?:run )?([\w:]+)/)?.[1];
        if (script && script !== "install" && script !== "pack") assert.ok(scripts[script], code);
      }
    });
  }

  it("README.md links to nothing that the package lacks", () => {
    const { files } = JSON.parse(read("pkg/package.json"));
    const links = [...readme.matchAll(/\]\(([^)#]+)\)/g)].map(([, target]) => target);
    for (const link of links.filter((link) => !/^https?:/.test(link))) {
      assert.ok(files.includes(link), link);
    }
  });
});
