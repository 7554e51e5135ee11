// What the site issued, what was used, and which losses of a session have a cause.

/** Of refresh tokens that were used: enough for ten minutes. */
const REMEMBERED = 3000;

export function createLedger(problem) {
  const users = new Map();
  const owners = new Map();
  const spent = new Map();
  const of = (user) => {
    if (!users.has(user)) users.set(user, { causes: [], refreshing: 0, began: 0, ended: 0 });
    return users.get(user);
  };
  const trim = (map) => {
    if (map.size > REMEMBERED) map.delete(map.keys().next().value);
  };
  const counts = { refreshes: 0, losses: {}, repeated: 0 };
  return {
    counts,
    /** A login or a refresh issued this refresh token. */
    issued(token, user) {
      owners.set(token, user);
      trim(owners);
    },
    isRefreshToken: (text) => [...owners.keys()].slice(-200).some((token) => text.includes(token)),
    ownerOf: (token) => owners.get(token),
    /** From now on the user's session may end, until a refresh that begins later succeeds. */
    cause(user, what) {
      of(user).causes.push({ what, at: Date.now() });
    },
    login(user) {
      of(user).causes = [];
    },
    begin(user) {
      const row = of(user);
      row.refreshing++;
      row.began = Date.now();
    },
    end(user) {
      const row = of(user);
      row.refreshing--;
      row.ended = Date.now();
    },
    /** The server spends a refresh token. Only a lost response excuses a second time. */
    use(token, user) {
      counts.refreshes++;
      const before = spent.get(token);
      if (before) {
        counts.repeated++;
        if (!before.isLost && !of(user).causes.length)
          problem(`${user}: a refresh token was used twice`);
      }
      spent.set(token, before ?? { isLost: false });
      trim(spent);
    },
    lost(token, user) {
      if (spent.has(token)) spent.get(token).isLost = true;
      this.cause(user, "the response of a refresh was lost");
    },
    renewed(user, began) {
      const row = of(user);
      row.causes = row.causes.filter(({ at }) => at >= began);
    },
    /** Whether no refresh of the user is under way, or so recent that a page may not have stored it. */
    isQuiet(user) {
      const { refreshing, ended } = of(user);
      return !refreshing && Date.now() - ended > 500;
    },
    beganSince: (user, time) => of(user).began >= time || of(user).refreshing > 0,
    /** Judges a session that has ended without a logout. */
    sessionLost({ user, name, reason }) {
      const [cause] = of(user).causes.splice(0);
      if (!cause)
        return problem(`${name}: lost the session of ${user} (${reason}) without a cause`);
      counts.losses[cause.what] = (counts.losses[cause.what] ?? 0) + 1;
    },
  };
}
