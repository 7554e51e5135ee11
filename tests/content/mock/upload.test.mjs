// upload() against a server that redirects, forgets tokens, breaks off and fails to make sizes.
import assert from "node:assert/strict";
import { after, before, beforeEach, it } from "node:test";
import { createClient } from "presskey";
import { credentials } from "../../support/app.mjs";
import { capture } from "../../support/servers.mjs";
import { PLUGIN, setStage } from "../../support/stage.mjs";

const stage = setStage({ mock: true });
let foreign;
before(async () => {
  foreign = await capture();
});
beforeEach(() => foreign.seen.splice(0));
after(() => foreign?.stop());

const noData = {
  status: 400,
  body: { code: "rest_upload_no_data", message: "No data supplied.", data: { status: 400 } },
};

/** A media library; `rules` may respond in its place. */
function library(rules = () => undefined) {
  stage.site.setOptions({
    answer(request) {
      const { method, route, token, text } = request;
      if (!route?.startsWith("/wp/v2/media")) return undefined;
      if (token === undefined) {
        return { status: 401, body: { code: "rest_cannot_create", message: "Not yours" } };
      }
      const own = rules(request);
      if (own) return own;
      if (method === "DELETE") return { body: { deleted: true } };
      return text ? { status: 201, body: { id: 5, sent: text.length, text } } : noData;
    },
  });
}

/** In React Native, `fetch` follows redirects as XMLHttpRequest does, and presskey uses that. */
const becomeNative = (app) => app.run(() => delete Request.prototype.redirect);

/** Uploads in the page: the result, or the error, and the reported progress. */
const upload = (app, options, size = 300_000) =>
  app.run(
    async (options, size) => {
      const progress = [];
      const onProgress = options.progress ? (event) => progress.push(event) : undefined;
      const file = new File(["x".repeat(size)], "photo.png", { type: "image/png" });
      try {
        const media = await wp.upload(file, { ...options, onProgress });
        return { media, progress };
      } catch (error) {
        const { code, status, wpCode, hint, sent, message } = error;
        return { error: { code, status, wpCode, hint, sent, message }, progress };
      }
    },
    options,
    size,
  );

const media = () => stage.calls().filter((line) => line.includes("media"));

for (const how of ["by fetch", "with onProgress", "by XMLHttpRequest"]) {
  const progress = how !== "by fetch";
  const visit = async () => {
    const app = await stage.visit();
    if (how === "by XMLHttpRequest") await becomeNative(app);
    return app;
  };

  it(`${how}: the form holds the file and what is said of it`, async () => {
    const app = await visit();
    await app.login();
    library();
    const { media } = await upload(app, {
      progress,
      filename: "Žluť.png",
      title: "A title",
      alt: "An alt",
      caption: "A caption",
      post: 7,
    });
    assert.match(media.text, /name="title"\r\n\r\nA title\r\n/);
    assert.match(media.text, /name="alt_text"\r\n\r\nAn alt\r\n/);
    assert.match(media.text, /name="caption"\r\n\r\nA caption\r\n/);
    assert.match(media.text, /name="post"\r\n\r\n7\r\n/);
    assert.match(media.text, /name="file"; filename="Žluť.png"\r\nContent-Type: image\/png\r\n/);
    assert.match(media.text, /\r\n\r\nx{300000}\r\n/);
  });

  for (const status of [301, 302, 303, 307, 308]) {
    it(`${how}: follows no ${status}, neither with the token nor with the file`, async () => {
      const app = await visit();
      await app.login();
      library(() => ({ status, headers: { location: `${foreign.url}/stolen` }, body: "" }));
      const { error } = await upload(app, { progress });
      assert.equal(error.code, "redirected");
      assert.deepEqual(foreign.seen, []);
    });
  }

  it(`${how}: is sent once more after a refresh`, async () => {
    stage.site.setOptions({ mode: "pro" });
    const app = await visit();
    await app.login();
    let refused = false;
    library(({ text }) => {
      if (refused || !text) return undefined;
      refused = true;
      return { status: 401, body: { code: "jwt_auth_invalid_token", message: "Expired token" } };
    });
    const { media } = await upload(app, { progress });
    assert.equal(media.id, 5);
    assert.ok(stage.calls().includes("POST /jwt-auth/v1/token/refresh"));
  });

  it(`${how}: an abort stops it and rejects with its reason`, async () => {
    const app = await visit();
    await app.login();
    library(({ text }) => (text ? "hang" : undefined));
    await assert.rejects(
      app.run(async (progress) => {
        const controller = new AbortController();
        const file = new File(["x".repeat(1000)], "a.png");
        const uploading = wp.upload(file, {
          signal: controller.signal,
          ...(progress && { onProgress() {} }),
        });
        setTimeout(() => controller.abort(new RangeError("enough")), 300);
        return uploading;
      }, progress),
      { name: "RangeError", message: "enough" },
    );
  });

  it(`${how}: a connection that breaks off is unreachable, perhaps sent`, async () => {
    const app = await visit();
    await app.login();
    library(({ text }) => (text ? "break" : undefined));
    const { error } = await upload(app, { progress });
    assert.deepEqual([error.code, error.sent], ["unreachable", "maybe"]);
  });

  it(`${how}: without a session nothing is sent`, async () => {
    const app = await visit();
    const { error } = await upload(app, { progress });
    assert.deepEqual([error.code, error.sent], ["not_authenticated", "no"]);
    assert.deepEqual(stage.sent(), []);
  });

  it(`${how}: a refusal is thrown as json() would throw it`, async () => {
    const app = await visit();
    await app.login();
    const refusal = { code: "rest_cannot_create", message: "Sorry, <em>no</em>." };
    library(() => ({ status: 403, body: { ...refusal, data: { status: 403 } } }));
    const { error } = await upload(app, { progress });
    assert.equal(error.code, "forbidden");
    assert.equal(error.wpCode, "rest_cannot_create");
    assert.equal(error.message, "Sorry, no.");
    assert.deepEqual(media(), ["POST /wp/v2/media +token"]);
  });
}

