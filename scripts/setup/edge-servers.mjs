// Programs that many sites run in front of WordPress, for tests that need the real ones: a firewall,
// caches, load balancers. See debian-packages.mjs.
import { existsSync } from "node:fs";
import { debianEnv, debianFile, unpack, unpackedFolder } from "./debian-packages.mjs";

const NAME = "edge-servers";
const packages = [
  ...["varnish", "haproxy", "caddy"],
  // varnishd compiles its configuration; the firewall is a module of nginx with OWASP's rules.
  ...["gcc", "libc6-dev", "libnginx-mod-http-modsecurity", "modsecurity-crs"],
];

export const edgeServers = {
  name: "Varnish, HAProxy, Caddy and ModSecurity",
  optional: true,
  find: () => findEdgeServers() && "Varnish, HAProxy, Caddy, ModSecurity",
  install: () => unpack(NAME, packages),
};

/** The programs, and the environment they run in; undefined where one is missing. */
export function findEdgeServers() {
  const found = {
    varnish: debianFile(NAME, "/usr/sbin/varnishd"),
    haproxy: debianFile(NAME, "/usr/sbin/haproxy"),
    caddy: debianFile(NAME, "/usr/bin/caddy"),
    modsecurity: debianFile(NAME, "/usr/lib/nginx/modules/ngx_http_modsecurity_module.so"),
    rules: debianFile(NAME, "/usr/share/modsecurity-crs"),
  };
  if (Object.values(found).some((path) => !path || !existsSync(path))) return undefined;
  return { ...found, env: debianEnv(NAME), folder: unpackedFolder(NAME) };
}
