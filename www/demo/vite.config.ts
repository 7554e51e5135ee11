import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { asIs } from "./as-is.ts";

// presskey needs no entry here: it is imported like any other package. The second plugin serves
// vanilla.html, whose point is that nothing builds it.
export default defineConfig({
  plugins: [
    react(),
    asIs(
      { "vanilla.html": "../vanilla.html", presskey: "../../pkg" },
      { "our-site.js": ourSite() },
    ),
  ],
  publicDir: "../pages/public",
  // The built demo may lie in any folder of a site.
  base: "./",
  build: { target: "es2022" },
});

/** What `npm start` tells the page without a build step. Elsewhere nothing. */
function ourSite() {
  const { VITE_WORDPRESS_URL: site, ...env } = process.env;
  const { VITE_WORDPRESS_USERNAME: username, VITE_WORDPRESS_PASSWORD: password } = env;
  return `export const ours = ${JSON.stringify(site ? { site, username, password } : null)};\n`;
}
