import assert from "node:assert/strict";
import { bundle } from "../../../snippets/bundle.mjs";
import { credentials } from "../../../support/app.mjs";

const main = `import { createClient } from "presskey";
import { PresskeyProvider } from "presskey/react";
import { createRoot } from "react-dom/client";
import { Posts } from "./Posts.tsx";
createRoot(document.getElementById("root")).render(
  <PresskeyProvider client={createClient("https://example.com")}><Posts /></PresskeyProvider>,
);`;

/** More posts than one page has. */
async function addPosts(site) {
  const { createClient } = await import("presskey");
  const wp = createClient(site.url);
  await wp.login(credentials("editor"));
  for (const number of [1, 2, 3, 4, 5, 6]) {
    const json = { title: `More ${number}`, status: "publish" };
    await wp.json("/wp/v2/posts", { method: "POST", json });
  }
  await wp.logout();
}

export default (stage) => ({
  "Paginated lists": async ({ code }) => {
    await addPosts(stage.site);
    const files = { "Posts.tsx": code, "main.jsx": stage.here(main) };
    const opened = await stage.browser.run(await bundle(files, "main.jsx"));
    const { tab } = opened;
    const [back, next] = ["Back", "Next"].map((name) => tab.getByRole("button", { name }));
    const slugs = () => tab.getByRole("listitem").allTextContents();
    await tab.getByRole("listitem").nth(4).waitFor();
    const first = await slugs();
    assert.ok(await back.isDisabled());
    await next.click();
    await tab.getByText("Page 2 of").waitFor();
    await tab.locator("[aria-busy=false]").waitFor();
    const second = await slugs();
    assert.ok(second.length && !second.some((slug) => first.includes(slug)), second.join());
    await back.click();
    await tab.locator("[aria-busy=false]").waitFor();
    assert.deepEqual(await slugs(), first);
    stage.keepsItsPromise("", opened);
  },
});
