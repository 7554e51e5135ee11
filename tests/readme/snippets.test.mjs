// Every snippet of the README is run as it stands there, against the embedded WordPress. Replaced
// are only the address, and the password that is written "…".
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { createClient } from "presskey";
import { startWordPress } from "../../scripts/wordpress.mjs";
import { secret } from "../wordpress/harness.mjs";
import { visitor } from "./page.mjs";
import { blocks, read, section } from "./readme.mjs";

const readme = read("README.md");
const executable = ["js", "jsx", "html"];
const others = ["sh", "php", "apache", "nginx", "http"];
const example = "https://example.com";

let wordpress;
let browser;
let editor;

before(async () => {
  [wordpress, browser] = await Promise.all([startWordPress(), visitor()]);
  editor = wordpress.users.find(({ username }) => username === "editor");
});
after(() => Promise.all([wordpress?.stop(), browser?.close()]));

const here = (text) =>
  text.replaceAll(example, wordpress.url).replaceAll('"…"', JSON.stringify(editor.password));

/** What the comments behind `console.log(…);` promise. */
const promised = (code) =>
  [...here(code).matchAll(/console\.log\(.*\); \/\/ (.+)$/gm)].map(([, text]) => text);

function keepsItsPromise(code, logged) {
  assert.deepEqual(logged, promised(code));
}

async function runs(code, options) {
  keepsItsPromise(code, await browser.run(here(code), options));
}

async function runsInNode(code, env) {
  const { stdout } = await execa(process.execPath, ["--input-type=module", "-e", here(code)], {
    cwd: fileURLToPath(new URL("../..", import.meta.url)),
    env,
    timeout: 30_000,
  });
  keepsItsPromise(code, stdout.split("\n"));
}

async function fillIn(tab, { username, password }) {
  await tab.getByLabel("User name").fill(username);
  await tab.getByLabel("Password").fill(password);
  await tab.getByRole("button", { name: "Log in" }).click();
}

/** By heading, one test per snippet. */
const tests = {
  "Ten lines": (code) => runs(code),

  React: (code) =>
    browser.show(here(code), async (tab) => {
      await fillIn(tab, { username: "editor", password: "wrong" });
      await tab.getByRole("alert").filter({ hasText: "password" }).waitFor();
      await fillIn(tab, editor);
      await tab.getByText("Hello Edith Editor!").waitFor();
      await tab.reload();
      await tab.getByText("Hello Edith Editor!").waitFor();
      await tab.getByRole("button", { name: "Log out" }).click();
      await tab.getByLabel("User name").waitFor();
    }),

  "Without a build step": (code) =>
    browser.open(here(code), async (tab) => {
      const status = tab.getByRole("status");
      await fillIn(tab, { username: "editor", password: "wrong" });
      await status.filter({ hasText: "password" }).waitFor();
      await fillIn(tab, editor);
      await status.filter({ hasText: "Hello Edith Editor!" }).waitFor();
    }),

  Node: (code) => runsInNode(code, { WORDPRESS_PASSWORD: editor.password }),

  "When a session ends": (code) =>
    runs(code, {
      prepare: [
        (credentials) => {
          globalThis.openLoginDialog = async () => credentials;
        },
        { username: "editor", password: editor.password },
      ],
    }),

  "Application passwords": (code) => runs(code),

  "A server of your own": (code) => runs(code),

  Content: (code) => runs(code),

  Doctor: (code) => runs(code),

  Tokens: (code) => runs(code),

  "Verified tokens": (code) => runsInNode(code, { JWT_AUTH_SECRET_KEY: secret }),

  Errors: (code) => runs(code),
};

describe("snippets", () => {
  const all = blocks(readme);

  it("are in languages that this suite knows", () => {
    for (const { heading, language } of all) {
      assert.ok([...executable, ...others].includes(language), `"${language}" in ${heading}`);
    }
  });

  it("have a test each, and every test its snippet", () => {
    const headings = all
      .filter(({ language }) => executable.includes(language))
      .map(({ heading }) => heading);
    assert.deepEqual(headings.toSorted(), Object.keys(tests).toSorted());
  });

  for (const { heading, code } of all.filter(({ language }) => executable.includes(language))) {
    it(`${heading}: runs`, () => tests[heading](code));
  }
});

describe("advice", () => {
  const code = (language) => blocks(readme).find((block) => block.language === language).code;
  const line = (text) => text.split("\n").find((each) => /^\w/.test(each));

  /** The hint of the error that a call fails with. */
  async function hintOf(call, wanted) {
    const error = await call.then(assert.fail, (error) => error);
    assert.equal(error.code, wanted);
    return error.hint;
  }

  it("on the secret is the hint of server_misconfigured", async () => {
    wordpress.setOptions({ bad_config: true });
    try {
      const hint = await hintOf(createClient(wordpress.url).login(editor), "server_misconfigured");
      const define = line(code("php")).replace(/, '.*'/, "");
      assert.ok(hint.replace(/, '.*'/, "").includes(define), hint);
    } finally {
      wordpress.setOptions();
    }
  });

  it("on the web server is the hint of authorization_stripped", async () => {
    const wp = createClient(wordpress.url);
    await wp.login(editor);
    wordpress.setOptions({ strip_authorization: true });
    try {
      const hint = await hintOf(wp.validate(), "authorization_stripped");
      for (const language of ["apache", "nginx"]) {
        assert.ok(hint.includes(line(code(language))), hint);
      }
    } finally {
      wordpress.setOptions();
    }
  });

  it("on the Content-Security-Policy is enough, and needed", async () => {
    const policy = here(code("http")).replace("Content-Security-Policy: ", "").trim();
    const snippet = blocks(section(readme, "Tokens"))[0].code;
    await runs(snippet, { csp: policy });
    const without = policy.replace(" 'wasm-unsafe-eval'", "");
    assert.notEqual(without, policy);
    await assert.rejects(browser.run(here(snippet), { csp: without }), /^Error: wasm_unavailable /);
  });
});
