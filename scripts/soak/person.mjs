// A person with one session: logs in and out now and then, and calls from every place where it is used
// (tabs, or one client). A place has me(), login(), logout() and session(); `isAway` while it cannot respond.
import { setTimeout as sleep } from "node:timers/promises";

/** What a call may end with while faults happen. */
const EXCUSED = new Set([
  ...["offline", "unreachable", "timeout", "cors_blocked", "http_error", "refresh_failed"],
  ...["malformed_response", "redirected", "rate_limited"],
  // WordPress's own refusal, which presskey cannot tell from a token that counts no more: it repeats once.
  "not_authenticated",
]);
/** How long tabs may take to learn of a login or logout. */
const LEARNS = 10_000;

/**
 * @param {object} self `name`, `users` (who logs in here in turn), `places()`, `chance`
 * @param {object} run `phases`, `isOver()`, `count(what)`, `problem(text)`, `sessionLost(loss)`, `loggedIn(user)`
 */
export function createPerson(self, run) {
  const { name, users, places, chance } = self;
  const person = { name, user: null, epoch: 0, isChanging: false };
  const live = () => places().filter(({ isAway }) => !isAway);
  const problem = (text) => run.problem(`${name}: ${text}`);

  /** One change of the session at a time. Calls that it overlaps are not judged. */
  async function change(run) {
    if (person.isChanging) return;
    person.isChanging = true;
    person.epoch++;
    try {
      await run();
    } finally {
      person.epoch++;
      person.isChanging = false;
    }
  }

  async function signIn() {
    const user = chance.oneOf(users);
    const { username, password } = user;
    while (!run.isOver()) {
      const place = live()[0];
      const { error } = place
        ? await place.login({ username, password })
        : { error: { code: "timeout" } };
      if (!error) break;
      if (!EXCUSED.has(error.code)) problem(`login: ${error.code}: ${error.message}`);
      await sleep(500);
    }
    run.loggedIn(username);
    person.user = user;
    await agree();
  }

  async function signOut() {
    const place = chance.oneOf(live());
    const { error } = (await place?.logout()) ?? {};
    if (error && !EXCUSED.has(error.code)) problem(`logout: ${error.code}: ${error.message}`);
    person.user = null;
    await agree();
  }

  /** All places must have the session that the person has. */
  async function agree() {
    const until = Date.now() + LEARNS;
    const wanted = person.user ? person.user.id : undefined;
    for (;;) {
      const seen = await Promise.all(
        live().map(async (place) => ({ place, session: await place.session() })),
      );
      // A place that is away by now could not be asked.
      const wrong = seen.filter(
        ({ place, session }) => !place.isAway && session && session.user !== wanted,
      );
      if (!wrong.length || run.isOver()) return true;
      if (Date.now() > until) {
        const [{ place, session }] = wrong;
        problem(`${place.name} has ${JSON.stringify(session)} where user ${wanted} is logged in`);
        return false;
      }
      await sleep(200);
    }
  }

  async function lost(place, { reason }) {
    await change(async () => {
      run.sessionLost({ user: person.user.username, name: `${name}, ${place.name}`, reason });
      await signIn();
    });
  }

  /** One call, and what must be true of it. */
  async function call(place) {
    const { epoch, user } = person;
    if (person.isChanging || !user || place.isAway) return;
    const { generation } = place;
    const wasSettled = run.phases.isSettled();
    const outcome = await place.me();
    if (!outcome) return;
    run.count("calls");
    const { value, error } = outcome;
    const known = users.map(({ id }) => id);
    if (value !== undefined && !known.includes(value)) problem(`${place.name} got user ${value}`);
    const session = error && (await place.session());
    if (person.epoch !== epoch || place.isAway || place.generation !== generation) return;
    if (!error) {
      if (value !== user.id) problem(`${place.name} got user ${value} instead of ${user.id}`);
    } else if (session?.status === "anonymous") await lost(place, session);
    else if (EXCUSED.has(error.code) && !(wasSettled && run.phases.isSettled()))
      run.count("excused");
    else problem(`${place.name}: ${error.code}: ${error.message}`);
  }

  return Object.assign(person, {
    signIn: () => change(signIn),
    /** Logs out, and in again as one of its users. */
    switchUser: () =>
      change(async () => {
        run.count("logouts");
        await signOut();
        await signIn();
      }),
    /** Tabs agree at the end of a lull. */
    async compare() {
      if (!person.isChanging && person.user) await change(agree);
    },
    async callFrom(place) {
      const together = chance.happens(0.05) ? 8 : 1;
      await Promise.all(Array.from({ length: together }, () => call(place)));
    },
    live,
  });
}
