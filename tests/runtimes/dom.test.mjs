// Test runners replace Node's globals by those of jsdom or happy-dom, which do not fit Node's `fetch`
// (signals, forms, files), are incomplete, and keep no process alive.
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, beforeEach, it } from "node:test";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { credentials } from "../support/app.mjs";
import { startMock } from "../support/mock-wordpress.mjs";
import { project } from "../support/tarball.mjs";

const app = fileURLToPath(new URL("./support/dom-app.mjs", import.meta.url));

let site;
let uploads;
before(async () => {
  site = await startMock({ mode: "pro" });
});
after(() => site.stop());

const FORBIDDEN = { code: "rest_forbidden", message: "No.", data: { status: 403 } };

beforeEach(() => {
  uploads = [];
  site.setOptions({
    answer({ route, method, headers, text, token }) {
      if (route === "/hang") return "hang";
      if (route === "/refused") return { status: 403, body: FORBIDDEN };
      if (route !== "/wp/v2/media" || method !== "POST") return undefined;
      // WordPress's response to the request that precedes the file.
      if (!text) return { status: 400, body: { code: "rest_upload_no_data", message: "No data." } };
      uploads.push({ type: headers["content-type"], text, token });
      return { status: 201, body: { id: 9 } };
    },
  });
});

const EXPECTED = {
  login: "authenticated",
  me: 2,
  posts: [1],
  signal: 1,
  missing: ["rest_no_route", "rest_no_route"],
  refused: ["forbidden", "rest_forbidden"],
  bare: [403, "rest_forbidden"],
  aborted: "AbortError",
  late: "timeout",
  upload: 9,
  loaded: 5,
  failing: 0,
};

async function works(kind, node = process.execPath) {
  const env = { LOGIN: JSON.stringify(credentials("editor")), NODE_TEST_CONTEXT: undefined };
  // A process that ends on its own takes less time than this. One that is kept alive fails.
  const { stdout } = await execa(node, [app, kind, site.url], { env, timeout: 60_000 });
  const { form, page, returning, ...told } = JSON.parse(stdout.split("\n").at(-1));
  assert.deepEqual(told, EXPECTED);
  assert.deepEqual(returning.slice(1), [2, "authenticated"]);
  assert.equal(form.sent, "a=b");
  assert.match(form.type, /^application\/x-www-form-urlencoded/);
  assert.equal(uploads.length, 2);
  for (const [at, name] of ["a.png", "b.png"].entries()) {
    const { type, text, token } = uploads[at];
    assert.match(type, /^multipart\/form-data; boundary=/);
    assert.match(text, new RegExp(`name="file"; filename="${name}"`));
    assert.match(text, /\r\n\r\nbytes\r\n/);
    assert.ok(token);
  }
  assert.match(uploads[0].text, /name="alt_text"\r\n\r\nA\r\n/);
}

for (const kind of ["jsdom", "happy-dom"]) {
  it(`${kind}: everything works, and the process ends`, () => works(kind));
}

for (const version of ["22", "24"]) {
  const name = `node-${process.platform}-${process.arch}`;
  const elsewhere = !process.env.PRESSKEY_ALL && "npm run test:all";
  it(`jsdom in Node ${version}`, { skip: elsewhere }, async (t) => {
    const folder = await mkdtemp(join(tmpdir(), "presskey-node-"));
    t.after(() => rm(folder, { recursive: true, force: true }));
    const dependencies = { [name]: version };
    await project(folder, { "package.json": { private: true, dependencies } });
    await works("jsdom", join(folder, "node_modules", name, "bin/node"));
  });
}
