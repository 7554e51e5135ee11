// A web host: WordPress's files, a web server of choice before them, PHP behind it.
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import getPort from "get-port";
import { startApache } from "./apache.mjs";
import { startNginx } from "./nginx.mjs";
import { phpIni, startFpm } from "./php.mjs";
import { giveAway, layOut } from "./wordpress-folder.mjs";

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
 */
export async function startHost(tools) {
  const folder = mkdtempSync(join(tmpdir(), "presskey-faults-"));
  const port = await getPort({ host: "127.0.0.1" });
  const url = `http://127.0.0.1:${port}`;
  const root = join(folder, "wordpress");
  let fpm;
  let web;
  const stop = async () => {
    await Promise.all([web?.stop(), fpm?.stop()]);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await layOut(root, url);
    layOutCgi(folder, tools);
    giveAway(folder);
    fpm = await startFpm(folder, tools);
  } catch (error) {
    await stop();
    throw error;
  }

  /**
   * @param {"Apache" | "nginx"} server
   * @param {object} [options]
   * @param {"FPM" | "CGI"} [options.php]
   * @param {string} [options.config] lines for the server's block; for more see there
   */
  async function serve(server, { php = "FPM", ...config } = {}) {
    await web?.stop();
    const start = server === "Apache" ? startApache : startNginx;
    const socket = php === "FPM" ? fpm.socket : undefined;
    web = await start(folder, tools, { root, port, socket, ...config });
  }

  /** Writes a file below WordPress; PHP reads it anew. */
  const put = (path, text) => writeFileSync(join(root, path), text);
  const remove = (path) => rmSync(join(root, path), { force: true });
  return { url, root, serve, put, remove, stop };
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
