// A WordPress below a path, next to something else.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { startHost } from "../../support/host/host.mjs";

export default {
  name: "WordPress in a folder, another site above it",
  own: true,
  all: true,
  async start({ tools }) {
    const host = await startHost(tools, { subfolder: "blog" });
    writeFileSync(join(host.root, "index.html"), "<title>Another site</title>");
    await host.serve("nginx", { site: "client_max_body_size 64m;" });
    return { url: host.url, stop: host.stop };
  },
};
