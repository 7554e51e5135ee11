// Caddy with PHP-FPM.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { startFront } from "../front.mjs";

export default {
  name: "Caddy with PHP-FPM",
  edge: true,
  start: (stage) =>
    startFront(stage, ({ front }) => {
      const { edge, folder, host } = stage;
      const file = join(folder, `Caddyfile-${front}`);
      writeFileSync(
        file,
        `{
  admin off
  auto_https off
}
http://127.0.0.1:${front} {
  bind 127.0.0.1
  root * ${host.root}
  php_fastcgi unix/${host.socket}
  file_server
}
`,
      );
      const env = { ...edge.env, HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder };
      return {
        command: edge.caddy,
        args: ["run", "--config", file, "--adapter", "caddyfile"],
        env,
      };
    }),
};
