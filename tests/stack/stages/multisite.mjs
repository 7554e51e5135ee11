// A network in folders: the second site lives below /two, with rules of its own.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { startHost } from "../../support/host/host.mjs";

/** Makes the network and its second site, which the editor belongs to. */
const INSTALL = `<?php
require __DIR__ . '/wp-load.php';
require_once ABSPATH . 'wp-admin/includes/upgrade.php';
require_once ABSPATH . 'wp-admin/includes/network.php';
if (!is_multisite()) {
  foreach ($wpdb->tables('ms_global') as $table => $prefixed) $wpdb->$table = $prefixed;
  install_network();
  $made = populate_network(1, $_GET['domain'], 'admin@example.com', 'A network', '/', false);
  echo is_wp_error($made) ? $made->get_error_message() : 'network';
} else {
  $id = wpmu_create_blog(DOMAIN_CURRENT_SITE, '/two/', 'Two', 1);
  if (is_wp_error($id)) exit($id->get_error_message());
  // WordPress takes no port in the name of a site.
  $wpdb->update($wpdb->blogs, ['domain' => DOMAIN_CURRENT_SITE], ['blog_id' => $id]);
  clean_blog_cache($id);
  foreach (['home', 'siteurl'] as $name) update_blog_option($id, $name, 'http://' . DOMAIN_CURRENT_SITE . '/two');
  add_user_to_blog($id, 2, 'editor');
  switch_to_blog($id);
  update_option('active_plugins', get_blog_option(1, 'active_plugins'));
  update_option('permalink_structure', '/%postname%/');
  restore_current_blog();
  echo 'site';
}`;

const NETWORK = (domain) => `<?php
define('MULTISITE', true); define('SUBDOMAIN_INSTALL', false); define('DOMAIN_CURRENT_SITE', '${domain}');
define('PATH_CURRENT_SITE', '/'); define('SITE_ID_CURRENT_SITE', 1); define('BLOG_ID_CURRENT_SITE', 1); ?>`;

const RULES = `client_max_body_size 64m;
if (!-e $request_filename) { rewrite ^(/[^/]+)?(/wp-(admin|includes|content)/.*) $2 last; rewrite ^(/[^/]+)?(/.*\\.php)$ $2 last; }`;

export default {
  name: "the second site of a network in folders",
  own: true,
  all: true,
  // A network allows few kinds of files.
  says: { upload: "http_error" },
  finds: [],
  async start({ tools }) {
    const host = await startHost(tools);
    await host.serve("nginx", { site: RULES });
    const { host: domain } = new URL(host.url);
    host.put("install-network.php", INSTALL);
    const run = async () =>
      (await fetch(`${host.url}/install-network.php?domain=${domain}`)).text();
    assert.match(await run(), /network$/);
    const config = join(host.root, "wp-config.php");
    // Each site has its own address now.
    const own = readFileSync(config, "utf8").replace(/define\( 'WP_(HOME|SITEURL)'[^;]*;/g, "");
    writeFileSync(config, NETWORK(domain) + own);
    assert.match(await run(), /site$/);
    return { url: `${host.url}/two`, stop: host.stop };
  },
};
