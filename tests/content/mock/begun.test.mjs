// Methods that send several requests go on for nobody but the user with whom they began.
// Holds P6 of SECURITY.md.
import assert from "node:assert/strict";
import { it } from "node:test";
import { credentials } from "../../support/app.mjs";
import { setStage } from "../../support/stage.mjs";

const stage = setStage({ mock: true });

/** A site that takes each method's requests; `meanwhile` runs before its first response. */
function serve(meanwhile) {
  const log = [];
  stage.site.setOptions({
    async answer({ method, route, query, fields, token }) {
      if (!/batch|media|posts/.test(route ?? "")) return undefined;
      log.push(`${method} ${route} ${token ? "with" : "without"} a token`);
      if (log.length === 1) await meanwhile();
      if (method === "OPTIONS") return {};
      if (route === "/wp/v2/posts") {
        const page = query.get("page") ?? "1";
        return { body: [{ id: page }], headers: { "x-wp-total": "2", "x-wp-totalpages": "2" } };
      }
      if (route === "/batch/v1") {
        const responses = fields.requests.map(() => ({ status: 201, body: {}, headers: {} }));
        return { status: 207, body: { responses } };
      }
      if (method === "DELETE") return { body: { deleted: true } };
      return {
        status: 500,
        headers: {
          "x-wp-upload-attachment-id": "77",
          "access-control-expose-headers": "X-WP-Upload-Attachment-ID",
        },
        body: { code: "internal_server_error", message: "", data: { status: 500 } },
      };
    },
  });
  return log;
}

const METHODS = {
  batch: () => wp.batch(Array.from({ length: 30 }, () => ({ path: "/wp/v2/posts" }))),
  upload: () => wp.upload(new Blob(["x"], { type: "image/png" }), { filename: "x.png" }),
  paginate: async () => {
    for await (const _ of wp.paginate("/wp/v2/posts"));
  },
};

for (const [name, run] of Object.entries(METHODS)) {
  it(`${name}() does not go on as the user who logs in meanwhile`, async () => {
    const app = await stage.visit();
    await app.login("editor");
    const log = serve(() => app.login("admin"));
    await assert.rejects(app.run(run), { code: "user_mismatch" });
    assert.equal(log.length, 1, log.join());
    assert.match(log[0], /with a token$/);
    assert.equal((await app.session()).user.username, credentials("admin").username);
  });
}

for (const name of ["batch", "upload"]) {
  it(`${name}() does not go on as nobody`, async () => {
    const app = await stage.visit();
    await app.login("editor");
    const log = serve(() => app.logout());
    await assert.rejects(app.run(METHODS[name]));
    assert.equal(log.length, 1, log.join());
  });
}

it("goes on as the same user after another login of theirs", async () => {
  const app = await stage.visit();
  await app.login("editor");
  const log = serve(() => app.login("editor"));
  assert.equal((await app.run(METHODS.batch)).length, 30);
  assert.equal(log.length, 3, log.join());
});
