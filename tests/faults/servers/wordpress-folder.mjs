// The files of a WordPress as they lie on a web host: core, a SQLite database, the plugin of the
// tests and their must-use plugins.
import {
  chmodSync,
  chownSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { unzip } from "../../../scripts/wordpress/files.mjs";
import { knobs } from "../../../scripts/wordpress/knobs.mjs";
import { SLUG } from "../../../scripts/wordpress/plugin.mjs";
import { coreFolder, seededDatabase } from "../../../scripts/wordpress.mjs";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const require = createRequire(import.meta.url);

/** The user whom servers run as where the tests run as root: nobody. */
export const nobody = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};

/** Makes `folder` a WordPress at `url`; resolves with its settings and its log. */
export async function layOut(folder, url) {
  const core = await coreFolder();
  cpSync(core.folder, folder, { recursive: true });
  const content = (name) => join(folder, "wp-content", name);
  cpSync(await seededDatabase(core, "pretty"), content("database"), { recursive: true });
  cpSync(here("../../wordpress/mu-plugins"), content("mu-plugins"), { recursive: true });
  for (const slug of [SLUG, "shared"]) {
    cpSync(here(`../../wordpress/plugins/${slug}`), content(`plugins/${slug}`), {
      recursive: true,
    });
  }

  const sqlite = content("plugins/sqlite-database-integration");
  const archive = join(require.resolve("@wp-playground/cli"), "../sqlite-database-integration.zip");
  unzip(readFileSync(archive), sqlite, { strip: true });
  const dropIn = readFileSync(join(sqlite, "db.copy"), "utf8");
  writeFileSync(
    content("db.php"),
    dropIn.replaceAll("{SQLITE_IMPLEMENTATION_FOLDER_PATH}", sqlite),
  );

  const config = join(folder, "wp-config.php");
  const constants = {
    WP_HOME: url,
    WP_SITEURL: url,
    DISABLE_WP_CRON: true,
    WP_HTTP_BLOCK_EXTERNAL: true,
  };
  const lines = Object.entries(constants).map(
    ([name, value]) => `define( '${name}', ${JSON.stringify(value)} );`,
  );
  writeFileSync(config, `<?php ${lines.join(" ")} ?>${readFileSync(config, "utf8")}`);

  mkdirSync(content("presskey"), { recursive: true });
  const control = knobs(content("presskey"), { server: SLUG, plugins: [`${SLUG}/plugin.php`] });
  giveAway(folder);
  return control;
}

/** Lets the servers' user read and write all of a folder. */
export function giveAway(folder) {
  chmodSync(folder, 0o755);
  if (nobody.uid === undefined) return;
  const paths = readdirSync(folder, { recursive: true });
  for (const path of ["", ...paths]) chownSync(join(folder, path), nobody.uid, nobody.gid);
}
