// HAProxy that lets three requests of one address through in ten seconds.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { startFront } from "../front.mjs";

/** @param {string} rules of the frontend */
export const haproxy = (stage, rules) =>
  startFront(stage, ({ front, site }) => {
    const file = join(stage.folder, `haproxy-${front}.cfg`);
    writeFileSync(
      file,
      `defaults
  mode http
  timeout connect 5s
  timeout client 30s
  timeout server 30s
frontend in
  bind 127.0.0.1:${front}
  ${rules}
  default_backend site
backend site
  server one 127.0.0.1:${site}
`,
    );
    return { command: stage.edge.haproxy, args: ["-db", "-f", file], env: stage.edge.env };
  });

export default {
  name: "HAProxy",
  edge: true,
  start: (stage) => haproxy(stage, ""),
};
