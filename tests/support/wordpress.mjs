// The WordPress that tests talk to. With nginx and PHP a request takes a tenth of the time that it
// takes in the embedded one: where the machine has them, they are used.
import { findWebServers } from "../../scripts/setup/web-servers.mjs";
import { startWordPress as startEmbedded } from "../../scripts/wordpress.mjs";
import { startHost } from "./host/host.mjs";

/** Whether to test the embedded one itself, as `npm run test:all` does. */
const all = Boolean(process.env.PRESSKEY_ALL);

/** As startWordPress() of scripts/wordpress.mjs, which it is with `embedded`. */
export async function startWordPress({ embedded = all, ...options } = {}) {
  const tools = embedded ? undefined : findWebServers();
  return tools ? startHosted(tools, options) : startEmbedded(options);
}

async function startHosted(tools, options) {
  const host = await startHost(tools, options);
  try {
    const { pathname } = new URL(`${host.url}/`);
    // To a folder, nginx itself refuses every method but GET and POST.
    const front = `location = ${pathname} { rewrite ^ ${pathname}index.php; }`;
    await host.serve("nginx", { site: `client_max_body_size 64m; ${front}` });
    // The first visit activates the plugins and has PHP compile WordPress.
    await (await fetch(`${host.url}/?rest_route=/`)).text();
  } catch (error) {
    await host.stop();
    throw error;
  }
  host.clearLog();
  return host;
}
