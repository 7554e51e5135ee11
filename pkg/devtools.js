// presskey/devtools: what a client does, shown in the page while you develop.
import { watch } from "./devtools/events.js";
import { createPanel } from "./devtools/panel.js";
import { clients, pageFetch, traced, tracePage } from "./devtools/trace.js";

/**
 * @import { Client } from "./index.d.ts"
 * @import { DevtoolsOptions, DevtoolsPanel } from "./devtools.d.ts"
 */

/** @type {DevtoolsPanel | undefined} */
let shown;

/** @param {Client} client @param {DevtoolsOptions} [options] @returns {DevtoolsPanel} */
export function showDevtools(client, { target, open = false, match } = {}) {
  const floating = !target;
  // After a hot reload there is a new client: the panel follows it.
  if (floating) shown?.close();
  clients.add(client);
  const stops = [tracePage(match), watch(client), () => clients.delete(client)];
  const { element, close } = createPanel(client, { floating, open });
  (target ?? document.body).append(element);
  const panel = {
    element,
    close() {
      for (const stop of stops.splice(0)) stop();
      close();
      if (shown === panel) shown = undefined;
    },
  };
  if (floating) shown = panel;
  return panel;
}

/** @type {typeof import("./devtools.d.ts").traceFetch} */
export const traceFetch = (fetch = pageFetch, match = undefined) => traced(fetch, match);
