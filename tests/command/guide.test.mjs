// The lines of the page "Automations", run in a shell in front of a WordPress, exactly as written.
import assert from "node:assert/strict";
import { chmod, readFile, rm, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { after, before, it } from "node:test";
import { execa } from "execa";
import { temporaryDirectory } from "tempy";
import { parse } from "yaml";
import { users } from "../../scripts/wordpress/users.mjs";
import { blocks, quoted, read, rows } from "../snippets/document.mjs";
import { startWordPress } from "../support/wordpress.mjs";
import { command } from "./run.mjs";

const page = read("www/pages/guide/automations.md");
const editor = users.find(({ username }) => username === "editor");
const lacking = process.platform === "win32" && "needs a POSIX shell";

let site;
let folder;
before(async () => {
  folder = temporaryDirectory();
  // `npx presskey` is the one that was built.
  const npx = join(folder, "npx");
  await writeFile(npx, `#!/bin/sh\nshift\nexec "${process.execPath}" "${command}" "$@"\n`);
  await chmod(npx, 0o755);
  site = await startWordPress();
});
after(() => Promise.all([site?.stop(), folder && rm(folder, { recursive: true, force: true })]));

const here = (text) =>
  text.replaceAll("https://example.com", site.url).replaceAll("…", editor.password);

/** Runs lines behind the one that sets the credentials; what they print. */
async function shell(lines, env = {}) {
  const [setting] = blocks(page).filter(({ code }) => code.startsWith("export "));
  const script = here(`${setting.code}${lines}`);
  const { stdout } = await execa("sh", ["-euc", script], {
    cwd: folder,
    env: { PATH: folder + delimiter + process.env.PATH, ...env },
  });
  return stdout;
}

const linesOf = (heading) =>
  blocks(page)
    .filter((block) => block.heading === heading && block.language === "sh")
    .flatMap(({ code }) => code.trimEnd().split("\n"))
    .filter((line) => line.startsWith("npx "));

it("every command prints what the page says", { skip: lacking }, async () => {
  const [me, json, form, query, paginate] = linesOf("The command line");
  assert.equal(JSON.parse(await shell(me)).slug, "editor");
  for (const line of [json, form]) {
    const { title, status } = JSON.parse(await shell(line));
    assert.deepEqual([title.raw, status], ["Hello", "draft"]);
  }
  const posts = JSON.parse(await shell(query));
  assert.deepEqual(Object.keys(posts[0]).slice(0, 2), ["id", "title"]);
  assert.ok(posts.length <= 2);
  assert.ok(Number(await shell(paginate)) > 0);
});

it("curl's command does the same as the call", { skip: lacking }, async () => {
  const [line] = linesOf("curl");
  const printed = await shell(line, { PRESSKEY_USERNAME: "", PRESSKEY_PASSWORD: "" });
  const token = "TOKEN=$(npx presskey token https://example.com)\n";
  assert.equal(JSON.parse(await shell(`${token}${printed}`)).title.raw, "Hello");
  const block = blocks(page).find(({ code }) => code.startsWith("TOKEN="));
  assert.equal(JSON.parse(await shell(block.code)).slug, "editor");
});

it("the two requests of the table work as they stand there", async () => {
  const [login, call] = rows(page, "Step").map((cells) => cells.slice(1));
  const send = async ([method, ...cells], replaced = (text) => text) => {
    const [url, header, body] = cells.map((cell) => here(replaced(quoted(cell)[0])));
    const [name, value] = header.split(": ");
    // As tools send a body of this form.
    const type = { "Content-Type": "application/x-www-form-urlencoded" };
    const response = await fetch(url, { method, body, headers: { ...type, [name]: value } });
    return response.json();
  };
  const { token } = await send(login);
  const post = await send(call, (text) => text.replace("TOKEN", token));
  assert.deepEqual([post.title.raw, post.status], ["Hello", "draft"]);
});

it("the scheduled job runs", { skip: lacking }, async () => {
  const [{ code }] = blocks(page).filter(({ language }) => language === "yaml");
  const [{ run, env }] = parse(code);
  const secrets = { WORDPRESS_USERNAME: editor.username, WORDPRESS_PASSWORD: editor.password };
  const filled = Object.entries(env).map(([name, value]) => [
    name,
    value.replace(/\$\{\{ secrets\.(\w+) \}\}/, (_, secret) => secrets[secret]),
  ]);
  await shell(run, Object.fromEntries(filled));
  const post = JSON.parse(await readFile(join(folder, "post.json"), "utf8"));
  assert.equal(post.title.raw, "Nightly");
});

it("Postman and OpenAPI files are written where the page says", { skip: lacking }, async () => {
  await shell([...linesOf("Postman"), ...linesOf("OpenAPI")].join("\n"));
  const json = async (name) => JSON.parse(await readFile(join(folder, name), "utf8"));
  const { variable, item } = await json("wordpress.postman_collection.json");
  assert.ok(variable.some(({ key }) => key === "username"));
  assert.equal(item[0].name, "Log in");
  assert.equal((await json("openapi.json")).openapi, "3.1.0");
});
