// presskey/vue: composables that follow a client.
import {
  computed,
  getCurrentInstance,
  inject,
  onMounted,
  onScopeDispose,
  shallowReadonly,
  shallowRef,
  ssrContextKey,
} from "vue";
import { loginFor } from "./bindings/login.js";
import { LOADING, preload, read } from "./bindings/session.js";

/** @import { Client, PresskeyError, Session } from "./index.d.ts" */

// Registered by name: an app that loads the package as ESM and as CommonJS has one key for both.
/** @type {import("vue").InjectionKey<Client>} */
const KEY = Symbol.for("presskey/vue");

/** @type {typeof import("./vue.d.ts").createPresskey} */
export const createPresskey = (client) => ({
  install: (app) => app.provide(KEY, client),
});

export function useClient() {
  const client = inject(KEY, null);
  if (client) return client;
  throw new Error(
    "presskey/vue: no client here. Install the plugin: app.use(createPresskey(createClient(site))).",
  );
}

export function useSession(client = useClient()) {
  const instance = getCurrentInstance();
  /** @type {import("vue").ShallowRef<Session>} */
  const session = shallowRef(LOADING);
  // Rendering on a server: what it knows is not the visitor's.
  if (instance && inject(ssrContextKey, null)) return shallowReadonly(session);
  /** @type {(() => void) | undefined} */
  let stop;
  let over = false;
  const follow = () => {
    session.value = client.session;
    if (!over) stop = client.subscribe((next) => (session.value = next));
  };
  onScopeDispose(() => {
    over = true;
    stop?.();
  });
  // An element is there before the component has rendered: it hydrates, and must begin as the
  // server did.
  if (instance?.vnode.el) onMounted(follow);
  else follow();
  read(client);
  return shallowReadonly(session);
}

export function useClaims(client = useClient()) {
  const session = useSession(client);
  return computed(() => (session.value.status === "authenticated" ? client.claims() : null));
}

export function useLogin(client = useClient()) {
  const pending = shallowRef(false);
  /** @type {import("vue").ShallowRef<PresskeyError | null>} */
  const error = shallowRef(null);
  const login = loginFor(client, (isPending, problem) => {
    pending.value = isPending;
    error.value = /** @type {PresskeyError | null} */ (problem);
  });
  if (getCurrentInstance()) onMounted(() => preload(client));
  return {
    login,
    pending: shallowReadonly(pending),
    error: shallowReadonly(error),
    reset: () => {
      error.value = null;
    },
  };
}

export const useLogout =
  (client = useClient()) =>
  (/** @type {Parameters<Client["logout"]>[0]} */ options) =>
    client.logout(options);
