// What TypeScript says of wrong credentials: it speaks of the form that the app used.
import assert from "node:assert/strict";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, it } from "node:test";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { temporaryDirectory } from "tempy";

const root = fileURLToPath(new URL("../..", import.meta.url));
const folder = temporaryDirectory();
after(() => rm(folder, { recursive: true, force: true }));

const cases = {
  '{ username: "editor" }': /'password' is missing .* in type 'PasswordCredentials'/s,
  '{ username: "editor", pasword: "secret" }': /'password' is missing/,
  '{ user: "editor", password: "secret" }': /'username' is missing/,
  '{ username: 1, password: "secret" }': /'number' is not assignable to type 'string'/,
  '{ username: form.get("username"), password: "secret" }': /'null' is not assignable/,
  "{ token: 1 }": /'number' is not assignable to type 'string'/,
  '{ token: "token", refreshtoken: "token" }': /'refreshtoken' does not exist/,
  "{ code: 123456 }": /'number' is not assignable to type 'string'/,
  "{ apiKey: 1 }": /'number' is not assignable to type 'string'/,
  '{ consumerKey: "key" }': /'consumerSecret' is missing .* in type 'OAuth1Credentials'/s,
};

it("names the field at fault, and none of another form", async () => {
  const calls = Object.keys(cases).map((text) => `wp.login(${text});`);
  const program = `import { createClient } from "presskey";
declare const form: FormData;
const wp = createClient("https://example.com");
`;
  const before = program.split("\n").length;
  const config = {
    extends: join(root, "tests/types/tsconfig.json"),
    compilerOptions: { paths: { presskey: [join(root, "pkg/index.d.ts")] } },
    include: ["*.ts"],
  };
  await writeFile(join(folder, "tsconfig.json"), JSON.stringify(config));
  await writeFile(join(folder, "program.ts"), program + calls.join("\n"));
  const { stdout } = await execa(
    join(root, "node_modules/.bin/tsc"),
    ["-p", folder, "--pretty", "false"],
    {
      cwd: folder,
      reject: false,
    },
  );
  const told = stdout.split(/^(?=\S)/m);
  Object.entries(cases).forEach(([text, expected], at) => {
    const own = told.filter((message) => message.startsWith(`program.ts(${before + at},`)).join("");
    assert.match(own, expected, `${text}\n${stdout}`);
    if (!text.includes("consumerKey")) assert.doesNotMatch(own, /consumer(Key|Secret)/, text);
  });
});
