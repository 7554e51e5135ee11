// The real plugin, from WordPress's own plugin directory, if that can be reached.

import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { unzip } from "./files.mjs";

export const SLUG = "jwt-authentication-for-wp-rest-api";
const archive = `https://downloads.wordpress.org/plugin/${SLUG}.zip`;

/** Resolves to a folder with the plugin, or to undefined when there is no network. */
export async function fetchPlugin(url = archive, progress = () => {}) {
  const stop = new AbortController();
  // Three seconds to answer at all: a demo must start on a train too.
  const patience = setTimeout(() => stop.abort(), 3000);
  try {
    const response = await fetch(url, { signal: stop.signal });
    clearTimeout(patience);
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    setTimeout(() => stop.abort(), 20_000).unref();
    const folder = mkdtempSync(join(tmpdir(), "presskey-plugin-"));
    unzip(new Uint8Array(await response.arrayBuffer()), folder, { strip: true });
    return folder;
  } catch (error) {
    progress(`The real plugin is out of reach (${error.cause?.code ?? error.message}).`);
  } finally {
    clearTimeout(patience);
  }
}
