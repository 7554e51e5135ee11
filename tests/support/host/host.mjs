// A web host: WordPress's files, a web server of choice before them, PHP behind it.
import { chmodSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import getPort from "get-port";
import { layOut } from "../../../scripts/wordpress.mjs";
import { startApache } from "./apache.mjs";
import { startNginx } from "./nginx.mjs";
import { phpIni, startFpm } from "./php.mjs";
import { giveAway, layOutFolder } from "./wordpress-folder.mjs";

/** What WordPress writes into .htaccess for pretty permalinks, before 5.6. */
export const REWRITES = `RewriteEngine On
RewriteBase /
RewriteRule ^index\\.php$ - [L]
RewriteCond %{REQUEST_FILENAME} !-f
RewriteCond %{REQUEST_FILENAME} !-d
RewriteRule . /index.php [L]
`;

/**
 * Lays out WordPress and starts PHP; `serve()` puts a web server before them, one at a time.
 *
 * @param {object} tools what findWebServers() found
 * @param {object} [options] those of startWordPress()
 */
export async function startHost(tools, options = {}) {
  const { scratch: folder, path, mounts, environment, control, ...site } = await layOut(options);
  const port = options.port ?? (await getPort({ host: "127.0.0.1" }));
  const url = `http://127.0.0.1:${port}${path}`;
  const root = join(folder, "web");
  let fpm;
  let web;
  const stop = async () => {
    await Promise.all([web?.stop(), fpm?.stop()]);
    await rm(folder, { recursive: true, force: true });
  };
  try {
    layOutFolder(join(root, path), url, { mounts, environment });
    layOutCgi(folder, tools);
    giveAway(folder);
    fpm = await startFpm(folder, tools, options.workers);
  } catch (error) {
    await stop();
    throw error;
  }

  /**
   * @param {"Apache" | "nginx"} server
   * @param {object} [options]
   * @param {"FPM" | "CGI" | object} [options.php] or the module that findApachePhp() found
   * @param {string} [options.config] lines for the server's block; for more see there
   */
  async function serve(server, { php = "FPM", ...config } = {}) {
    await web?.stop();
    const start = server === "Apache" ? startApache : startNginx;
    const socket = php === "FPM" ? fpm.socket : undefined;
    const module = typeof php === "object" ? php : undefined;
    web = await start(folder, tools, { root, path, port, socket, module, ...config });
  }

  /** Writes a file below WordPress; PHP reads it again. */
  const put = (file, text) => writeFileSync(join(root, path, file), text);
  const remove = (file) => rmSync(join(root, path, file), { force: true });
  return { url, root, socket: fpm.socket, ...site, ...control, serve, put, remove, stop };
}

/** The script that Apache runs for every request. */
function layOutCgi(folder, tools) {
  mkdirSync(join(folder, "cgi"));
  const script = join(folder, "cgi/php");
  const env = Object.entries({ ...tools.env, PHP_INI_SCAN_DIR: "" });
  const exports = env.map(([name, value]) => `export ${name}="${value}"`).join("\n");
  const command = `exec ${tools.php.cgi} -c ${phpIni(folder, tools)}`;
  writeFileSync(script, `#!/bin/sh\n${exports}\n${command}\n`);
  chmodSync(script, 0o755);
}