it("tells the beginning and the end of its progress, with one request", async () => {
  const app = await stage.visit();
  await app.login();
  library();
  stage.site.clearLog();
  const { progress } = await upload(app, { progress: true });
  assert.deepEqual(progress, [
    { loaded: 0, total: 300_000 },
    { loaded: 300_000, total: 300_000 },
  ]);
  assert.deepEqual(media(), ["POST /wp/v2/media +token"]);
});

// Holds P1 and P2 of SECURITY.md.
it("a redirect that only the file meets gets nothing", async () => {
  const app = await stage.visit();
  await app.login();
  for (const location of [`${foreign.url}/stolen`, `${stage.site.url}/outside`]) {
    library(({ text }) => (text ? { status: 307, headers: { location } } : undefined));
    stage.site.clearLog();
    const { error } = await upload(app, { progress: true });
    assert.equal(error.code, "redirected");
    assert.deepEqual(foreign.seen, []);
    const withToken = stage.site.log().filter(({ token }) => token);
    assert.deepEqual([...new Set(withToken.map(({ route }) => route))], ["/wp/v2/media"]);
  }
});

it("by XMLHttpRequest: tells its progress in bytes of the file, up to all of them", async () => {
  const app = await stage.visit();
  await becomeNative(app);
  await app.login();
  library();
  const size = 4_000_000;
  const { progress } = await upload(app, { progress: true }, size);
  assert.deepEqual(progress[0], { loaded: 0, total: size });
  assert.deepEqual(progress.at(-1), { loaded: size, total: size });
  assert.ok(progress.length > 2, JSON.stringify(progress));
  for (const [index, { loaded, total }] of progress.entries()) {
    assert.equal(total, size);
    assert.ok(loaded <= size && loaded >= (progress[index - 1]?.loaded ?? 0));
  }
});

it("by XMLHttpRequest: asks without the file first", async () => {
  const app = await stage.visit();
  await becomeNative(app);
  await app.login();
  library();
  stage.site.clearLog();
  await upload(app, { progress: true });
  assert.deepEqual(media(), ["POST /wp/v2/media +token", "POST /wp/v2/media +token"]);
  stage.site.clearLog();
  await upload(app, { progress: false });
  assert.deepEqual(media(), ["POST /wp/v2/media +token"]);
});

it("by XMLHttpRequest: a redirect that only the file meets is not taken for an answer", async () => {
  const app = await stage.visit();
  await becomeNative(app);
  await app.login();
  const location = () => `${stage.site.url}/wp-json/echo`;
  library(({ text }) => (text ? { status: 307, headers: { location: location() } } : undefined));
  const { error } = await upload(app, { progress: true });
  assert.equal(error.code, "redirected");
});

/** The first response to a file: it is there, but its sizes are not. */
const halfDone = {
  "x-wp-upload-attachment-id": "12",
  "access-control-expose-headers": "*, x-wp-upload-attachment-id",
};
const fatal = { code: "internal_server_error", message: "Out of memory", data: { status: 500 } };

for (const [fails, calls] of [
  [0, ["post-process"]],
  [4, Array(5).fill("post-process")],
]) {
  it(`has the sizes made that are missing, after ${fails} failures`, async () => {
    const app = await stage.visit();
    await app.login();
    let left = fails;
    library(({ route, fields, text }) => {
      if (route.endsWith("/12/post-process")) {
        assert.equal(fields.action, "create-image-subsizes");
        return left-- > 0 ? { status: 500, body: fatal } : { body: { id: 12 } };
      }
      return text ? { status: 500, headers: halfDone, body: fatal } : undefined;
    });
    const { media: made } = await upload(app, {});
    assert.equal(made.id, 12);
    assert.deepEqual(
      media().slice(1),
      calls.map((name) => `POST /wp/v2/media/12/${name} +token`),
    );
  });
}

