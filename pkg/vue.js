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

// Registered by name: an app that loads the package as ESM and as CommonJS has one key for both.
const KEY = Symbol.for("presskey/vue");

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
  const session = shallowRef(LOADING);
  // Rendering on a server: what it knows is not the visitor's.
  if (instance && inject(ssrContextKey, null)) return shallowReadonly(session);
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
  const error = shallowRef(null);
  const login = loginFor(client, (isPending, problem) => {
    pending.value = isPending;
    error.value = problem;
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
  (options) =>
    client.logout(options);
