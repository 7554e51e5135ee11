import { defineConfig } from "vitepress";
import { buildDemo, serveDemo } from "./demo.ts";
import { markdown } from "./markdown.ts";
import { writeReference } from "./reference.ts";
import { searchForAll } from "./search.ts";
import { sidebar } from "./sidebar.ts";

await writeReference();

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
    // Below its members there are only parameters and the like.
    if (relativePath.startsWith("api/")) frontmatter.outline = 2;
  },
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
    sidebar: sidebar(),
    outline: { level: [2, 3] },
    search: { provider: "local" },
    externalLinkIcon: true,
  },
});
