// Files for the media library of a real WordPress, from a page of another origin.
import assert from "node:assert/strict";
import { it } from "node:test";
import { createClient } from "presskey";
import { credentials } from "../../support/app.mjs";
import { PLUGIN, setStage } from "../../support/stage.mjs";

const stage = setStage();

/** Makes a picture in the page and uploads it. */
const upload = (app, options = {}) =>
  app.run(async ({ progress, ...options }) => {
    const canvas = new OffscreenCanvas(64, 48);
    canvas.getContext("2d").fillRect(8, 8, 16, 16);
    const file = await canvas.convertToBlob({ type: "image/png" });
    const told = [];
    const onProgress = progress ? (event) => told.push(event) : undefined;
    return { size: file.size, told, media: await wp.upload(file, { ...options, onProgress }) };
  }, options);

/** One black pixel. */
const png =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==";

const media = () => stage.calls().filter((line) => line.includes("media"));

for (const progress of [false, true]) {
  it(`a picture with all that is said of it, progress ${progress}`, async () => {
    const app = await stage.visit();
    const { user } = await app.login();
    const [post] = await app.json("/wp/v2/posts");
    const { media } = await upload(app, {
      progress,
      filename: "žluť & co.png",
      title: "Square",
      alt: "A black square",
      caption: "By <em>hand</em>",
      post: post.id,
    });
    assert.equal(media.author, user.id);
    assert.equal(media.mime_type, "image/png");
    assert.equal(media.title.raw, "Square");
    assert.equal(media.alt_text, "A black square");
    assert.equal(media.caption.raw, "By <em>hand</em>");
    assert.equal(media.post, post.id);
    assert.deepEqual([media.media_details.width, media.media_details.height], [64, 48]);
    const file = await fetch(media.source_url);
    assert.equal(file.headers.get("content-type"), "image/png");
  });
}

it("tells its progress across origins", async () => {
  const app = await stage.visit();
  await app.login();
  stage.site.clearLog();
  const { told, size } = await upload(app, { progress: true });
  assert.deepEqual(told[0], { loaded: 0, total: size });
  assert.deepEqual(told.at(-1), { loaded: size, total: size });
  assert.deepEqual(media(), ["POST /wp/v2/media +token"]);
});

it("what this user may not do, or the site not take, is refused in its words", async () => {
  const app = await stage.visit();
  await app.login("subscriber");
  stage.site.clearLog();
  await assert.rejects(upload(app, { progress: true }), {
    code: "forbidden",
    wpCode: "rest_cannot_create",
  });
  assert.equal(media().length, 1);
  await app.login();
  await assert.rejects(upload(app, { filename: "program.exe" }), {
    code: "http_error",
    wpCode: "rest_upload_unknown_error",
  });
});

it("goes on with a picture whose processing broke off", async () => {
  const wp = createClient({ site: stage.site.url, plugin: PLUGIN });
  await wp.login(credentials("editor"));
  const file = () => new File([Buffer.from(png, "base64")], "dot.png");
  // WordPress does its work and names the file; only the response is spoiled.
  stage.site.setOptions({
    answers: [{ route: "^/wp/v2/media$", method: "POST", status: 500 }],
  });
  stage.site.clearLog();
  const made = await wp.upload(file());
  assert.equal(made.mime_type, "image/png");
  assert.deepEqual(media(), [
    "POST /wp/v2/media +token",
    `POST /wp/v2/media/${made.id}/post-process +token`,
  ]);

  stage.site.setOptions({
    answers: [
      { route: "^/wp/v2/media$", method: "POST", status: 500 },
      { route: "post-process$", status: 500 },
    ],
  });
  const count = async () => (await wp.json("/wp/v2/media")).length;
  const before = await count();
  await assert.rejects(wp.upload(file()), {
    status: 500,
  });
  assert.equal(await count(), before);
});
