// presskey/svelte: stores that follow a client, for Svelte 4 and 5.
import { getContext, onMount, setContext } from "svelte";
import { derived, readable, readonly, writable } from "svelte/store";
import { loginFor } from "./bindings/login.js";
import { LOADING, preload, read } from "./bindings/session.js";

// Registered by name: an app that loads the package as ESM and as CommonJS has one key for both.
const KEY = Symbol.for("presskey/svelte");

export const createPresskey = (client) => setContext(KEY, client);

export function useClient() {
  const client = getContext(KEY);
  if (client) return client;
  throw new Error(
    "presskey/svelte: no client here. Call createPresskey(createClient(site)) in a component above.",
  );
}

// By client: components that mount later get the current session, not `loading` first.
const sessions = new WeakMap();

export function useSession(client = useClient()) {
  if (!sessions.has(client)) {
    sessions.set(
      client,
      readable(LOADING, (set) => {
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
  return sessions.get(client);
}

export const useClaims = (client = useClient()) =>
  derived(useSession(client), ({ status }) =>
    status === "authenticated" ? client.claims() : null,
  );

export function useLogin(client = useClient()) {
  const pending = writable(false);
  const error = writable(null);
  const login = loginFor(client, (isPending, problem) => {
    pending.set(isPending);
    error.set(problem);
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
  (options) =>
    client.logout(options);
