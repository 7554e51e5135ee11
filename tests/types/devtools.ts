// presskey/devtools: what it takes and what it returns.
import { createClient } from "presskey";
import { type DevtoolsPanel, showDevtools, traceFetch } from "presskey/devtools";
import { same } from "./assert";

const wp = createClient({ site: "https://example.com", fetch: traceFetch(fetch) });
same<DevtoolsPanel>()(showDevtools(wp));
same<HTMLElement>()(showDevtools(wp, { target: document.body, open: true }).element);
showDevtools(wp, { match: ({ host }) => host === "example.com" }).close();
// @ts-expect-error a client, not a site
showDevtools("https://example.com");