for (const [what, status, tries] of [
  ["the sizes cannot be made", 500, 5],
  ["the site has no such route", 404, 1],
]) {
  it(`removes the file when ${what}, and says why`, async () => {
    const app = await stage.visit();
    await app.login();
    library(({ method, route, query, text }) => {
      if (method === "DELETE") {
        assert.equal(query.get("force"), "true");
        return undefined;
      }
      if (route.endsWith("post-process")) return { status, body: { ...fatal, code: "x" } };
      return text ? { status: 500, headers: halfDone, body: fatal } : undefined;
    });
    const { error } = await upload(app, {});
    assert.equal(error.status, 500);
    assert.equal(error.wpCode, "internal_server_error");
    assert.match(error.hint, /memory_limit/);
    assert.deepEqual(media(), [
      "POST /wp/v2/media +token",
      ...Array(tries).fill("POST /wp/v2/media/12/post-process +token"),
      "DELETE /wp/v2/media/12 +token",
    ]);
  });
}

it("removes the file when it is aborted between", async () => {
  const app = await stage.visit();
  await app.login();
  library(({ route, text }) => {
    if (route.endsWith("post-process")) return "hang";
    return text ? { status: 500, headers: halfDone, body: fatal } : undefined;
  });
  await assert.rejects(
    app.run(async () => {
      const signal = AbortSignal.timeout(800);
      return wp.upload(new File(["x"], "a.png"), { signal });
    }),
    { name: "TimeoutError" },
  );
  // In Rust the abort doesn't wait for it.
  for (let tries = 0; !/^DELETE/.test(stage.calls().at(-1)) && tries < 100; tries++) {
    await new Promise((done) => setTimeout(done, 20));
  }
  assert.equal(stage.calls().at(-1), "DELETE /wp/v2/media/12 +token");
});

for (const id of ["../../users/1", "12?x", ""]) {
  it(`takes no "${id}" for the number of a file`, async () => {
    const app = await stage.visit();
    await app.login();
    const headers = { ...halfDone, "x-wp-upload-attachment-id": id };
    library(() => ({ status: 500, headers, body: fatal }));
    const { error } = await upload(app, {});
    assert.equal(error.status, 500);
    assert.equal(media().length, 1);
  });
}

it("names a Blob by its type, and refuses what it cannot name", async () => {
  const app = await stage.visit();
  await app.login();
  library();
  const names = await app.run(async () => {
    const names = [];
    for (const type of ["image/jpeg", "image/png", "text/plain;charset=utf-8", "image/svg+xml"]) {
      const { text } = await wp.upload(new Blob(["x"], { type }));
      names.push(/filename="([^"]+)"/.exec(text)[1]);
    }
    return names;
  });
  assert.deepEqual(names, ["upload.jpg", "upload.png", "upload.txt", "upload.svg"]);
  for (const code of ["new Blob(['x'])", "'text'", "null", "{}", "undefined"]) {
    await assert.rejects(
      app.run((code) => wp.upload(new Function(`return ${code}`)()), code),
      { ours: true, code: "invalid_option", sent: "no" },
    );
  }
});

it("an onProgress that throws is reported, and undoes no upload", async () => {
  const app = await stage.visit();
  await app.login();
  library();
  const [id, reported] = await app.run(async () => {
    const reported = new Set();
    addEventListener("error", (event) => {
      event.preventDefault();
      reported.add(event.error.message);
    });
    const onProgress = () => {
      throw new Error("the app's own");
    };
    const { id } = await wp.upload(new File(["x"], "a.png", { type: "image/png" }), { onProgress });
    return [id, [...reported]];
  });
  assert.deepEqual([id, reported], [5, ["the app's own"]]);
});

it("works where there is no XMLHttpRequest, with the first and the last of its progress", async () => {
  library();
  const wp = createClient({ site: stage.site.url, plugin: PLUGIN });
  await wp.login(credentials("editor"));
  const progress = [];
  const file = new Blob(["hello"], { type: "text/plain" });
  const { id } = await wp.upload(file, { onProgress: (event) => progress.push(event) });
  assert.equal(id, 5);
  assert.deepEqual(progress, [
    { loaded: 0, total: 5 },
    { loaded: 5, total: 5 },
  ]);
  assert.equal(media().length, 1);
});

it("a client's own fetch sees the upload", async () => {
  const extra = () => {
    window.seen = [];
    const seeing = (url, init) => {
      window.seen.push(url);
      return fetch(url, init);
    };
    return { fetch: seeing };
  };
  const app = await stage.visit({}, { extra });
  await app.login();
  library();
  await upload(app, { progress: true });
  const seen = await app.run(() => window.seen.filter((url) => url.endsWith("/media")).length);
  assert.equal(seen, 1);
});
