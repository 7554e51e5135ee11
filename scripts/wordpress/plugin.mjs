// The real plugin, from WordPress's own plugin directory, if that can be reached.
import { mainFile, unzip } from "./files.mjs";

export const SLUG = "jwt-authentication-for-wp-rest-api";
const archive = `https://downloads.wordpress.org/plugin/${SLUG}.zip`;

/** Unpacks the plugin into a folder; resolves to false if it can't be downloaded. */
export async function fetchPlugin(folder, url = archive, progress = () => {}) {
  const stop = new AbortController();
  // Three seconds to respond at all: a demo must start on a train too.
  let patience = setTimeout(() => stop.abort(new Error("no answer in 3 s")), 3000);
  try {
    const response = await fetch(url, { signal: stop.signal });
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    clearTimeout(patience);
    patience = setTimeout(() => stop.abort(new Error("too slow")), 20_000);
    unzip(new Uint8Array(await response.arrayBuffer()), folder, { strip: true });
    mainFile(folder);
    return true;
  } catch (error) {
    progress(`The real plugin is out of reach: ${error.cause?.code ?? error.message}.`);
    return false;
  } finally {
    clearTimeout(patience);
  }
}
