import { defineConfig, type HeadConfig, type PageData } from "vitepress";
import project from "../../project.json" with { type: "json" };
import { buildDemo, serveDemo } from "./demo.ts";
import { markdown } from "./markdown.ts";
import { writeReference } from "./reference.ts";
import { searchForAll } from "./search.ts";
import { sidebars } from "./sidebar.ts";

await writeReference();

const { homepage, repository } = project;

export default defineConfig({
  title: "presskey",
  description:
    "Log in to any WordPress from any frontend, stay logged in, and never wonder why a call failed.",
  lang: "en",
  srcDir: "pages",
  head: [["link", { rel: "icon", href: "/favicon.svg", type: "image/svg+xml" }]],
  // The demo is no page of VitePress.
  ignoreDeadLinks: [/^\/demo\//],
  markdown,
  vite: { plugins: [searchForAll(), serveDemo()] },
  transformPageData({ relativePath, frontmatter }) {
    if (!relativePath.startsWith("api/")) return;
    frontmatter.outline = [2, 3];
    frontmatter.pageClass = "api";
  },
  transformHead: ({ title, description, pageData }) => openGraph(title, description, pageData),
  buildEnd: ({ outDir }) => buildDemo(outDir).then(() => {}),
  themeConfig: {
    logo: "/favicon.svg",
    nav: [
      { text: "Guide", link: "/guide/getting-started", activeMatch: "^/guide/" },
      { text: "Servers", link: "/servers/", activeMatch: "^/servers/" },
      { text: "Errors", link: "/errors" },
      { text: "API", link: "/api/", activeMatch: "^/api/" },
      { text: "Demo", link: "/demo/", target: "_self" },
    ],
    sidebar: sidebars(),
    outline: { level: [2, 3] },
    search: { provider: "local" },
    externalLinkIcon: true,
    notFound: {
      quote:
        "The address may be wrong, or the page has moved. Search for it, or begin at the start page.",
      linkText: "Start page",
      linkLabel: "Start page",
    },
    socialLinks: repository ? [{ icon: "github", link: repository }] : [],
  },
});

/** What messengers and social networks show for a link. They want absolute URLs. */
function openGraph(title: string, description: string, page: PageData): HeadConfig[] {
  const meta = (property: string, content: string): HeadConfig => ["meta", { property, content }];
  const url = (path: string) => new URL(path, homepage).href;
  const absolute = homepage
    ? [
        meta(
          "og:url",
          url(page.relativePath.replace(/(index)?\.md$/, (_, index) => (index ? "" : ".html"))),
        ),
      ]
    : [];
  return [
    meta("og:type", "website"),
    meta("og:site_name", "presskey"),
    meta("og:title", title),
    meta("og:description", description),
    ...absolute,
    meta("og:image", homepage ? url("og.png") : "/og.png"),
    meta("og:image:width", "1200"),
    meta("og:image:height", "630"),
    meta("og:image:alt", "presskey: log in to any WordPress, from any frontend"),
    ["meta", { name: "twitter:card", content: "summary_large_image" }],
  ];
}
