// Runs every snippet of a document exactly as written. It only replaces the address, and the
// password that is written "…". Words behind a block's language say how it is run: see CONTRIBUTING.md.
import assert from "node:assert/strict";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, afterEach, before, it } from "node:test";
import { execa } from "execa";
import { users } from "../../scripts/wordpress/users.mjs";
import { startWordPress } from "../support/wordpress.mjs";
import { secret } from "../wordpress/harness.mjs";
import { bundle, root, scratchFolder } from "./bundle.mjs";
import { blocks, read } from "./document.mjs";
import { visitor } from "./visitor.mjs";

const example = "https://example.com";
export const editor = users.find(({ username }) => username === "editor");

const scripts = ["js", "jsx", "ts", "tsx"];
const components = ["vue", "svelte"];
const executable = [...scripts, ...components, "html"];
/** What other programs read: servers, shells, tools. Astro's are built by tests/environments. */
const others = [
  "sh",
  "php",
  "apache",
  "nginx",
  "http",
  "toml",
  "json",
  "yaml",
  "text",
  "astro",
  "mermaid",
];
const known = ["check", "login", "node", "types", "wp"];

/** The lines before a snippet that is marked `wp`. */
const loggedIn = `import { createClient as presskeyClient } from "presskey";
const wp = presskeyClient("${example}");
await wp.login({ username: "editor", password: "…" });
`;

/** How a component gets into the page. */
const mounts = {
  vue: `import { createApp } from "vue"; import App from "./App.vue";
    createApp(App).mount("#root");`,
  svelte: `import { mount } from "svelte"; import App from "./App.svelte";
    mount(App, { target: document.getElementById("root") });`,
};

/** What the comments behind `console.log(…);` promise. */
export const promised = (code) =>
  [...code.matchAll(/console\.log\(.*\); \/\/ (.+)$/gm)].map(([, text]) => text);

/** What a person does in front of a login form. */
async function logIn(tab, { username, password }) {
  await tab.getByLabel("User name").fill(username);
  await tab.getByLabel("Password").fill(password);
  await tab.getByRole("button", { name: "Log in" }).click();
}

/** A wrong password, the right one, a reload, and out again where the page has a button for it. */
export async function visitForm(tab) {
  await logIn(tab, { ...editor, password: "wrong" });
  await tab
    .getByText(/password/i, { exact: false })
    .filter({ hasText: /incorrect|wrong/i })
    .first()
    .waitFor();
  await logIn(tab, editor);
  const hello = tab.getByText("Hello Edith Editor!");
  await hello.waitFor();
  const logOut = tab.getByRole("button", { name: "Log out" });
  if (!(await logOut.count())) return;
  await tab.reload();
  await hello.waitFor();
  await logOut.click();
  await tab.getByLabel("User name").waitFor();
}

/**
 * A WordPress and a browser for snippets, for as long as the surrounding suite runs.
 * @param {() => Promise<{ url: string, stop(): Promise<void> }>} start makes the site
 */
export function createStage(start = () => startWordPress()) {
  const stage = {
    /** A snippet as it is run: with the site's address and a password. */
    here: (text) =>
      text.replaceAll(example, stage.site.url).replaceAll('"…"', JSON.stringify(editor.password)),

    /** Runs a script in a page, which must say what it promises and nothing else. */
    async runs(code, { language = "jsx", ...options } = {}) {
      const entry = `app.${language}`;
      const text = await bundle({ [entry]: stage.here(code) }, entry);
      return stage.keepsItsPromise(code, await stage.browser.run(text, options));
    },

    /** Opens a snippet that is a page. */
    async opens(code, options) {
      return stage.keepsItsPromise(
        code,
        await stage.browser.open({ "/": stage.here(code) }, options),
      );
    },

    async mounts(code, language) {
      const files = { [`App.${language}`]: stage.here(code), "main.js": mounts[language] };
      return stage.keepsItsPromise(code, await stage.browser.run(await bundle(files, "main.js")));
    },

    async runsInNode(code, { language = "js", env } = {}) {
      const entry = `app.${language}`;
      const options = { platform: "node", packages: "external" };
      const text = await bundle({ [entry]: stage.here(code) }, entry, options);
      const secrets = { WORDPRESS_PASSWORD: editor.password, JWT_AUTH_SECRET_KEY: secret };
      const { stdout } = await execa(process.execPath, ["--input-type=module", "-e", text], {
        cwd: root,
        env: { ...secrets, ...env },
        timeout: 60_000,
      });
      assert.deepEqual(stdout ? stdout.split("\n") : [], promised(stage.here(code)));
    },

    keepsItsPromise(code, opened) {
      // What a snippet itself says so is none.
      const own = code.includes("console.warn(");
      const complaints = opened.complaints.filter(({ type }) => !(own && type === "warning"));
      assert.deepEqual(complaints, []);
      assert.deepEqual(opened.logged, promised(stage.here(code)));
      return opened;
    },

    /** Runs a block as its marks say. */
    async play({ code, language, words }) {
      const source = words.includes("wp") ? loggedIn + code : code;
      if (words.includes("node")) return stage.runsInNode(source, { language });
      const opened = await show(source, language);
      if (!words.includes("login")) return;
      await visitForm(opened.tab);
      stage.keepsItsPromise(source, opened);
    },
  };

  function show(code, language) {
    if (language === "html") return stage.opens(code);
    if (components.includes(language)) return stage.mounts(code, language);
    return stage.runs(code, { language });
  }

  before(async () => {
    [stage.site, stage.browser] = await Promise.all([start(), visitor()]);
  });
  afterEach(() => stage.browser.leave());
  after(() => Promise.all([stage.browser?.close(), stage.site?.stop()]));
  return stage;
}

