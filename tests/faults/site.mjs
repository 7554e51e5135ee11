// The WordPress that all cases share.
import { startWordPress } from "../support/wordpress.mjs";

/** WordPress's own file for its maintenance mode, for requests that ask for it. */
const maintenance = `<?php $upgrading =
  str_contains( $_SERVER['HTTP_X_PRESSKEY_OPTIONS'] ?? '', '"maintenance":true' ) ? time() : 0;`;

/** Resolves with the site, and whether its files are its own. */
export async function startSite() {
  const site = await startWordPress({ embedded: false });
  site.put?.(".maintenance", maintenance);
  return { ...site, ownFiles: Boolean(site.put) };
}
