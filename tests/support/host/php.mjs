// PHP-FPM from Debian, behind a socket.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { startServer } from "./processes.mjs";

/** Extensions that Debian ships as files and WordPress with SQLite needs. */
const extensions =
  "pdo pdo_sqlite sqlite3 mbstring ctype tokenizer iconv fileinfo dom xml simplexml posix".split(
    " ",
  );

/** The php.ini of FPM and CGI alike. */
export function phpIni(folder, { php }) {
  const path = join(folder, "php.ini");
  const lines = extensions
    .map(php.extension)
    .filter(Boolean)
    .map((file) => `extension=${file}`);
  const opcache = php.extension("opcache");
  if (opcache) lines.push(`zend_extension=${opcache}`);
  lines.push(
    // Tests change files and send a request immediately.
    "opcache.revalidate_freq=0",
    // As on hosts that show errors; buffered, as Debian has it, so that headers can still be sent.
    ...["display_errors=1", "output_buffering=4096"],
    // CGI refuses to run without knowing that a web server calls it.
    ...["cgi.force_redirect=1", "cgi.fix_pathinfo=0"],
  );
  writeFileSync(path, `${lines.join("\n")}\n`);
  return path;
}

/** Starts it; resolves with its socket. */
export async function startFpm(folder, tools, workers = 4) {
  const socket = join(folder, "fpm.sock");
  const config = join(folder, "fpm.conf");
  writeFileSync(
    config,
    `[global]
error_log = ${join(folder, "fpm.log")}
daemonize = no
[www]
listen = ${socket}
pm = static
pm.max_children = ${workers}
catch_workers_output = yes
`,
  );
  const args = ["-F", "-c", phpIni(folder, tools), "-y", config];
  const server = await startServer(tools.php.fpm, args, {
    env: tools.env,
    address: socket,
    cwd: folder,
  });
  return { socket, ...server };
}
