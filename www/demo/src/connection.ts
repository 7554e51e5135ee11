// One client for one site. Clients live outside components: React may run a component's body twice,
// and a client belongs to the page.
import { type Client, createClient } from "presskey";
import { faulty, refuseNextToken } from "./faults";
import { inPage, inPageFetch } from "./in-page";

/** Set by `npm start`: the WordPress that it has booted, a user of it, and a backend for it. */
const {
  VITE_WORDPRESS_URL: ownSite,
  VITE_WORDPRESS_USERNAME: username,
  VITE_WORDPRESS_PASSWORD: password,
  VITE_PRESSKEY_BACKEND: backend,
}: Record<string, string | undefined> = import.meta.env;

// Not as options of the clients: only with the page's own `fetch` do uploads report their progress.
const pageFetch = faulty(globalThis.fetch.bind(globalThis));
const ownFetch = faulty(inPageFetch);
globalThis.fetch = (input, init) => {
  const { origin } = new URL(input instanceof Request ? input.url : input, location.href);
  return (origin === inPage.site ? ownFetch : pageFetch)(input, init);
};

export const isInPage = (site: string) => site === inPage.site;

/** A user to log in with by a click, where the site is one of ours. */
export function ownUser(site: string): { username: string; password: string } | undefined {
  if (isInPage(site)) return inPage.users.find((user) => user.username === "editor");
  return site === ownSite && username && password ? { username, password } : undefined;
}

/** Makes the site refuse the token that the page has now. */
export const expireToken = (site: string) =>
  isInPage(site) ? inPage.expireTokens() : refuseNextToken();

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

type FetchArguments = Parameters<typeof fetch>;

let count = 0;

/** Never throws: an address that makes no sense is something to show. */
export function connect({ site, storage }: Target): Connection {
  const common = { id: ++count, site, storage };
  try {
    const options = storage === "server" ? { site, via: backend } : { site, storage };
    // Without it, uploads would leave by XMLHttpRequest, for a server that does not exist.
    const own = isInPage(site) ? { fetch: (...args: FetchArguments) => fetch(...args) } : {};
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
  const site = query.get("site") ?? ownSite ?? inPage.site;
  const storage = query.get("storage");
  const isKnown = storage !== null && storage in storages;
  // In every tab, so that a second one can be tried. presskey's own default is "session".
  const usual = ownUser(site) ? "local" : "session";
  return { site, storage: isKnown ? (storage as Storage) : usual };
}

/** Keeps the page's address in step, so that a reload comes back to the same site. */
export function targetToPage(target: Target) {
  history.replaceState(null, "", addressOf(target));
}

/** The demo's address for a site. */
export const addressOf = ({ site, storage }: Target) =>
  `?${new URLSearchParams({ site, storage })}`;
