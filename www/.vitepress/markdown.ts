// What VitePress's Markdown needs next to what it has.
import type { MarkdownOptions } from "vitepress";
import { diagrams } from "./diagrams.ts";

/** As on GitHub and in our own tests: `rate_limited` stays `#rate_limited`. */
const slugify = (heading: string) =>
  heading
    .trim()
    .toLowerCase()
    .replace(/[^\p{Letter}\p{Number}\-_ ]/gu, "")
    .replaceAll(" ", "-");

export const markdown: MarkdownOptions = {
  anchor: { slugify },
  theme: { light: "github-light-high-contrast", dark: "github-dark-high-contrast" },
  // As rustdoc marks its blocks.
  languageAlias: { no_run: "rust", ignore: "rust" },
  config(markdown) {
    diagrams(markdown);
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
