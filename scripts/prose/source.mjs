// The prose in source files: comments, and texts that a person is shown.
import { execaSync } from "execa";
import Prism from "prismjs";
import loadLanguages from "prismjs/components/index.js";
import { root } from "../setup/shell.mjs";

const LANGUAGES = {
  rs: "rust",
  js: "javascript",
  mjs: "javascript",
  jsx: "jsx",
  ts: "typescript",
  tsx: "tsx",
  php: "php",
};
loadLanguages([...new Set(Object.values(LANGUAGES))]);
// PHP files of ours are code alone: without this, Prism expects `<?php` in a page.
const grammarOf = (name) => Prism.languages[name];

/** Whether this module can read a file of this name. */
export const isSource = (file) => Boolean(languageOf(file));

const languageOf = (file) => LANGUAGES[file.split(".").pop()];

/** Every token of a source file: its type, its text, the types around it, and where it begins. */
function* tokens(source, language) {
  let at = 0;
  function* walk(list, types) {
    for (const token of list) {
      if (typeof token === "string") {
        yield { types, text: token, at };
        at += token.length;
        continue;
      }
      const inner = [...types, token.type];
      if (inner.some((type) => type === "comment" || type === "string")) {
        const text = textOf(token);
        yield { types: inner, text, at };
        at += text.length;
      } else {
        yield* walk([token.content].flat(), inner);
      }
    }
  }
  yield* walk(Prism.tokenize(source, grammarOf(language)), []);
}

const textOf = (token) =>
  typeof token === "string" ? token : [token.content].flat().map(textOf).join("");

const lineOf = (source, at) => source.slice(0, at).split("\n").length - 1;

/** The comments of a source file as Markdown, each on the line where it is. */
export function comments(file, source) {
  const lines = source.split("\n").map(() => "");
  for (const { types, text, at } of tokens(source, languageOf(file))) {
    if (!types.includes("comment")) continue;
    const first = lineOf(source, at);
    for (const [index, line] of text.split("\n").entries()) lines[first + index] = bare(line);
  }
  return lines.join("\n");
}

/** A line of a comment without its marks, and without the tags that JSDoc puts before a text. */
const bare = (line) =>
  line
    .replace(/(?<=\} \[?\w+\]? )@(?:param|returns) \{.*?\}(?= |$)(?: \[?\w+\]?(?= |$))?/g, "")
    .replace(/^\s*(?:\/\/[/!]? ?|\/\*+!? ?|\*\/|\* ?)/, "")
    .replace(/\*+\/\s*$/, "")
    .replace(/^\s*@\w+(?: \{.*?\}(?= |$))?(?: \[?[\w.]+(?:=[^\]]*)?\]?(?= |$))?/, "");

/** The files of a folder in git with this ending. */
export const sourceFiles = (folder, ending) =>
  execaSync("git", ["ls-files", folder], { cwd: root })
    .stdout.split("\n")
    .filter((file) => file.endsWith(`.${ending}`));
