// The README's snippets run against a real WordPress.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createClient } from "presskey";
import { blocks, read, section } from "../snippets/document.mjs";
import { createStage, editor, testSnippets } from "../snippets/snippets.mjs";

const stage = createStage();

describe("snippets", () => testSnippets(stage, "README.md"));

// What the site's pages advise is what hints say, and it is enough.
describe("advice", () => {
  const code = (page, language) =>
    blocks(read(`www/pages/${page}.md`)).find((block) => block.language === language).code;
  const line = (text) => text.split("\n").find((each) => /^\w/.test(each));

  /** The hint of the error that a call fails with. */
  async function hintOf(call, wanted) {
    const error = await call.then(assert.fail, (error) => error);
    assert.equal(error.code, wanted);
    return error.hint;
  }

  it("on the secret is the hint of server_misconfigured", async () => {
    stage.site.setOptions({ bad_config: true });
    try {
      const hint = await hintOf(createClient(stage.site.url).login(editor), "server_misconfigured");
      const define = line(code("servers/jwt-authentication-for-wp-rest-api", "php")).replace(
        /, '.*'/,
        "",
      );
      assert.ok(hint.replace(/, '.*'/, "").includes(define), hint);
    } finally {
      stage.site.setOptions();
    }
  });

  it("on the web server is the hint of authorization_stripped", async () => {
    const wp = createClient(stage.site.url);
    await wp.login(editor);
    stage.site.setOptions({ strip_authorization: true });
    try {
      const hint = await hintOf(wp.validate(), "authorization_stripped");
      for (const language of ["apache", "nginx"]) {
        assert.ok(hint.includes(line(code("servers/web-server", language))), hint);
      }
    } finally {
      stage.site.setOptions();
    }
  });

  it("on the Content-Security-Policy is enough, and needed", async () => {
    const policy = stage
      .here(code("guide/security", "http"))
      .replace("Content-Security-Policy: ", "")
      .trim();
    const snippet = blocks(section(read("www/pages/guide/reference.md"), "Tokens"))[0].code;
    await stage.runs(snippet, { csp: policy });
    const without = policy.replace(" 'wasm-unsafe-eval'", "");
    assert.notEqual(without, policy);
    await assert.rejects(stage.runs(snippet, { csp: without }), /^Error: wasm_unavailable /);
  });
});
