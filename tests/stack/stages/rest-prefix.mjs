// The REST API is at /api/ in place of /wp-json/.
import assert from "node:assert/strict";
import { visit } from "../visit.mjs";

const FILE = "wp-content/mu-plugins/98-prefix.php";

export default {
  name: "rest_url_prefix is api",
  async start({ host }) {
    host.put(
      FILE,
      `<?php add_filter('rest_url_prefix', fn () => 'api');
add_action('init', function () { if (!get_option('presskey_flushed')) { flush_rewrite_rules(); update_option('presskey_flushed', 1); } }, 99);`,
    );
    await host.serve("nginx", { site: "client_max_body_size 64m;" });
    await fetch(`${host.url}/?rest_route=/`);
  },
  async more({ url }) {
    const { told } = await visit(`${url}/api`);
    const codes = Object.values(told).map(({ code }) => code);
    assert.deepEqual([...new Set(codes)], ["ok"], "the root itself was given");
  },
  end({ host }) {
    host.put(
      FILE,
      "<?php delete_option('presskey_flushed'); add_action('init', 'flush_rewrite_rules', 99);",
    );
  },
};
