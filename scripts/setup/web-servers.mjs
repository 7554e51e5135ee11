// Apache, nginx and PHP for the tests that need the real ones. See debian-packages.mjs.
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { debianEnv, debianFile, unpack } from "./debian-packages.mjs";
import { ask } from "./shell.mjs";

const NAME = "web-servers";
const packages = [
  ...["apache2-bin", "nginx", "php-fpm", "php-cgi"],
  // What WordPress and its SQLite database ask for.
  ...["php-sqlite3", "php-xml", "php-mbstring"],
];

export const webServers = {
  name: "web servers",
  optional: true,
  find: () => {
    const found = findWebServers();
    return found && `Apache ${found.apache.version}, nginx ${found.nginx.version}, PHP`;
  },
  install: () => unpack(NAME, packages),
};

/** The programs, and the environment they run in; undefined where one is missing. */
export function findWebServers() {
  const env = debianEnv(NAME);
  const version = (path, flag) =>
    path && ask("/bin/sh", ["-c", `"${path}" ${flag} 2>&1`], { env })?.match(/\/(\d[\d.]+)/)?.[1];
  const apache = debianFile(NAME, "/usr/sbin/apache2");
  const nginx = debianFile(NAME, "/usr/sbin/nginx");
  const fpm = numbered("/usr/sbin", /^php-fpm[\d.]+$/);
  const cgi = numbered("/usr/bin", /^php-cgi[\d.]+$/);
  const extension = (name) => numbered("/usr/lib/php", /^\d{8}$/, `${name}.so`);
  const versions = { apache: version(apache, "-v"), nginx: version(nginx, "-v") };
  if (!fpm || !cgi || !extension("pdo_sqlite") || !versions.apache || !versions.nginx)
    return undefined;
  return {
    env,
    apache: {
      path: apache,
      version: versions.apache,
      modules: debianFile(NAME, "/usr/lib/apache2/modules"),
    },
    nginx: { path: nginx, version: versions.nginx },
    php: { fpm, cgi, extension },
  };
}

/** A file or folder whose name holds a version of PHP. */
function numbered(folder, pattern, file = "") {
  const here = [debianFile(NAME, folder), folder].filter((path) => path && existsSync(path));
  const names = here.flatMap((path) => readdirSync(path)).filter((name) => pattern.test(name));
  return names.map((name) => debianFile(NAME, join(folder, name, file))).find(Boolean);
}
