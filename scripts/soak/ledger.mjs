// What the site issued, what was used, and which losses of a session have a cause.

/** Events of each user that a problem lists. */
const LISTED = 50;
/** Milliseconds after which the browser has said which tab sent a refresh: later than the site gets it. */
const LATE = 2000;
/** Of refresh tokens that were used: enough for ten minutes. */
const REMEMBERED = 3000;

/** A cause: the page is gone, so nobody stored what the site responded. */
export const UNSTORED = "a tab was interrupted when it had sent a refresh";

export function createLedger(report) {
  const users = new Map();
  const owners = new Map();
  const spent = new Map();
  const of = (user) => {
    if (!users.has(user)) {
      users.set(user, {
        causes: [],
        refreshing: 0,
        ended: 0,
        interruptions: 0,
        login: 0,
        loginAt: 0,
        reported: undefined,
        events: [],
      });
    }
    return users.get(user);
  };
  const note = (user, text) => {
    const { events } = of(user);
    events.push(`${new Date().toISOString().slice(14, 23)} ${text}`);
    if (events.length > LISTED) events.shift();
  };
  /** The token's number: the token itself must not be in a log. */
  const nameOf = (token) => `#${owners.get(token)?.number ?? "forgotten"}`;
  /** A problem, unless the browser says meanwhile that a tab was interrupted. */
  const problem = (user, text) => {
    const { interruptions, events } = of(user);
    const lines = [text, ...events].join("\n    ");
    setTimeout(() => of(user).interruptions === interruptions && report(lines), LATE);
  };
  const trim = (map) => {
    if (map.size > REMEMBERED) map.delete(map.keys().next().value);
  };
  let issued = 0;
  const counts = { refreshes: 0, losses: {}, repeated: 0, stalls: 0, stalled: 0 };
  return {
    counts,
    note,
    /** A login or a refresh issued this refresh token. */
    issued(token, user, isLogin) {
      owners.set(token, { user, number: ++issued });
      if (isLogin) Object.assign(of(user), { login: issued, loginAt: Date.now() });
      note(user, `got ${nameOf(token)}`);
      trim(owners);
    },
    isRefreshToken: (text) => [...owners.keys()].slice(-200).some((token) => text.includes(token)),
    ownerOf: (token) => owners.get(token)?.user,
    /** The user's session may end now, until a refresh succeeds that begins later than in `delay` (ms). */
    cause(user, what, delay = 0) {
      note(user, what);
      if (delay) of(user).interruptions++;
      of(user).causes.push({ what, at: Date.now() + delay });
    },
    /** This process stood still, so it may have seen the requests of clients that had given up. */
    stalled(ms, delay) {
      counts.stalls++;
      counts.stalled += ms;
      for (const user of users.keys()) this.cause(user, "the machine was too busy", delay);
    },
    login(user) {
      note(user, "logged in");
      const row = of(user);
      // The page says so later than the site issued the token.
      row.causes = row.causes.filter(({ at }) => at >= row.loginAt);
    },
    begin(user, token, fault) {
      note(user, `sent ${nameOf(token)} (fault: ${fault ?? "none"})`);
      const row = of(user);
      row.refreshing++;
      if (row.reported) setTimeout(() => this.matched(user), LATE / 2);
    },
    /** The browser says that a tab of the user sends a refresh. */
    reported(user) {
      const row = of(user);
      row.reported ??= [];
      row.reported.push(Date.now());
    },
    /** A refresh that the browser does not report was sent by a page that was going away. */
    matched(user) {
      const { reported } = of(user);
      while (reported[0] < Date.now() - 2 * LATE) reported.shift();
      if (!reported.shift()) this.cause(user, UNSTORED, 500);
    },
    end(user) {
      const row = of(user);
      row.refreshing--;
      row.ended = Date.now();
    },
    /** The server spends a refresh token. Only a lost response excuses a second time. */
    use(token, user) {
      counts.refreshes++;
      note(user, `the site spends ${nameOf(token)}`);
      // Access tokens of one second are equal, and the site has one refresh token for each of them: this
      // may replace that of the login.
      if (owners.get(token)?.number < of(user).login) {
        this.cause(user, "a refresh of the session before the login came late");
      }
      const before = spent.get(token);
      if (before) {
        counts.repeated++;
        if (!before.isLost && !of(user).causes.length)
          problem(user, `${user}: a refresh token was used twice`);
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
    /** Judges a session that has ended without a logout. */
    sessionLost({ user, name, reason }) {
      const [cause] = of(user).causes.splice(0);
      if (!cause)
        return problem(user, `${name}: lost the session of ${user} (${reason}) without a cause`);
      counts.losses[cause.what] = (counts.losses[cause.what] ?? 0) + 1;
    },
  };
}
