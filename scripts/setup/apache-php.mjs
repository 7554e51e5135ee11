// PHP as a module of Apache, for tests that need it next to the web servers. See debian-packages.mjs.
import { readdirSync } from "node:fs";
import { debianEnv, debianFile, unpack } from "./debian-packages.mjs";

const NAME = "apache-php";
const MODULES = "/usr/lib/apache2/modules";

export const apachePhp = {
  name: "Apache's PHP module",
  optional: true,
  find: () => findApachePhp()?.module,
  install: () => unpack(NAME, ["libapache2-mod-php"]),
};

/** The module, and the environment that its libraries need; undefined where it is missing. */
export function findApachePhp() {
  const folder = debianFile(NAME, MODULES);
  const file = folder && readdirSync(folder).find((name) => /^libphp[\d.]+\.so$/.test(name));
  return file && { module: `${folder}/${file}`, env: debianEnv(NAME) };
}
