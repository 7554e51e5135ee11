// Tokens in recorded texts: found wherever they stand, in a time that grows with the text alone.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { it } from "node:test";
import { jwtsIn } from "../../pkg/features/record/secrets.js";
import { sign } from "../support/mock-wordpress.mjs";

const token = sign({ sub: "somebody", exp: 9e9 });

it("finds every token, also behind other words", () => {
  for (const text of [
    token,
    `x${token}`,
    `t_${token}`,
    `a.b.${token}`,
    `eyJ.${token}`,
    `"${token}"`,
  ]) {
    assert.deepEqual(jwtsIn(text), [token], text);
  }
  assert.deepEqual(jwtsIn(`${token} ${token}`), [token, token]);
  assert.deepEqual(jwtsIn(`${"eyJ".repeat(99)} eyJ.a.b eyJabcdef.a`), []);
});

it("reads megabytes of beginnings of tokens", () => {
  // One search for each beginning would be 10^12 steps: it would not end today.
  const file = new URL("../../pkg/features/record/secrets.js", import.meta.url);
  const code = `
    import { jwtsIn } from ${JSON.stringify(file.href)};
    const texts = ["eyJ", "eyJabcdef-", "eyJ.", "eyJabcdef.", "eyJabcdef.eyJabcdef "];
    console.log(texts.map((text) => jwtsIn(text.repeat(3e6 / text.length)).length).join());`;
  const { stdout } = spawnSync(process.execPath, ["--input-type=module", "--eval", code], {
    timeout: 60_000,
    encoding: "utf8",
  });
  assert.equal(stdout.trim(), "0,0,0,100000,0");
});
