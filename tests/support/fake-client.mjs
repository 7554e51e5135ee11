// A client that keeps the parts of the contract that bindings can see: stable snapshots, bound methods,
// listeners that are not called immediately. Logins wait in `logins` until the test settles them.

export const authenticated = (username) =>
  Object.freeze({ status: "authenticated", user: { id: 1, username }, canRefresh: false });

export const anonymous = (reason) => Object.freeze({ status: "anonymous", reason });

export function fakeClient({ stored = anonymous(), ready } = {}) {
  const listeners = new Set();
  const logins = [];
  const logouts = [];
  let preloads = 0;
  let session = Object.freeze({ status: "loading" });
  let closed = false;

  const change = (next) => {
    session = next;
    for (const listener of listeners) listener(session);
    return session;
  };

  return {
    get session() {
      return session;
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    ready:
      ready ??
      (async () => {
        await null;
        return session.status === "loading" ? change(stored) : session;
      }),
    login(credentials, options) {
      return new Promise((resolve, reject) => {
        logins.push({
          credentials,
          options,
          succeed: () => resolve(change(authenticated(credentials.username))),
          fail: (code) => reject(Object.assign(new Error(code), { name: "PresskeyError", code })),
        });
      });
    },
    async logout(options) {
      logouts.push(options);
      change(anonymous("logged_out"));
    },
    async preload() {
      preloads++;
    },
    // A new object every time: bindings must not depend on the client for its stability.
    claims: () => (session.status === "authenticated" ? { sub: session.user.username } : null),
    close: () => {
      closed = true;
    },

    // For tests.
    change,
    logins,
    logouts,
    listeners,
    get preloads() {
      return preloads;
    },
    get closed() {
      return closed;
    },
  };
}
