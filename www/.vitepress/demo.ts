// The demo as a part of the site, below /demo/: served in development, built into the built site.
import { fileURLToPath } from "node:url";
import { build, createServer, type Plugin } from "vite";

const root = fileURLToPath(new URL("../demo", import.meta.url));

/** Elsewhere, as with `npm start`, there is no documentation next to it. */
const define = { "import.meta.env.VITE_DOCS": JSON.stringify("../") };

export const buildDemo = (site: string) =>
  build({ root, define, logLevel: "warn", build: { outDir: `${site}/demo`, emptyOutDir: true } });

export const serveDemo = (): Plugin => ({
  name: "demo",
  async configureServer({ middlewares, httpServer }) {
    const demo = await createServer({
      root,
      define,
      base: "/demo/",
      // Its updates come by the same server, below /demo/.
      server: { middlewareMode: true, hmr: httpServer ? { server: httpServer } : false },
    });
    httpServer?.once("close", () => demo.close());
    middlewares.use((request, response, next) => {
      if (request.url?.startsWith("/demo/")) demo.middlewares(request, response, next);
      else next();
    });
  },
});
