// P8 for Rust: "No response crashes the page". json::<T>() of a type that nests itself (comments with their answers, menus, blocks), and a response that nests deeply.
// (tree() is in tests/rust/client/src/lib.rs of this branch: `struct Node { #[serde(default)] children: Vec<Node> }`, `client.json::<Node>(…)`.)
import assert from "node:assert/strict";
import { it } from "node:test";
import { setStage } from "../../tests/support/stage.mjs";
const stage = setStage({ mock: true });
for (const depth of [30, 300, 3000, 30000, 200000])
  it(`nested ${depth} deep`, async () => {
    const app = await stage.visit({ storage: "local" });
    await app.login();
    const body = `${'{"children":['.repeat(depth)}${"]}".repeat(depth)}`;
    stage.site.setOptions({ answer: ({ route, method }) => (method === "GET" && route === "/wp/v2/comments" ? { body } : undefined) });
    const first = await app.run(() => Promise.race([wp.tree("/wp/v2/comments").then((n) => `gave ${n}`, (e) => `${e.name} ${e.code ?? e.message}`), new Promise((r) => setTimeout(r, 5000, "nothing came back in 5 s"))]));
    const next = await app.run(() => Promise.race([(async () => { try { return (await wp.fetch("/wp/v2/users/me")).status; } catch (e) { return `${e.name}: ${e.message}`.slice(0, 80); } })(), new Promise((r) => setTimeout(r, 5000, "nothing came back in 5 s"))]));
    console.log(depth, body.length, "bytes:", first, "; next call:", next, app.heard.filter((l) => /panic|stack|Error|unreachable/i.test(l)).slice(0, 1).map((l) => l.slice(0, 160)));
    assert.match(first, /^gave|PresskeyError/);
  });

const depth = Number(process.env.DEPTH ?? 3000);
it(`again and again: ${depth} deep, 40 times`, async () => {
  const app = await stage.visit({ storage: "local" });
  await app.login();
  const body = `${'{"children":['.repeat(depth)}${"]}".repeat(depth)}`;
  stage.site.setOptions({ answer: ({ route, method }) => (method === "GET" && route === "/wp/v2/comments" ? { body } : undefined) });
  for (let n = 1; n <= 40; n++) {
    await app.run(() => Promise.race([wp.tree("/wp/v2/comments").catch(() => {}), new Promise((r) => setTimeout(r, 150))]));
    const next = await app.run(() => Promise.race([(async () => { try { return (await wp.fetch("/wp/v2/users/me")).status; } catch (e) { return `${e.name}: ${e.message}`.slice(0, 120); } })(), new Promise((r) => setTimeout(r, 3000, "nothing came back in 3 s"))]));
    console.log(n, next);
    if (next !== 200) { console.log("after", n, "responses every call:", next, (await app.run(() => { try { return wp.token() && "token() gives it"; } catch (e) { return `token(): ${e.name}: ${e.message}`; } })), app.heard.slice(-1).map((l) => l.slice(0, 200))); assert.fail("the client is gone"); }
  }
});
