import { bundle } from "../../../snippets/bundle.mjs";
import { visitForm } from "../../../snippets/snippets.mjs";

export default (stage) => ({
  // Its files are one app.
  "Log in and out": async (block, found) => {
    if (block.file !== "src/main.js") return;
    const files = found.filter(({ file, heading }) => file && heading === block.heading);
    const texts = files.map(({ file, code }) => [file.slice(4), stage.here(code)]);
    const opened = await stage.browser.run(await bundle(Object.fromEntries(texts), "main.js"));
    await visitForm(opened.tab);
    stage.keepsItsPromise("", opened);
  },
});
