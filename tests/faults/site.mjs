// The WordPress that all cases share. With nginx and PHP a request takes a tenth of the time.
import { findWebServers } from "../../scripts/setup/web-servers.mjs";
import { startWordPress } from "../../scripts/wordpress.mjs";
import { startHost } from "./servers/host.mjs";

/** WordPress's own file for its maintenance mode, for requests that ask for it. */
const maintenance = `<?php $upgrading =
  str_contains( $_SERVER['HTTP_X_PRESSKEY_OPTIONS'] ?? '', '"maintenance":true' ) ? time() : 0;`;

/** Resolves with the site's address, whether its files are its own, and how to stop it. */
export async function startSite() {
  const tools = findWebServers();
  if (!tools) return { ...(await startWordPress()), ownFiles: false };
  const host = await startHost(tools);
  host.put(".maintenance", maintenance);
  await host.serve("nginx");
  return { ...host, ownFiles: true };
}
