// presskey/svelte: stores that follow a client, for Svelte 4 and 5.
import { getContext, onMount, setContext } from "svelte";
import { derived, readable, readonly, writable } from "svelte/store";
import { loginFor } from "./bindings/login.js";
import { LOADING, preload, read } from "./bindings/session.js";

/** @import { Client, PresskeyError, Session } from "./index.d.ts" */

// Registered by name: an app that loads the package as ESM and as CommonJS has one key for both.
const KEY = Symbol.for("presskey/svelte");

export const createPresskey = (/** @type {Client} */ client) => setContext(KEY, client);

export function useClient() {
  /** @type {Client | undefined} */
  const client = getContext(KEY);
  if (client) return client;
  throw new Error(
    "presskey/svelte: no client here. Call createPresskey(createClient(site)) in a component above.",
  );
}

// By client: components that mount later get the current session, not `loading` first.
/** @type {WeakMap<Client, import("svelte/store").Readable<Session>>} */
const sessions = new WeakMap();

export function useSession(client = useClient()) {
  if (!sessions.has(client)) {
    sessions.set(
      client,
      readable(LOADING, (set) => {
        /** @type {(() => void) | undefined} */
        let stop;
        let over = false;
        // In a microtask: a component that hydrates must first render what the server rendered. On a
        // server the subscription has ended by then. Browsers paint later.
        Promise.resolve().then(() => {
          if (over || typeof document === "undefined") return;
          set(client.session);
          stop = client.subscribe(set);
          read(client);
        });
        return () => {
          over = true;
          stop?.();
        };
      }),
    );
  }
  return /** @type {import("svelte/store").Readable<Session>} */ (sessions.get(client));
}

export const useClaims = (client = useClient()) =>
  derived(useSession(client), ({ status }) =>
    status === "authenticated" ? client.claims() : null,
  );

export function useLogin(client = useClient()) {
  const pending = writable(false);
  const error = writable(/** @type {PresskeyError | null} */ (null));
  const login = loginFor(client, (isPending, problem) => {
    pending.set(isPending);
    error.set(/** @type {PresskeyError | null} */ (problem));
  });
  onMount(() => preload(client));
  return {
    login,
    pending: readonly(pending),
    error: readonly(error),
    reset: () => error.set(null),
  };
}

export const useLogout =
  (client = useClient()) =>
  (/** @type {Parameters<Client["logout"]>[0]} */ options) =>
    client.logout(options);
