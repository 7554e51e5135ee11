// React examples compile in an app that `npm create vite -- --template react-ts` makes.
// react-ts/tsconfig.json is that template's tsconfig.app.json.
import assert from "node:assert/strict";
import { cp, mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, it } from "node:test";
import { execa } from "execa";
import { root, scratchFolder } from "../snippets/bundle.mjs";
import { blocks, read } from "../snippets/document.mjs";
import { pack } from "../support/tarball.mjs";

let packed;
let app;

// The app's folder is below the repository, so that React and Vite are those of its node_modules.
// presskey itself is the packed one.
before(async () => {
  [packed, app] = await Promise.all([pack(), scratchFolder("react-ts")]);
  const installed = join(app, "node_modules/presskey");
  await mkdir(installed, { recursive: true });
  await execa("tar", ["-xzf", packed.tarball, "-C", installed, "--strip-components=1"]);
  const fixture = new URL("react-ts/tsconfig.json", import.meta.url);
  await cp(fixture, join(app, "tsconfig.json"));
});
after(async () => {
  if (app) await rm(app, { recursive: true });
  await packed?.remove();
});

/** What TypeScript says about a file of the app. */
async function complaints(code) {
  await rm(join(app, "src"), { recursive: true, force: true });
  await mkdir(join(app, "src"));
  await writeFile(join(app, "src/main.tsx"), code);
  const tsc = join(root, "node_modules/.bin/tsc");
  const options = { cwd: app, reject: false };
  const { stdout } = await execa(tsc, ["-p", ".", "--strict", "--pretty", "false"], options);
  return stdout;
}

for (const path of [
  "README.md",
  "www/pages/index.md",
  "www/pages/guide/react.md",
  "www/pages/guide/typescript.md",
]) {
  for (const { heading, language, code } of blocks(read(path))) {
    if (language !== "tsx") continue;
    it(`${path}, ${heading}`, async () => assert.equal(await complaints(code), ""));
  }
}

it("sees what the template doesn't allow, and the types of the package", async () => {
  const code = `import { useLogin, useSession } from "presskey/react";
import { FormEvent } from "react";

export function Name() {
  const { login } = useLogin();
  return <button onClick={(event: FormEvent) => login(event)}>{useSession().user.name}</button>;
}
`;
  const said = await complaints(code);
  assert.match(said, /TS1484: 'FormEvent' is a type/); // verbatimModuleSyntax
  assert.match(said, /TS2345: Argument of type 'FormEvent/);
  assert.match(said, /TS2339/);
});
