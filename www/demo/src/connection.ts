// One client for one site. Clients live outside components: React may run a component's body twice,
// and a client belongs to the page.
import { type Client, createClient } from "presskey";

/** Set by `npm start`: a backend of presskey/server for the site that it has booted. */
const backend: string | undefined = import.meta.env.VITE_PRESSKEY_BACKEND;

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
    return { ...common, client: createClient(options), error: null };
  } catch (error) {
    return { ...common, client: null, error };
  }
}

/** What a person types, as an address: `example.com` means its https: site. */
export function addressFrom(typed: string): string {
  const text = typed.trim();
  return /^[a-z][a-z\d+.-]*:\/\//i.test(text) ? text : `https://${text}`;
}

/** Where the page's address says to go: `?site=…&storage=…`, else where `npm start` says. */
export function targetFromPage(): Target {
  const query = new URLSearchParams(location.search);
  const storage = query.get("storage");
  return {
    site: query.get("site") ?? import.meta.env.VITE_WORDPRESS_URL ?? "",
    storage: storage && storage in storages ? (storage as Storage) : "session",
  };
}

/** Keeps the page's address in step, so that a reload comes back to the same site. */
export function targetToPage({ site, storage }: Target) {
  const query = new URLSearchParams({ site, storage });
  history.replaceState(null, "", `?${query}`);
}
