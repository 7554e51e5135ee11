// Bedrock's layout: WordPress in /wp, the site itself above it.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { startHost } from "../../support/host/host.mjs";

const INDEX = "<?php define('WP_USE_THEMES', true); require __DIR__ . '/wp/wp-blog-header.php';";

export default {
  name: "WordPress in a folder of its own, the site above it (Bedrock)",
  own: true,
  async start({ tools }) {
    const host = await startHost(tools, { subfolder: "wp" });
    writeFileSync(join(host.root, "index.php"), INDEX);
    await host.serve("nginx", { path: "", site: "client_max_body_size 64m;" });
    const url = new URL(host.url).origin;
    host.setOptions({ wp_options: { home: url, siteurl: host.url } });
    return { url, stop: host.stop };
  },
  async more({ url }) {
    const index = await (await fetch(`${url}/?rest_route=/`)).json();
    assert.deepEqual([index.home, index.url], [url, `${url}/wp`]);
  },
};
