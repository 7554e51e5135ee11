import { defineConfig } from "vitepress";
import { buildDemo, serveDemo } from "./demo.ts";
import { writeReference } from "./reference.ts";
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
  vite: { plugins: [serveDemo()] },
  buildEnd: ({ outDir }) => buildDemo(outDir).then(() => {}),
  themeConfig: {
    logo: "/favicon.svg",
    nav: [
      { text: "Guide", link: "/guide/getting-started", activeMatch: "^/guide/" },
      { text: "API", link: "/api/", activeMatch: "^/api/" },
      { text: "Demo", link: "/demo/", target: "_self" },
    ],
    sidebar: sidebar(),
    outline: { level: [2, 3] },
    search: { provider: "local" },
    externalLinkIcon: true,
  },
});
