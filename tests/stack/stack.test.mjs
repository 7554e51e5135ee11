// presskey against the software that sites really run on: each file of stages/ is one set-up, with
// what an app must learn there. Those with `all` or `edge` need more programs, and run with PRESSKEY_ALL=1.
// PRESSKEY_STAGES="varnish|caddy" runs those only.
import assert from "node:assert/strict";
import { mkdtempSync, readdirSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { edgeServers, findEdgeServers } from "../../scripts/setup/edge-servers.mjs";
import { findWebServers } from "../../scripts/setup/web-servers.mjs";
import { startHost } from "../support/host/host.mjs";
import { giveAway } from "../support/host/wordpress-folder.mjs";
import { visit } from "./visit.mjs";

const all = Boolean(process.env.PRESSKEY_ALL);
const wanted = new RegExp(process.env.PRESSKEY_STAGES ?? "");
const tools = findWebServers();
const skip = !tools && "there is no nginx and PHP, and apt has none here";
const files = readdirSync(new URL("stages", import.meta.url)).filter((name) => wanted.test(name));
const stages = await Promise.all(
  files.map(async (name) => (await import(`./stages/${name}`)).default),
);

let host;
let folder;
let edge;
before(async () => {
  if (!tools) return;
  folder = mkdtempSync(join(tmpdir(), "presskey-stack-"));
  giveAway(folder);
  host = await startHost(tools);
  if (!all) return;
  if (!findEdgeServers()) await edgeServers.install().catch(() => {});
  edge = findEdgeServers();
});
after(async () => {
  await host?.stop();
  if (folder) await rm(folder, { recursive: true, force: true });
});

describe("the real stack", { skip, concurrency: 1 }, () => {
  for (const stage of stages) {
    it(stage.name, {
      skip: (stage.all || stage.edge) && !all && "only with PRESSKEY_ALL",
    }, async (test) => {
      if (stage.edge && !edge) return test.skip("apt has no such packages here");
      host.setOptions();
      const started = await stage.start({ host, folder, tools, edge });
      try {
        const { url = host.url } = started ?? {};
        // Those with a WordPress of their own know where they are.
        if (!stage.own) host.setOptions({ wp_options: { home: url, siteurl: url } });
        const { told, findings } = await visit(url, stage.client);
        for (const [step, { code, hint }] of Object.entries(told)) {
          test.diagnostic(`${step}: ${code}${hint ? `: ${hint}` : ""}`);
        }
        for (const { id, status, detail } of findings)
          test.diagnostic(`${id} ${status}: ${detail}`);
        await judge(stage, test, async () => {
          assertTold(stage, told, findings);
          await stage.more?.({ host, url, told, findings });
        });
      } finally {
        await started?.stop?.();
        await stage.end?.({ host });
      }
    });
  }
});

/** A stage with `todo` must fail: once presskey is right there, the mark has to go. */
async function judge({ todo }, test, check) {
  if (!todo) return check();
  await assert.rejects(check(), "It passes: remove `todo` from the stage.");
  return test.todo(todo);
}

/** `says`: the code of each step, or a pattern for its hint as well; "ok" for the others. */
function assertTold({ says = {}, finds }, told, findings) {
  for (const [step, { code, hint = "", message }] of Object.entries(told)) {
    const [codes, pattern] = [says[step] ?? says["*"] ?? "ok"].flat();
    assert.ok(codes.split("|").includes(code), `${step}: ${code}: ${message} ${hint}`);
    if (pattern) assert.match(hint, pattern, step);
  }
  if (!finds) return;
  const found = findings.map(({ id, status }) => `${id} ${status}`);
  assert.deepEqual(
    found.filter((each) => each.endsWith("fail")),
    finds,
  );
}
