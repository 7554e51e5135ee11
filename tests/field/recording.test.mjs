// How people record: with the doctor's command, and in a page with supportBundle().
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, it } from "node:test";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { temporaryFileTask } from "tempy";
import { credentials, jwt, password } from "../support/app.mjs";
import { setStage } from "../support/stage.mjs";
import { complete, playsOf } from "./lib/cases.mjs";
import { play, report } from "./lib/play.mjs";
import { startRuntimes } from "./lib/runtimes.mjs";

const command = fileURLToPath(new URL("../../pkg/bin/presskey.js", import.meta.url));
const stage = setStage({ mock: true, mode: "pro" });
let runtimes;
before(async () => {
  runtimes = await startRuntimes();
});
after(() => runtimes?.stop());

/** The site's fault: it closes one route in words of its own. */
const closeOrders = () =>
  stage.site.setOptions({
    answer: ({ route, token }) => {
      if (route !== "/wc/v3/orders") return undefined;
      const message = `No orders for Edith Editor, ${token}`;
      return { status: 403, body: { code: "shop_closed", message } };
    },
  });

async function assertReplays(text) {
  assert.doesNotMatch(text, jwt);
  for (const secret of [password("editor"), "Edith", "editor@", new URL(stage.site.url).host]) {
    assert.ok(!text.includes(secret), secret);
  }
  const one = complete({ ...JSON.parse(text), name: "recorded" });
  const said = [];
  for (const each of playsOf(one)) said.push(...(await play(one, each, runtimes)));
  assert.deepEqual(report(said), [], text);
  return one;
}

it("npx presskey doctor --record writes a case", () =>
  temporaryFileTask(async (file) => {
    const args = [command, "doctor", stage.site.url, "--record", file];
    const env = { PRESSKEY_USERNAME: "editor", PRESSKEY_PASSWORD: password("editor") };
    const { exitCode, stdout } = await execa(process.execPath, args, { env, reject: false });
    assert.equal(exitCode, 0, stdout);
    assert.match(stdout, /No check failed/, "the findings are printed as well");
    const { app, answers } = await assertReplays(await readFile(file, "utf8"));
    assert.deepEqual(
      app.map((step) => Object.keys(step)[0]),
      ["login", "diagnose"],
    );
    assert.ok(answers.some(({ to }) => to === "POST /wp-json/jwt-auth/v1/token"));
  }));

it("--record writes the refused login, too", () =>
  temporaryFileTask(async (file) => {
    const args = [command, "doctor", stage.site.url, "--record", file];
    const env = { PRESSKEY_USERNAME: "editor", PRESSKEY_PASSWORD: "not the right one" };
    const { exitCode } = await execa(process.execPath, args, { env, reject: false });
    assert.equal(exitCode, 1);
    const text = await readFile(file, "utf8");
    assert.ok(!text.includes("not the right one"));
    const { app } = await assertReplays(text);
    assert.equal(app[0].fails.code, "invalid_credentials");
  }));

it("supportBundle() in a page records what a function does", async () => {
  const app = await stage.visit({ plugin: "auto" });
  closeOrders();
  const bundle = await app.run(
    (given) =>
      wp.supportBundle({
        record: async (client) => {
          await client.login(given);
          await client.json("/wc/v3/orders", { query: { customer: "Edith Editor" } });
        },
      }),
    credentials("editor"),
  );
  const { app: steps } = await assertReplays(JSON.stringify(bundle.record));
  assert.deepEqual(
    steps.map((step) => [Object.keys(step)[0], step.fails?.code]),
    [
      ["login", undefined],
      ["json", "forbidden"],
      ["diagnose", undefined],
    ],
  );
  assert.equal((await app.session()).status, "authenticated", "it is the app's own client");
});

it("supportBundle({ record: true }) records the diagnosis of a session", async () => {
  const app = await stage.visit();
  await app.login();
  const bundle = await app.call("supportBundle", { record: true });
  const { app: steps } = await assertReplays(JSON.stringify(bundle.record));
  assert.deepEqual(
    steps.map((step) => Object.keys(step)[0]),
    ["login", "diagnose"],
  );
});

it("without it a bundle records nothing", async () => {
  const app = await stage.visit();
  assert.equal((await app.call("supportBundle")).record, undefined);
  const loads = (part) =>
    app.run(
      (end) => performance.getEntriesByType("resource").some(({ name }) => name.endsWith(end)),
      `/${part}.js`,
    );
  assert.deepEqual([await loads("doctor"), await loads("record")], [true, false]);
});
