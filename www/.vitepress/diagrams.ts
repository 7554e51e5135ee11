// Mermaid diagrams in the pages, drawn as SVG when the site is built.
import { renderMermaidSVG } from "beautiful-mermaid";
import type { MarkdownRenderer } from "vitepress";

/** The theme's variables, so that a diagram follows light and dark. */
const colours = {
  transparent: true,
  bg: "var(--vp-c-bg)",
  fg: "var(--vp-c-text-1)",
  muted: "var(--vp-c-text-2)",
  line: "var(--vp-c-text-2)",
  accent: "var(--vp-c-brand-1)",
  surface: "var(--vp-c-bg-soft)",
  border: "var(--vp-c-border)",
};

/** The library's style loads a font from another host. */
const draw = (source: string) =>
  renderMermaidSVG(source, colours)
    .replace(/@import [^\n]+\n/, "")
    .replace("'Inter', ", "");

/** Draws blocks that begin with ```` ```mermaid [Title] ````. The title is for screen readers. */
export function diagrams(markdown: MarkdownRenderer) {
  const { fence } = markdown.renderer.rules;
  if (!fence) throw new Error("Markdown renders no code blocks.");
  const { escapeHtml } = markdown.utils;
  markdown.renderer.rules.fence = (tokens, index, ...rest) => {
    const { info = "", content = "" } = tokens[index] ?? {};
    const [, title] = /^mermaid \[(.+)\]$/.exec(info) ?? [];
    if (!title) return fence(tokens, index, ...rest);
    // Vue removes <style> from templates, but not from v-html.
    const svg = escapeHtml(JSON.stringify(draw(content)));
    return `<div class="diagram" role="img" tabindex="0" aria-label="${escapeHtml(title)}" v-html="${svg}"></div>\n`;
  };
}
