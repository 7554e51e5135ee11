// What VitePress's Markdown needs next to what it has.
import type { MarkdownOptions, MarkdownRenderer } from "vitepress";
import { diagrams } from "./diagrams.ts";

type ShikiTransformer = NonNullable<MarkdownOptions["codeTransformers"]>[number];

/** As on GitHub and in our own tests: `rate_limited` stays `#rate_limited`. */
const slugify = (heading: string) =>
  heading
    .trim()
    .toLowerCase()
    .replace(/[^\p{Letter}\p{Number}\-_ ]/gu, "")
    .replaceAll(" ", "-");

/** Long code in a cell breaks between its names, so that a table fits on a phone. */
function breakableCells({ core, renderer }: MarkdownRenderer) {
  core.ruler.push("breakable-cells", ({ tokens }) => {
    for (const [index, { children }] of tokens.entries())
      if (/^t[hd]_open$/.test(tokens[index - 1]?.type ?? ""))
        for (const child of children ?? []) child.meta = { ...child.meta, cell: true };
  });
  const { code_inline } = renderer.rules;
  if (!code_inline) throw new Error("Markdown renders no code.");
  renderer.rules.code_inline = (tokens, index, ...rest) => {
    const html = code_inline(tokens, index, ...rest);
    if (!tokens[index]?.meta?.cell) return html;
    return html.replace(/(?<=>)[^<]+(?=<)/g, breakable);
  };
}

const breakable = (text: string) =>
  text
    .replace(/\w{15,}/g, (name) => name.replace(/(?<=[a-z])(?=[A-Z])/g, "<wbr>"))
    .replace(/[.,:/_(]+(?=[a-z.])/gi, "$&<wbr>");

/** `--origin` is one word, although browsers break lines after hyphens. */
function wholeOptions({ renderer: { rules } }: MarkdownRenderer) {
  const { code_inline } = rules;
  if (!code_inline) throw new Error("Markdown renders no code.");
  rules.code_inline = (...all) =>
    code_inline(...all).replace(/--[a-z][a-z-]*(?=[^<>]*<)/g, '<span class="option">$&</span>');
}

/** The same in blocks, where a word comes with the space before it. */
const wholeOptionsInBlocks: ShikiTransformer = {
  span(node) {
    const [child] = node.children;
    const text = child?.type === "text" ? child.value : "";
    const [, before, option, after] = /^(\s*)(--[a-z][a-z-]*)(.*)$/s.exec(text) ?? [];
    if (!option) return;
    const part = (value = "") => ({ type: "text" as const, value });
    const properties = { class: "option" };
    const word = {
      type: "element" as const,
      tagName: "span",
      properties,
      children: [part(option)],
    };
    node.children = [part(before), word, part(after)];
  },
};

/** The name of a block's language is shown in its corner: Rust's, not rustdoc's marks. */
function nameRust({ core }: MarkdownRenderer) {
  core.ruler.push("name-rust", ({ tokens }) => {
    for (const token of tokens)
      if (token.type === "fence") token.info = token.info.replace(/^(no_run|ignore)\b/, "rust");
  });
}

export const markdown: MarkdownOptions = {
  anchor: { slugify },
  theme: { light: "github-light-high-contrast", dark: "github-dark-high-contrast" },
  codeTransformers: [wholeOptionsInBlocks],
  config(markdown) {
    wholeOptions(markdown);
    diagrams(markdown);
    breakableCells(markdown);
    nameRust(markdown);
    const { core } = markdown;
    // rustdoc's links to the crate's own items lead nowhere here.
    core.ruler.before("normalize", "rustdoc-links", (state) => {
      state.src = state.src.replace(/\[(`web::\w+`)\](?![([:])|\[(`\w+`)\]\(web::\w+\)/g, "$1$2");
    });
    // An empty header says nothing to those who listen: it is a cell.
    core.ruler.push("empty-header", ({ tokens }) => {
      for (const [index, { type }] of tokens.entries()) {
        const empty = type === "th_open" && tokens[index + 1]?.content === "";
        if (empty)
          for (const token of [tokens[index], tokens[index + 2]]) if (token) token.tag = "td";
      }
    });
  },
};
