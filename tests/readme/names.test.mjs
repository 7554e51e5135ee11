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
  it("no code that does not exist", () => {
    const known = union("ErrorCode");
    const prose = readme.replace(/^( *)```[\s\S]*?^\1```$/gm, "");
    const codes = quoted(prose).filter((name) => /^[a-z]+(_[a-z]+)+$/.test(name));
    for (const code of codes) assert.ok(known.includes(code), code);
  });

  it("every server", () => {
    const known = union("PluginId");
    const table = rows(readme, "Server (`plugin`)").map(([cell]) => quoted(cell)[0]);
    assert.deepEqual(sorted(new Set(table)), sorted(known));
  });

  it("no more than fits on a few screens", () => {
    assert.ok(readme.split("\n").length <= 201, "README.md has at most 200 lines");
  });

  it("the sizes", async () => {
    const [, front, engine, login] = readme.match(
      /^`createClient` downloads ([\d.]+) kB \(brotli\).*WebAssembly \((\d+) kB\).*, and (\d+) kB more for a login/m,
    );
    const [, react] = readme.match(/`presskey\/react` adds ([\d.]+) kB/);
    const close = async (entry, kilobytes, by) => {
      const size = await entrySize(entry);
      assert.ok(Math.abs(size - kilobytes * 1000) <= by, `${entry} is ${size}`);
    };
    await close("presskey", front, 250);
    await close("engine", engine, 1000);
    await close("login", login, 1000);
    await close("presskey/react", react, 150);
    const [, js] = read("www/pages/guide/without-wasm.md").match(/one file of ([\d.]+) kB/);
    await close("presskey/js", js, 1000);
    const server = read("www/pages/guide/server.md");
    const [, via, both] = server.match(/one file of ([\d.]+) kB.*downloads ([\d.]+) kB in two/);
    await close("presskey/via", via, 250);
    await close("via", both, 250);
  });
});

describe("The reference names", () => {
  const reference = read("www/pages/guide/reference.md");

  it("every end of a session, and every property of one", () => {
    const text = section(reference, "Methods and properties");
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
      const table = rows(reference, header);
      assert.deepEqual(sorted(firstNames(table)), sorted(Object.keys(known)));
      for (const [option, value] of table) {
        const wanted = known[quoted(option)[0]];
        if (wanted) assert.equal(quoted(value)[0], wanted, option);
      }
    });
  }

  it("every member of the client", () => {
    const known = Object.keys(
      members(declaration(types, "export interface Client extends Disposer {", "\n}")),
    );
    assert.deepEqual(sorted(firstNames(rows(reference, "Member"))), sorted(known));
  });

  it("every export of presskey/react, on its own page", () => {
    const known = [...read("pkg/react.d.ts").matchAll(/^export function (\w+)/gm)];
    const named = rows(read("www/pages/guide/react.md"), "Export").flatMap(([cell]) =>
      quoted(cell).map((name) => name.match(/^\w+/)[0]),
    );
    // Once each: an overload is no second export.
    assert.deepEqual(sorted(named), sorted(new Set(known.map(([, name]) => name))));
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
});
