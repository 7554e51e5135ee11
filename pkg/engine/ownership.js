import { markersOf } from "../front/markers.js";
import { quiet } from "../front/storage.js";
import { ANSWER } from "./lock.js";

/**
 * Tells a session of this tab from the browser's copy of it in a duplicated or opened tab. Both have
 * the same name in sessionStorage, but the one that logged in, or asked first, knows it for its own.
 * A name is good for one refresh: should the original be frozen and not respond, the tab that comes second
 * finds the name used up, and does not send a refresh token that is dead.
 *
 * @param {import("./state.d.ts").State} s
 */
export function ownershipOf(s) {
  const key = `${s.key}:tab`;
  const used = markersOf(`${s.key}:used`, s.options.place);
  const read = () => /** @type {string | undefined} */ (quiet(() => s.store.get(key)));
  /** @type {string | undefined} */
  let own;
  /** @type {Promise<boolean> | undefined} */
  let asked;
  /** @type {((isMine: boolean) => void) | undefined} */
  let answered;

  const ask = (/** @type {string} */ id) => {
    /** @type {Promise<boolean>} */
    const answer = new Promise((resolve) => {
      answered = resolve;
      setTimeout(resolve, ANSWER, false);
    });
    s.tabs?.say(`whose:${id}`);
    return answer;
  };

  return {
    name: read,
    /** The session was begun here, or is about to be renewed. */
    take() {
      own = Math.random().toString(36).slice(2);
      quiet(() => s.store.set(key, /** @type {string} */ (own)));
    },
    /** Whether the session is somebody else's. */
    async isCopy() {
      const id = read();
      if (!id || id === own) return Boolean(id && used.list().has(id));
      asked ??= ask(id);
      if (used.list().has(id) || (await asked)) return true;
      own = id;
      return false;
    },
    /** Before a refresh: any other tab that has the name has a refresh token of no use. */
    spend() {
      const id = read();
      if (id) used.leave(id);
      this.take();
    },
    /** Responses another tab's question, or hears the response to its own. */
    hear(/** @type {string} */ message) {
      if (own && message === `whose:${own}`) s.tabs?.say(`mine:${own}`);
      if (message === `mine:${read()}`) answered?.(true);
    },
  };
}
