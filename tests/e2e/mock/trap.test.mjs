// A trap inside the core: nobody waits for ever, and nothing that was stored is lost.
// Holds P8 of SECURITY.md.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { it } from "node:test";
import { fileURLToPath } from "node:url";
import { bundlePart } from "../../../scripts/build/bundle.mjs";
import { credentials } from "../../support/app.mjs";
import { setStage } from "../../support/stage.mjs";

const stage = setStage({ mock: true });

const path = fileURLToPath(new URL("../../../pkg/engine/guard.js", import.meta.url));
const guard = await readFile(path, "utf8");

/** `window.trap = true` makes the next call into the core a trap, be it wasm or JavaScript. */
const trapping = `${guard.replace("export function guard", "function original")}
    window.instances = 0;
    export function guard(...how) {
      window.instances++;
      const trapping = (call) => (...args) => {
        if (!window.trap) return call(...args);
        window.trap = false;
        throw new WebAssembly.RuntimeError("unreachable");
      };
      const guarded = original(...how);
      return (exports) => guarded(Object.fromEntries(Object.entries(exports).map(([name, value]) =>
        [name, typeof value === "function" ? trapping(value) : value])));
    }`;

/** The parts with the rules, over that guard. */
const withTraps = {
  name: "traps",
  setup: ({ onLoad }) => onLoad({ filter: /guard\.js$/ }, () => ({ contents: trapping })),
};
const files = Object.fromEntries(
  await Promise.all(
    ["core", "core.static", "core.asm"].map(async (name) => [
      `/presskey/dist/${name}.js`,
      await bundlePart(name, [withTraps]),
    ]),
  ),
);

it("rejects the pending calls, and the next one has the stored session", async () => {
  // Without a timeout nothing else would ever end them.
  const app = await stage.visit({ timeout: 0 }, { files });
  const { user } = await app.login();
  const token = await app.call("token");
  stage.site.setOptions({ answer: ({ route }) => (route.includes("posts") ? "hang" : undefined) });
  const outcome = await app.run(async (site) => {
    const codeOf = (call) =>
      call.then(
        () => "resolved",
        ({ code }) => code,
      );
    // The engine sends calls to addresses. Those that the front sends go on without it.
    const address = `${new URL(site).origin}/wp-json/wp/v2/posts`;
    const pending = [1, 2, 3].map(() => codeOf(wp.fetch(address)));
    // They have to be on their way.
    await new Promise((done) => setTimeout(done, 300));
    window.trap = true;
    const trapped = await codeOf(wp.fetch("/wp/v2/users/me"));
    return [trapped, ...(await Promise.all(pending)), window.trap];
  }, stage.site.url);
  assert.deepEqual(outcome, [...Array(4).fill("internal_error"), false]);
  const instances = await app.run(() => window.instances);

  assert.equal(await app.call("token"), token);
  const again = await app.json("/wp/v2/users/me", { auth: "required" });
  assert.equal(again.id, user.id);
  assert.deepEqual((await app.session()).user, user);
  assert.equal(await app.run(() => window.instances), instances + 1);
});

it("in a login: the previous session goes on, and the next login works", async () => {
  const app = await stage.visit({}, { files });
  const { user } = await app.login("editor");
  const error = await app.run(async (credentials) => {
    window.trap = true;
    return wp.login(credentials).catch(({ code, message, response, cause }) => ({
      code,
      message,
      has: [response, cause].some((one) => one !== undefined),
    }));
  }, credentials("admin"));
  assert.equal(error.code, "internal_error");
  assert.equal(error.has, false);
  assert.equal((await app.json("/wp/v2/users/me", { auth: "required" })).id, user.id);
  assert.equal((await app.login("admin")).user.id, 1);
});

it("in a function: decode() throws internal_error, then works", async () => {
  const app = await stage.visit({}, { files });
  const token = stage.site.token();
  const outcome = await app.run((token) => {
    presskey.decode(token);
    window.trap = true;
    let code;
    try {
      presskey.decode(token);
    } catch (error) {
      code = error.code;
    }
    return [code, presskey.decode(token).claims.data.user.id];
  }, token);
  assert.deepEqual(outcome, ["internal_error", "2"]);
});

it("ten times in a row", async () => {
  const app = await stage.visit({}, { files });
  const { user } = await app.login();
  for (let time = 0; time < 10; time++) {
    await app.run(async () => {
      window.trap = true;
      await wp.fetch("/wp/v2/posts").catch(() => {});
      window.trap = false;
    });
    assert.equal((await app.json("/wp/v2/users/me", { auth: "required" })).id, user.id);
  }
  await app.logout();
  assert.equal((await app.session()).status, "anonymous");
});

it("a client that was closed listens to nothing after it either", async () => {
  const first = () => {
    window.channels = 0;
    window.BroadcastChannel = class extends BroadcastChannel {
      constructor(name) {
        super(name);
        window.channels++;
      }
    };
  };
  const app = await stage.visit({}, { files, first });
  const channels = await app.run(async () => {
    const before = window.channels;
    wp.close();
    window.trap = true;
    await wp.fetch("/wp/v2/posts").catch(() => {});
    await wp.fetch("/wp/v2/posts");
    return [before, window.channels, window.trap];
  });
  assert.deepEqual(channels, [1, 1, false]);
});
