// `npx presskey types`: its output compiles, and describes the responses of a real WordPress.
import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, it } from "node:test";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { createClient } from "presskey";
import { declarations } from "../../pkg/bin/lib/declarations.js";
import { startWordPress } from "../support/wordpress.mjs";
import { presskey } from "./run.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
let site;
let folder;
before(async () => {
  [site, folder] = await Promise.all([
    startWordPress(),
    mkdtemp(join(tmpdir(), "presskey-types-")),
  ]);
  site.setOptions({ books: true });
});
after(async () => {
  await Promise.all([site?.stop(), folder && rm(folder, { recursive: true, force: true })]);
});

/** Compiles a program that has these files; what TypeScript says. */
async function compile(files) {
  const tsconfig = {
    compilerOptions: {
      strict: true,
      noEmit: true,
      skipLibCheck: false,
      target: "es2022",
      lib: ["es2022", "dom"],
      module: "esnext",
      moduleResolution: "bundler",
      types: [],
      paths: { presskey: [join(root, "pkg/index.d.ts")] },
    },
    include: ["*.ts"],
  };
  for (const [name, text] of Object.entries({
    ...files,
    "tsconfig.json": JSON.stringify(tsconfig),
  })) {
    await writeFile(join(folder, name), text);
  }
  const { all } = await execa(join(root, "node_modules/.bin/tsc"), ["-p", folder], {
    reject: false,
    all: true,
  });
  return all;
}

const written = async () => readFile(join(folder, "wordpress.d.ts"), "utf8");

it("writes declarations with which calls are typed", async () => {
  const out = join(folder, "wordpress.d.ts");
  const { exitCode, stdout, stderr } = await presskey(["types", site.url, "--out", out]);
  assert.deepEqual([exitCode, stdout], [0, ""]);
  assert.match(stderr, /^\d+ routes, \d+ types in /);
  const program = `
    import { createClient } from "presskey";
    import type { Book, Genre, Post } from "./wordpress";
    const wp = createClient("https://example.com");
    const books: Book[] = await wp.json("/wp/v2/book");
    const pages: number = books[0].meta.pages;
    const isbn: { prefix: number; form: "paper" | 'e"book' } | null = books[0].isbn;
    const raw: string | undefined = books[0].title.raw;
    const genres: Genre[] = await wp.json("/wp/v2/genre");
    const made: Book = await wp.json("/wp/v2/book", { method: "POST", json: { title: "A" } });
    const one: Book = await wp.json(\`/wp/v2/book/\${made.id}\`);
    const gone = await wp.json(\`/wp/v2/book/\${made.id}\`, { method: "DELETE" });
    if ("deleted" in gone) { const before: Book = gone.previous; }
    for await (const post of wp.paginate("/wp/v2/posts")) { const is: Post = post; }
    const types = await wp.json("/wp/v2/types");
    const slug: string = types.book.slug;
    const title: string | null = (await wp.json("/wp/v2/settings")).title;
    // @ts-expect-error no such field
    books[0].author_name;
    // @ts-expect-error not one of its forms
    if (books[0].isbn?.form === "stone") {}
    // @ts-expect-error unknown, since the site has no such route
    (await wp.json("/wp/v2/books")).length;
  `;
  assert.equal(await compile({ "program.ts": program }), "");
});

it("says exactly what a real WordPress answers", async () => {
  const wp = createClient(site.url);
  const { username, password } = site.users[0];
  await wp.login({ username, password });
  await wp.json("/wp/v2/book", {
    method: "POST",
    json: { title: "One", status: "publish", meta: { pages: 7 } },
  });
  const routes = [
    ...["book", "posts", "pages", "media", "users", "categories", "genre", "comments", "search"],
    ...["types", "statuses", "taxonomies", "settings", "users/me", "blocks", "menus"],
  ].map((name) => `/wp/v2/${name}`);
  const lines = [];
  for (const route of routes) {
    // As literals: then no member may be missing, and none be there that is not declared. Only links
    // are declared by no route; and PHP writes an object without members as a list.
    const answer = JSON.stringify(await wp.json(route), (key, value) => {
      if (key === "_links") return undefined;
      return key === "meta" && Array.isArray(value) && !value.length ? {} : value;
    });
    lines.push(`is<SiteRoutes[${JSON.stringify(route)}]["GET"]>(${answer});`);
  }
  const program = `import type { SiteRoutes } from "presskey";
    import "./wordpress";
    declare function is<T>(value: T): void;
    ${lines.join("\n")}`;
  assert.equal(await compile({ "answers.ts": program }), "");
});

