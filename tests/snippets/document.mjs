// A Markdown document taken apart: its front matter, its code blocks, its tables, its sections.
import { readFileSync } from "node:fs";
import { parse } from "yaml";

const root = new URL("../../", import.meta.url);

export const read = (path) => readFileSync(new URL(path, root), "utf8");

/** The text between the two `---` at a document's top. */
export function frontMatter(markdown) {
  const [, text] = markdown.match(/^---\n([\s\S]*?)\n---\n/) ?? [];
  return text ? parse(text) : {};
}

/** ```` ```jsx login [src/App.jsx] ```` taken apart. */
function info(text) {
  // A route of Next.js has brackets of its own: [app/[...path]/route.ts].
  const [, before, file] = /^(.*?)(?:\[(.+)\])?$/.exec(text);
  const [language = "", ...words] = before.replace(/\{[^}]*\}/g, "").match(/\S+/g) ?? [];
  return { language, words, file };
}

/** Every fenced block of a document, with the heading it stands under. */
export function blocks(markdown) {
  const found = [];
  let heading = "";
  let block;
  for (const line of markdown.split("\n")) {
    const fence = line.match(/^( *)```(.*)$/);
    if (block && fence?.[2] === "" && fence[1].length === block.indent) {
      found.push({ ...block, code: `${block.lines.join("\n")}\n` });
      block = undefined;
    } else if (block) {
      block.lines.push(line.slice(block.indent));
    } else if (fence) {
      block = { heading, ...info(fence[2]), indent: fence[1].length, lines: [] };
    } else {
      heading = line.match(/^#+ (.*?)(?: \{#[\w-]+\})?$/)?.[1] ?? heading;
    }
  }
  if (block) throw new Error(`the block under "${heading}" is not closed`);
  return found;
}

/** A section's text, up to the next heading of its level or above. */
export function section(markdown, name) {
  const lines = markdown.split("\n");
  const start = lines.findIndex((line) => /^#+ /.test(line) && line.endsWith(` ${name}`));
  if (start < 0) throw new Error(`there is no section "${name}"`);
  const level = lines[start].indexOf(" ");
  const rest = lines.slice(start + 1);
  const length = rest.findIndex((line) => /^#+ /.test(line) && line.indexOf(" ") <= level);
  return rest.slice(0, length < 0 ? undefined : length).join("\n");
}

/** The rows of the table whose first header is this, without header and rule. */
export function rows(markdown, header) {
  const lines = markdown.split("\n");
  const start = lines.findIndex((line) => line.startsWith("|") && cells(line)[0] === header);
  if (start < 0) throw new Error(`there is no table "${header}"`);
  const rest = lines.slice(start + 2);
  const length = rest.findIndex((line) => !line.startsWith("|"));
  return rest.slice(0, length < 0 ? undefined : length).map(cells);
}

const cells = (line) =>
  line
    .split("|")
    .slice(1, -1)
    .map((cell) => cell.trim());

/** The texts between backticks. */
export const quoted = (text) => [...text.matchAll(/`([^`]+)`/g)].map(([, code]) => code);
