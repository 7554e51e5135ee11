// Varnish as it comes: it does not cache what has an Authorization header.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { startFront } from "../front.mjs";

/** @param {string} vcl */
export const varnish = (stage, vcl) =>
  startFront(stage, ({ front, site }) => {
    const file = join(stage.folder, `varnish-${front}.vcl`);
    writeFileSync(
      file,
      `vcl 4.1;\nbackend default { .host = "127.0.0.1"; .port = "${site}"; }\n${vcl}`,
    );
    const { edge, folder } = stage;
    const args = [
      "-F",
      "-j",
      "none",
      "-a",
      `127.0.0.1:${front}`,
      "-f",
      file,
      "-n",
      join(folder, `varnish-${front}`),
      "-s",
      "malloc,16m",
    ];
    return { command: edge.varnish, args, env: edge.env };
  });

export default {
  name: "Varnish with its own rules",
  edge: true,
  start: (stage) => varnish(stage, ""),
};
