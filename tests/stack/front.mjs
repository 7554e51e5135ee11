// A server in front of the site, which believes to live at the front's address.
import getPort from "get-port";
import { startServer } from "../support/host/processes.mjs";

/**
 * @param {object} stage with the site, which runs behind nginx and PHP-FPM
 * @param {(ports: { front: number, site: number }) => { command: string, args: string[], env?: object }} setUp
 */
export async function startFront({ host, folder }, setUp) {
  await host.serve("nginx", { site: "client_max_body_size 64m;" });
  const port = await getPort({ host: "127.0.0.1" });
  const site = Number(new URL(host.url).port);
  const { command, args, env } = setUp({ front: port, site });
  const server = await startServer(command, args, { env, address: port, cwd: folder });
  return { url: `http://127.0.0.1:${port}`, stop: server.stop };
}