it("prints to stdout, and reads a closed site with credentials of the environment", async () => {
  const { exitCode, stdout } = await presskey(["types", site.url]);
  assert.equal(exitCode, 0);
  assert.equal(stdout, (await written()).trimEnd());
});

it("a site out of reach, or of another kind: exit code 1, and why", async () => {
  const { exitCode, stdout, stderr } = await presskey(["types", "http://127.0.0.1:9"]);
  assert.deepEqual([exitCode, stdout], [1, ""]);
  assert.match(stderr, /\(unreachable\)/);
});

it("a wrong call: exit code 2, and how it is called", async () => {
  for (const args of [
    [],
    ["a", "b"],
    ["ftp://x"],
    ["--nonsense"],
    [site.url, "--out", "/no/where"],
  ]) {
    const { exitCode, stderr } = await presskey(["types", ...args]);
    assert.equal(exitCode, 2, args.join(" "));
    assert.match(stderr, /Usage: presskey types SITE/);
  }
  const { exitCode, stdout } = await presskey(["types", "--help"]);
  assert.equal(exitCode, 0);
  assert.match(stdout, /Usage: presskey types SITE/);
});

it("an option that is not one is named, and nothing else is advised", async () => {
  const { stderr } = await presskey(["types", "--nonsense"]);
  assert.match(stderr, /^Unknown option '--nonsense'\.\n\nUsage/);
});

it("what a hostile site says stays within quotes and comments", async () => {
  const evil = [
    "*/ } declare global { var evil: 1 } /*\u2028\u202e\u009b\x1b",
    '"`$',
    "{x}'\n",
  ].join("");
  const schema = {
    title: `${evil} 1`,
    description: evil,
    properties: {
      [evil]: { type: "string", enum: [evil, 1, null], description: evil },
      __proto__: { type: evil },
      constructor: { type: "toString" },
      deep: {},
      empty: { type: "object", properties: [] },
      both: { type: ["string", "array"], items: { type: ["integer", "null"] } },
      choice: { type: "string", anyOf: [{ enum: ["a"] }, { format: "x" }] },
      nothing: null,
      list: { type: "array" },
      record: { type: "object", additionalProperties: { type: "boolean" } },
    },
  };
  let deepest = schema.properties.deep;
  for (let level = 0; level < 100; level++) {
    deepest.type = "object";
    deepest.properties = { deeper: {} };
    deepest = deepest.properties.deeper;
  }
  const route = { endpoints: [{ methods: ["GET"], args: {} }], schema };
  const { text } = declarations(
    {
      routes: {
        "/evil/v1/item": route,
        [`/evil/v1/${evil}`]: route,
        "/evil/v1/(?P<id>.*)": route,
        "/evil/v1/none": null,
        "/evil/v1/odd": { endpoints: "x", schema: { properties: [] } },
      },
    },
    evil,
  );
  // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what it is about
  assert.doesNotMatch(text, /[\u202e\u2028\x1b\u009b]/);
  const check = `import type { SiteRoutes } from "presskey";
    import "./evil";
    declare const item: SiteRoutes["/evil/v1/item"]["GET"];
    const both: string | (number | null)[] = item.both;
    const record: Record<string, boolean> = item.record;
    const choice: string = item.choice;
    // @ts-expect-error
    evil;
  `;
  await rm(join(folder, "answers.ts"), { force: true });
  assert.equal(await compile({ "evil.d.ts": text, "evil-check.ts": check }), "");
  for (const index of [null, {}, { routes: [] }, [], "x"]) {
    assert.match(declarations(index, "https://example.com").text, /interface SiteRoutes/);
  }
});

it("asks a site without TLS only as a visitor", async () => {
  const types = (env) => presskey(["types", "http://presskey.invalid"], { env });
  assert.match((await types()).stderr, /\(unreachable\)/);
  const given = { PRESSKEY_USERNAME: "editor", PRESSKEY_PASSWORD: "a password" };
  assert.match((await types(given)).stderr, /\(insecure_site\)/);
});
