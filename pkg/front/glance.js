// What is stored, as far as the front may use it. The engine wrote, next to a session, what the front
// shows and sends until the engine is loaded (src/js/engine/snapshot.rs). Nothing is decided here:
// whatever is not plain waits for the engine.
import { quiet } from "./storage.js";

/**
 * @import { markersOf } from "./markers.js"
 * @import { Known, Options, Seen } from "./types.d.ts"
 */

/** Characters of a stored session that are read; a longer one is the engine's to refuse. */
const MOST = 65536;

/**
 * The note for the front, as "seal text". The seal tells whether two texts and the settings of a client are
 * what they were when the engine wrote them: a session that somebody has changed, or another client has
 * stored, waits for the engine.
 *
 * @param {Pick<Options, "id" | "plugin" | "expiryMargin">} options
 * @param {string} record
 * @param {string} text
 */
export function noteOf({ id, plugin, expiryMargin }, record, text) {
  // Not 0, so that no note counts whose user an earlier release named otherwise.
  let hash = 1;
  for (const char of JSON.stringify([id, plugin, expiryMargin, record, text])) {
    hash = (Math.imul(hash, 31) + /** @type {number} */ (char.codePointAt(0))) | 0;
  }
  return `${hash} ${text}`;
}

/**
 * The key under which the engine leaves its note for the front.
 *
 * @param {string} key
 */
export const noteKey = (key) => `${key}:front`;

/** A path of segments that every server reads alike, and the query. */
const PLAIN = /^((?:\/[\w-][\w.~-]*)+\/?)(?![^?#])\??([^#]*)/;

/**
 * The stored session that the front may use, if there is one.
 *
 * @param {Options} options of the client
 * @param {any} record the session, as it is stored; what is undefined throws, and that gives nothing
 * @param {any} note what the engine left next to it; as `record`
 * @param {Known} [known] what the engine adds while it is loaded
 * @returns {Seen | undefined}
 */
export const readNote = (options, record, note, known) =>
  quiet(() => {
    const text = note.slice(note.indexOf(" ") + 1);
    if (record.length + note.length > MOST) return undefined;
    const { site, token } = JSON.parse(record);
    const { root, carrier, ...seen } = JSON.parse(text);
    const isOurs = site === options.id && note === noteOf(options, record, text);
    // Anybody can calculate the seal. So the note can name no other place than one below the site
    // whose path every server reads alike (`Site::adopt` judges the others), and ask for no cookies.
    return isOurs && seen.session.user
      ? {
          ...seen,
          ...known,
          record,
          token,
          root: PLAIN.test(root) && site + root,
          carrier: { header: carrier?.header, refusedWith: carrier?.refusedWith },
        }
      : undefined;
  });

/**
 * Whether the front may still use it: the token is valid, and the user has not logged out.
 *
 * @param {Seen} seen
 * @param {ReturnType<typeof markersOf>} markers
 */
export function isUsable({ since, until, user, marker }, markers) {
  const now = Date.now();
  const left = markers.list().get(user) ?? marker;
  return now >= since && now < (until ?? Infinity) && left === marker;
}

/**
 * The payload of a token, which the engine has checked.
 *
 * @param {Seen | undefined} seen
 */
export function claimsIn(seen) {
  if (!seen?.claims) return undefined;
  const base64 = seen.token.split(".")[1].replaceAll("-", "+").replaceAll("_", "/");
  const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
  return new TextDecoder().decode(bytes);
}

/**
 * The URL of a route, or something empty where the engine has to look.
 *
 * @param {Seen} seen
 * @param {string} target
 */
export function urlOf({ root }, target) {
  const [, path, query] = PLAIN.exec(target.replace(/^\/wp-json(?=\/)/, "")) ?? [];
  return root && path && root + path + (query && (root.endsWith("=") ? "&" : "?") + query);
}