/** Whether it can be compiled: for what only a foreign tool can run. */
export async function compiles({ code, language }) {
  const entry = `app.${language}`;
  // Not what it imports: that may be the framework's own.
  await bundle({ [entry]: code }, entry, { bundle: false });
}

/** Whether TypeScript accepts the blocks in TypeScript of a document. */
async function typeChecks(found) {
  const folder = await scratchFolder("types");
  try {
    for (const [index, { code, language, words }] of found.entries()) {
      const source = words.includes("wp") ? loggedIn + code : code;
      // A module each: what one declares is not there for the next.
      await writeFile(join(folder, `${index}.${language}`), `${source}\nexport {};\n`);
    }
    const config = { extends: join(root, "tests/types/tsconfig.json"), include: ["*"] };
    config.compilerOptions = {
      types: ["node"],
      lib: ["es2023", "dom", "dom.iterable"],
      skipLibCheck: true,
      typeRoots: [join(root, "node_modules/@types")],
    };
    await writeFile(join(folder, "tsconfig.json"), JSON.stringify(config));
    const { stdout } = await execa(join(root, "node_modules/.bin/tsc"), ["-p", folder], {
      reject: false,
    });
    assert.equal(stdout, "");
  } finally {
    await rm(folder, { recursive: true });
  }
}

const isRun = ({ words }) => !words.includes("check") && !words.includes("types");
const isExecutable = ({ language }) => executable.includes(language);

/** Whether a document has snippets that only run with a site and a browser. */
export const needsStage = (markdown) =>
  blocks(markdown).some((block) => isExecutable(block) && isRun(block));

/**
 * Tests for a document's snippets.
 * @param {ReturnType<typeof createStage>} [stage] needed where a snippet is run
 * @param {string} path of the document in the repository
 * @param {Record<string, (block: object) => unknown>} [acts] by heading: tests that take the place of
 *   the usual one, for all blocks below that heading that can be run
 */
export function testSnippets(stage, path, acts = {}) {
  const all = blocks(read(path));
  const found = all.filter(isExecutable);

  it("are in languages that this suite knows", () => {
    for (const { heading, language, words } of all) {
      assert.ok([...executable, ...others].includes(language), `"${language}" in ${heading}`);
      for (const word of words) assert.ok(known.includes(word), `"${word}" in ${heading}`);
    }
    for (const { code } of all.filter(({ language }) => language === "json")) JSON.parse(code);
  });

  it("have every act's heading", () => {
    const headings = found.map(({ heading }) => heading);
    for (const heading of Object.keys(acts)) assert.ok(headings.includes(heading), heading);
  });

  const typed = found.filter(
    ({ language, words }) => ["ts", "tsx"].includes(language) && !words.includes("check"),
  );
  if (typed.length) it("are right for TypeScript", () => typeChecks(typed));

  for (const block of found) {
    const { heading, language, words, file } = block;
    const title = [heading, language, ...words, file].filter(Boolean).join(", ");
    const act = acts[heading] ?? stage?.play;
    if (words.includes("check")) it(`${title}: compiles`, () => compiles(block));
    else if (!words.includes("types")) it(`${title}: runs`, () => act(block, found));
  }
}
