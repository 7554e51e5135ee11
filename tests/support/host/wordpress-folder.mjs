// The files of a WordPress as they lie on a web host: core, plugins and a SQLite database.
import {
  chmodSync,
  chownSync,
  cpSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { unzip } from "../../../scripts/wordpress/files.mjs";

const require = createRequire(import.meta.url);

/** The user whom servers run as where the tests run as root: nobody. */
export const nobody = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};

/**
 * Makes `folder` the WordPress at `url`.
 *
 * @param {Record<string, string>} mounts as layOut() of scripts/wordpress.mjs tells them
 * @param {string} [environment] WP_ENVIRONMENT_TYPE
 */
export function layOutFolder(folder, url, { mounts, environment }) {
  for (const [from, to] of Object.entries(mounts)) {
    // As a mount does, a copy hides what is in WordPress's shared folder.
    if (to) rmSync(join(folder, to), { recursive: true, force: true });
    cpSync(from, join(folder, to), { recursive: true, preserveTimestamps: true });
    // The settings are changed, and the log is read, where they came from.
    if (to === "wp-content/presskey") link(from, join(folder, to));
  }
  addSqlite(folder);
  define(folder, {
    WP_HOME: url,
    WP_SITEURL: url,
    DISABLE_WP_CRON: true,
    WP_HTTP_BLOCK_EXTERNAL: true,
    ...(environment && { WP_ENVIRONMENT_TYPE: environment }),
  });
}

function link(target, path) {
  rmSync(path, { recursive: true });
  symlinkSync(target, path);
}

function addSqlite(folder) {
  const sqlite = join(folder, "wp-content/plugins/sqlite-database-integration");
  const archive = join(require.resolve("@wp-playground/cli"), "../sqlite-database-integration.zip");
  unzip(readFileSync(archive), sqlite, { strip: true });
  const dropIn = readFileSync(join(sqlite, "db.copy"), "utf8");
  writeFileSync(
    join(folder, "wp-content/db.php"),
    dropIn.replaceAll("{SQLITE_IMPLEMENTATION_FOLDER_PATH}", sqlite),
  );
}

/** Before WordPress's own constants. */
function define(folder, constants) {
  const config = join(folder, "wp-config.php");
  const lines = Object.entries(constants).map(
    ([name, value]) => `define( '${name}', ${JSON.stringify(value)} );`,
  );
  writeFileSync(config, `<?php ${lines.join(" ")} ?>${readFileSync(config, "utf8")}`);
}

/** Lets the servers' user read and write all of a folder. */
export function giveAway(folder) {
  chmodSync(folder, 0o755);
  if (nobody.uid === undefined) return;
  const paths = readdirSync(folder, { recursive: true });
  for (const path of ["", ...paths]) chownSync(join(folder, path), nobody.uid, nobody.gid);
}
