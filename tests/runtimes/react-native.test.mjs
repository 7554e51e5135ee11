// React Native: every web interface is there in part. Metro and Hermes run in tests/environments.
import assert from "node:assert/strict";
import { after, before, beforeEach, it } from "node:test";
import { credentials } from "../support/app.mjs";
import { startMock } from "../support/mock-wordpress.mjs";
import { reactNative } from "./support/react-native.mjs";

let site;
let elsewhere;
let app;
before(async () => {
  [site, elsewhere, app] = await Promise.all([
    startMock({ mode: "pro" }),
    startMock(),
    reactNative(),
  ]);
});
after(() => Promise.all([site.stop(), elsewhere.stop()]));
beforeEach(() => site.setOptions());

async function loggedIn() {
  const wp = app.createClient(site.url);
  await wp.login(credentials("editor"));
  return wp;
}

it("logs in by a form, refreshes and validates", async () => {
  const wp = await loggedIn();
  assert.equal((await wp.json("/wp/v2/users/me")).id, 2);
  assert.equal((await wp.refresh()).status, "authenticated");
  assert.equal(await wp.validate(), true);
  await wp.logout();
});

it("sends a form of the app's own", async () => {
  const wp = await loggedIn();
  const body = new URLSearchParams([["title", "ä & b"]]);
  const { sent, type } = await wp.json("/echo", { method: "POST", body });
  assert.equal(sent, "title=%C3%A4+%26+b");
  assert.match(type, /^application\/x-www-form-urlencoded/);
  const json = await wp.json("/echo", { method: "POST", json: { a: 1 } });
  assert.equal(json.sent, '{"a":1}');
});

it("the URL stays as it is, and caches on the way are asked", async () => {
  const asked = [];
  site.setOptions({ answer: ({ url, headers }) => void asked.push({ url, headers }) });
  const wp = await loggedIn();
  await wp.json("/wp/v2/users/me");
  assert.ok(asked.length > 2);
  for (const { url, headers } of asked) {
    assert.equal(url.searchParams.has("_"), false);
    assert.equal(headers["cache-control"], "no-store");
  }
});

const aborted = { name: "AbortError" };

it("aborts with signals that have neither `reason` nor `throwIfAborted` nor `any`", async () => {
  const wp = await loggedIn();
  const begin = () => {
    const controller = new app.world.AbortController();
    assert.equal(controller.signal.reason, undefined);
    assert.equal(controller.signal.throwIfAborted, undefined);
    return controller;
  };
  const { signal } = begin();
  await wp.login(credentials("editor"), { signal });
  assert.equal((await wp.json("/wp/v2/posts", { signal })).length, 1);

  const before = begin();
  before.abort();
  await assert.rejects(wp.fetch("/wp/v2/posts", { signal: before.signal }), aborted);
  await assert.rejects(wp.login(credentials("editor"), { signal: before.signal }), aborted);

  site.setOptions({ answer: () => "hang" });
  for (const call of [
    (signal) => wp.fetch("/wp/v2/posts", { signal }),
    (signal) => wp.login(credentials("editor"), { signal }),
    (signal) => wp.upload({ uri: "file:///a.png", type: "image/png" }, { signal }),
  ]) {
    const during = begin();
    setTimeout(() => during.abort(), 50);
    await assert.rejects(call(during.signal), aborted);
  }
});

it("a redirect that was followed all the same is told", async () => {
  const wp = await loggedIn();
  const location = `${elsewhere.url}/wp-json/wp/v2/posts`;
  site.setOptions({
    answer: ({ route }) =>
      /^.wp.v2.posts.?$/.test(route) ? { status: 307, headers: { location } } : undefined,
  });
  await assert.rejects(wp.json("/wp/v2/posts"), { code: "redirected" });
  assert.equal((await wp.json("/wp/v2/posts", { auth: "omit" })).length, 1);
});

/** What arrives at the media library. */
async function uploaded(wp, ...given) {
  const arrived = [];
  site.setOptions({
    answer({ route, method, headers, text, query }) {
      if (route !== "/wp/v2/media" || method !== "POST") return undefined;
      arrived.push({ headers, text, query });
      return { status: 201, body: { id: 9 } };
    },
  });
  assert.equal((await wp.upload(...given)).id, 9);
  return arrived.at(-1);
}

it("uploads a file that is only named, with its fields", async () => {
  const wp = await loggedIn();
  const file = { uri: "file:///photo.jpg", name: "photo.jpg", type: "image/jpeg" };
  const { text, headers } = await uploaded(wp, file, { alt: "A horse" });
  assert.match(headers["content-type"], /^multipart\/form-data/);
  assert.match(text, /name="alt_text"\r\n\r\nA horse\r\n/);
  assert.match(
    text,
    /name="file"; filename="photo.jpg"\r\ncontent-type: image\/jpeg\r\n\r\ncontent of file:\/\/\/photo.jpg/,
  );
  const unnamed = await uploaded(wp, { uri: "ph://1", type: "image/jpeg" });
  assert.match(unnamed.text, /filename="upload.jpg"/);
  await assert.rejects(wp.upload({ uri: "ph://1" }), { code: "invalid_option" });
});

it("uploads a Blob, which its forms cannot carry", async () => {
  const wp = await loggedIn();
  const blob = new app.world.Blob(["bytes"], { type: "image/png" });
  const options = { filename: "a b.png", title: "T", post: 3 };
  const { text, headers, query } = await uploaded(wp, blob, options);
  assert.equal(text, "bytes");
  assert.equal(headers["content-type"], "image/png");
  assert.equal(headers["content-disposition"], 'attachment; filename="a%20b.png"');
  assert.equal(query.get("title"), "T");
  assert.equal(query.get("post"), "3");
});

it("a file that is only named is refused where forms would send its name alone", async () => {
  const { createClient } = await import("presskey");
  const wp = createClient(site.url);
  await wp.login(credentials("editor"));
  await assert.rejects(wp.upload({ uri: "file:///a.png", type: "image/png" }), {
    code: "invalid_option",
  });
});

it("logs in by name and password without TextEncoder and btoa", async () => {
  assert.equal(app.world.btoa, undefined);
  assert.equal(app.world.TextEncoder, undefined);
  for (const secret of ["a", "ab", "abc", "ä€😀", "half \ud800"]) {
    const basic = `Basic ${Buffer.from(`editor:${secret}`).toString("base64")}`;
    site.setOptions({
      answer: ({ route, headers }) =>
        route === "/wp/v2/users/me" && headers.authorization === basic
          ? { body: { id: 2, name: "Edith Editor" } }
          : undefined,
    });
    const wp = app.createClient({ site: site.url, plugin: "basic-auth" });
    const session = await wp.login({ username: "editor", password: secret });
    assert.equal(session.user.id, 2);
  }
});
