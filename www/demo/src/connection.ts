// One client for one site. Clients live outside components: React may run a component's body twice,
// and a client belongs to the page.
import { type Client, createClient } from "presskey";
import { createTestSite } from "presskey/testing";

/** Set by `npm start`: a backend of presskey/server for the site that it has booted. */
const backend: string | undefined = import.meta.env.VITE_PRESSKEY_BACKEND;

/** A WordPress inside the page, for visitors without one. A reload restores it. */
const inPage = createTestSite({
  posts: [
    { title: "Hello from the page", content: "This WordPress runs in your browser." },
    { title: "Tokens", content: "Log in, and see what is in the token." },
    { title: "A draft", status: "draft" },
  ],
  latency: 200,
});

export const isInPage = (site: string) => site === inPage.site;

/** A user of the WordPress inside the page, to log in with by a click. */
export const prefilledUser = (site: string) =>
  isInPage(site) ? inPage.users.find(({ username }) => username === "editor") : undefined;

export type Storage = "session" | "local" | "memory" | "server";

export const storages: Partial<Record<Storage, string>> = {
  session: "in this tab",
  local: "in every tab",
  memory: "until I reload",
  ...(backend && { server: "on the server, in a cookie" }),
};

export interface Target {
  site: string;
  storage: Storage;
}

/** `id` tells a connection from every other, also from one to the same site. */
export type Connection = Target & { id: number } & (
    | { client: Client; error: null }
    | { client: null; error: unknown }
  );

let count = 0;

/** Never throws: an address that makes no sense is something to show. */
export function connect({ site, storage }: Target): Connection {
  const common = { id: ++count, site, storage };
  try {
    const options = storage === "server" ? { site, via: backend } : { site, storage };
    const own = isInPage(site) ? { fetch: inPage.fetch } : {};
    return { ...common, client: createClient({ ...options, ...own }), error: null };
  } catch (error) {
    return { ...common, client: null, error };
  }
}

/** What a person types, as an address: `example.com` means its https: site. */
export function addressFrom(typed: string): string {
  const text = typed.trim();
  return /^[a-z][a-z\d+.-]*:\/\//i.test(text) ? text : `https://${text}`;
}

/** The page's URL says where to go: `?site=…&storage=…`. Else `npm start` does, or the site is in the page. */
export function targetFromPage(): Target {
  const query = new URLSearchParams(location.search);
  const storage = query.get("storage");
  return {
    site: query.get("site") ?? import.meta.env.VITE_WORDPRESS_URL ?? inPage.site,
    storage: storage && storage in storages ? (storage as Storage) : "session",
  };
}

/** Keeps the page's address in step, so that a reload comes back to the same site. */
export function targetToPage({ site, storage }: Target) {
  const query = new URLSearchParams({ site, storage });
  history.replaceState(null, "", `?${query}`);
}
