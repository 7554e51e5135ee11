// Which files are measured, the most dangerous first.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { root } from "../setup/shell.mjs";

const DANGEROUS = [
  ...["src/core/token.rs", "src/core/site.rs", "src/core/spelling.rs", "src/core/secret.rs"],
  ...["pkg/server/origin.js", "pkg/server/cookies.js", "pkg/server/rest.js", "pkg/server/seal.js"],
  ...["pkg/server/", "pkg/front/request.js", "pkg/front/glance.js", "pkg/front/markers.js"],
  ...["pkg/front/options.js"],
  ...["pkg/features/authorize.js", "pkg/features/lease.js", "pkg/features/vault.js"],
  ...["pkg/engine/guard.js", "pkg/engine/transport.js", "pkg/engine/", "pkg/features/verify"],
  ...["src/core/client/", "src/core/session/", "src/core/server/", "src/core/"],
];

/** Tests, and what has nothing to break. */
const OTHER = /(^|\/)(tests|exploration)(\/|\.rs$)|\/index\.js$/;

export function files() {
  const all = ["src/core", "pkg/server", "pkg/front", "pkg/engine", "pkg/features"].flatMap(list);
  const rank = (file) => DANGEROUS.findIndex((start) => file.startsWith(start));
  const chosen = all.filter((file) => rank(file) >= 0 && !OTHER.test(file));
  return chosen.sort((a, b) => rank(a) - rank(b) || a.localeCompare(b));
}

const list = (folder) =>
  readdirSync(join(root, folder), { recursive: true })
    .map((name) => `${folder}/${name}`.replaceAll("\\", "/"))
    .filter((name) => /\.(rs|js)$/.test(name));
