// The sidebars, from the pages themselves: their folders or `group`, their `order`, their headings.
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { DefaultTheme } from "vitepress";
import { parse } from "yaml";

const pages = fileURLToPath(new URL("../pages/", import.meta.url));
/** Groups in their order; a page's folder names its group, or its own front matter does. */
const groups = ["Guide", "Frameworks", "Servers", "Recipes", "Reference"];
const folders: Record<string, string> = {
  guide: "Guide",
  servers: "Servers",
  recipes: "Recipes",
};

export const sidebars = (): DefaultTheme.SidebarMulti => ({ "/api/": reference(), "/": guide() });

function guide(): DefaultTheme.SidebarItem[] {
  const all = files()
    .filter((file) => file !== "index.md" && (!file.startsWith("api/") || file === "api/index.md"))
    .map(page)
    .sort((a, b) => a.order - b.order || a.text.localeCompare(b.text));
  return groups.map((text) => ({
    text,
    // The group of the page that is open is open as well.
    collapsed: !["Guide", "Frameworks"].includes(text),
    items: all.filter(({ group }) => group === text),
  }));
}

/** One group for each entry of the package, with its exports. */
function reference(): DefaultTheme.SidebarItem[] {
  const folder = /^api\/(presskey(?:\/[a-z]+)?)\/index\.md$/;
  const entries = files().flatMap((file) => folder.exec(file)?.[1] ?? []);
  const kinds = ["functions", "classes", "interfaces", "type-aliases"];
  return entries.sort().map((entry) => ({
    text: entry,
    link: `/api/${entry}/`,
    collapsed: entry !== "presskey",
    items: kinds.flatMap((kind) =>
      files()
        .filter((file) => file.startsWith(`api/${entry}/${kind}/`))
        .sort()
        .map(page),
    ),
  }));
}

const files = () =>
  readdirSync(pages, { recursive: true, encoding: "utf8" })
    .map((file) => file.replaceAll("\\", "/"))
    .filter((file) => file.endsWith(".md"));

function page(path: string) {
  const source = readFileSync(pages + path, "utf8");
  const [, matter] = source.match(/^---\n([\s\S]*?)\n---\n/) ?? [];
  const { order = 1000, sidebar, group } = (matter && parse(matter)) || {};
  const heading = source.match(/^# (.+)$/m)?.[1]?.replace(/`/g, "");
  const folder = path.split("/")[0] ?? "";
  return {
    text: sidebar ?? heading ?? path,
    link: `/${path.replace(/(index)?\.md$/, "")}`,
    order,
    group: group ?? folders[folder] ?? "Reference",
  };
}
