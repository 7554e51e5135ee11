// The sidebar, from the pages themselves: their folders, their `order` and their first headings.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { DefaultTheme } from "vitepress";
import { parse } from "yaml";

const pages = fileURLToPath(new URL("../pages/", import.meta.url));
const folders = { guide: "Guide", servers: "Servers", recipes: "Recipes", api: "API" };

export const sidebar = (): DefaultTheme.SidebarItem[] =>
  Object.entries(folders)
    .map(([folder, text]) => ({ text, collapsed: false, items: entries(folder) }))
    .filter(({ items }) => items.length);

/** The pages of a folder: by `order`, then by title; one without an order comes last. */
function entries(folder: string) {
  if (!existsSync(pages + folder)) return [];
  return readdirSync(pages + folder)
    .filter((file) => file.endsWith(".md"))
    .map((file) => page(`${folder}/${file}`))
    .sort((a, b) => a.order - b.order || a.text.localeCompare(b.text));
}

function page(path: string) {
  const source = readFileSync(pages + path, "utf8");
  const [, matter] = source.match(/^---\n([\s\S]*?)\n---\n/) ?? [];
  const { order = 1000, sidebar } = (matter && parse(matter)) || {};
  const heading = source.match(/^# (.+)$/m)?.[1]?.replace(/`/g, "");
  const link = `/${path.replace(/(index)?\.md$/, "")}`;
  return { text: sidebar ?? heading ?? path, link, order };
}
