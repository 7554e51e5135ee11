/**
 * Names a session's user in a header: a page with `via` says whom it shows, and the backend sends no
 * call as somebody else. Empty for nobody.
 *
 * @param {any} session a Session
 */
export const userOf = ({ user }) =>
  user ? encodeURIComponent(user.id ?? user.username ?? user.email ?? "-") : "";
