// What people have written is shown in the app's own pages: its HTML, without a script, must not change
// anything through a backend. Holds B3 of SECURITY.md.
import assert from "node:assert/strict";
import { after, before, it } from "node:test";
import { credentials } from "../support/app.mjs";
import { createStage } from "../via/stage.mjs";

const POST = "/api/presskey/rest/wp/v2/posts";
const DELETE = `${POST}/1?_method=DELETE&force=true`;

let stage;
let visitor;
before(async () => {
  stage = await createStage();
  visitor = await stage.visitor();
});
after(async () => {
  await visitor?.close();
  await stage?.stop();
});

for (const [what, markup] of Object.entries({
  "<img>": `<img src="${DELETE}">`,
  "<img crossorigin>": `<img crossorigin src="${DELETE}">`,
  "<iframe>": `<iframe src="${DELETE}"></iframe>`,
  "<object>": `<object data="${DELETE}"></object>`,
  "<video>": `<video src="${DELETE}"></video>`,
  "<link rel=preload>": `<link rel="preload" as="fetch" crossorigin href="${DELETE}">`,
  "<link rel=prefetch>": `<link rel="prefetch" href="${DELETE}">`,
  "a stylesheet": `<style>body { background: url("${DELETE}"); }</style>`,
  "a link": `<a target="frame" href="${DELETE}">x</a><iframe name="frame"></iframe>`,
  "<a ping>": `<a href="#x" ping="${POST}?title=x">x</a>`,
  "<form method=get>": `<form target="frame" action="${POST}/1"><input name="_method" value="DELETE"><button></button></form><iframe name="frame"></iframe>`,
  ...Object.fromEntries(
    ["application/x-www-form-urlencoded", "multipart/form-data", "text/plain"].map((type) => [
      `a form, ${type}`,
      `<form method="post" enctype="${type}" target="frame" action="${POST}"><input name="title" value="x"><button></button></form><iframe name="frame"></iframe>`,
    ]),
  ),
  "a form to /logout": `<form method="post" target="frame" action="/api/presskey/logout"><button></button></form><iframe name="frame"></iframe>`,
})) {
  it(`${what} changes nothing`, async () => {
    const tab = await visitor.open();
    await tab.evaluate((given) => wp.login(given), credentials("editor"));
    stage.site.clearLog();
    const asked = new Promise((resolve) => {
      stage.intercept((request, response) => {
        if (request.url.includes("/session")) return false;
        response.on("finish", () => resolve(response.statusCode));
        return false;
      });
    });
    await tab.evaluate((html) => {
      document.body.innerHTML = html;
      document.querySelector("a, button")?.click();
    }, markup);
    assert.equal(await asked, 403);
    assert.deepEqual(stage.site.log(), []);
    assert.equal(await tab.evaluate(() => wp.session.status), "authenticated");
    stage.reset();
    await tab.close();
  });
}
