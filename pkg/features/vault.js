// The storage "vault": encrypted in IndexedDB, with a key that no script can read out.
/** @typedef {{ id: string, key: CryptoKey }} Key of this browser profile */

export { use } from "../engine/error.js";

/** The database, its one object store, and the name of the key in it. */
const DATABASE = "presskey";
const STORE = "vault";
const KEY = "key";

/** Version of an entry. One of another version is left alone and not used. */
const VERSION = 1;

/** Milliseconds that the browser may take to open the database: some never respond. */
const PATIENCE = 10_000;

const CIPHER = "AES-GCM";

/** A store for `storeOf()`. Everything in it rejects where the browser keeps us out. */
export function vault() {
  /** @type {Promise<IDBDatabase> | undefined} */
  let opening;
  /** @type {Promise<any>} of whatever was done */
  let last = Promise.resolve();

  /**
   * One after another: a removal must not be overtaken by what was to be stored before it.
   *
   * @template T
   * @param {() => Promise<T>} work
   * @returns {Promise<T>}
   */
  const queued = (work) => {
    last = last.then(work, work);
    return last;
  };

  const forget = () => {
    opening = undefined;
  };

  /**
   * @template T
   * @param {IDBTransactionMode} mode
   * @param {(entries: IDBObjectStore) => Promise<T>} work
   */
  const transaction = async (mode, work) => {
    opening ??= open(forget).catch((error) => {
      forget();
      throw error;
    });
    const database = await opening;
    const begun = database.transaction(STORE, mode);
    const entries = begun.objectStore(STORE);
    const ended = new Promise((resolve, reject) => {
      begun.oncomplete = resolve;
      begun.onabort = () => reject(begun.error);
    });
    const [result] = await Promise.all([work(entries), ended]);
    return result;
  };

  /**
   * The key of this browser profile; made once, by the tab that comes first.
   *
   * @returns {Promise<Key>}
   */
  const keep = async () => {
    const found = await transaction("readonly", (entries) => done(entries.get(KEY)));
    if (found) return found;
    const key = await crypto.subtle.generateKey({ name: CIPHER, length: 256 }, false, [
      "encrypt",
      "decrypt",
    ]);
    const made = { id: crypto.randomUUID(), key };
    return transaction("readwrite", async (entries) => {
      const first = await done(entries.get(KEY));
      if (!first) entries.put(made, KEY);
      return first ?? made;
    });
  };

  const read = async (/** @type {string} */ name) => {
    const { key } = await keep();
    const entry = await transaction("readonly", (entries) => done(entries.get(entryOf(name))));
    if (entry?.version !== VERSION) return null;
    try {
      const text = await crypto.subtle.decrypt(cipher(name, entry.iv), key, entry.data);
      return new TextDecoder().decode(text);
    } catch {
      // Encrypted with a key that is lost, or changed by somebody: nothing of ours.
      return null;
    }
  };

  /** @param {string} name @param {string} text */
  const write = async (name, text) => {
    for (;;) {
      const { id, key } = await keep();
      const iv = crypto.getRandomValues(new Uint8Array(12));
      const data = await crypto.subtle.encrypt(
        cipher(name, iv),
        key,
        new TextEncoder().encode(text),
      );
      const written = await transaction("readwrite", async (entries) => {
        // Cleared meanwhile: nobody could read it.
        if ((await done(entries.get(KEY)))?.id !== id) return false;
        entries.put({ version: VERSION, iv, data }, entryOf(name));
        return true;
      });
      if (written) return;
    }
  };

  /**
   * @template T
   * @param {string} key
   * @param {() => Promise<T>} work
   */
  const instead = (key, work) => {
    removePlain(key);
    return queued(work);
  };

  return {
    get: (/** @type {string} */ key) => instead(key, () => read(key)),
    /** @param {string} key @param {string} text */
    set: (key, text) => instead(key, () => write(key, text)),
    remove: (/** @type {string} */ key) =>
      instead(key, () => transaction("readwrite", (entries) => done(entries.delete(entryOf(key))))),
  };
}

/**
 * The entry of a name. The app names its sessions (`storageKey`): if one is called as the key is, it must not
 * replace that. A list never equals a text.
 *
 * @param {string} name
 */
const entryOf = (name) => (name === KEY ? [name] : name);

/**
 * What the app kept under this name in plain text, before it used the vault; a tab with an earlier release of
 * it may still do so.
 *
 * @param {string} key
 */
function removePlain(key) {
  for (const name of /** @type {const} */ (["localStorage", "sessionStorage"])) {
    try {
      for (const end of ["", ":front"]) globalThis[name].removeItem(key + end);
    } catch {
      // Workers have neither, and the browser may keep a page out.
    }
  }
}

/**
 * An entry is bound to its name: under another one it does not decrypt.
 *
 * @param {string} name
 * @param {Uint8Array<ArrayBuffer>} iv
 */
const cipher = (name, iv) => ({
  name: CIPHER,
  iv,
  additionalData: new TextEncoder().encode(`${VERSION}:${name}`),
});

/** @type {<T>(request: IDBRequest<T>) => Promise<T>} */
const done = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

/** @param {() => void} lost */
async function open(lost) {
  // Without a version: one that a later presskey made is opened as it is.
  const request = indexedDB.open(DATABASE);
  /** @type {ReturnType<typeof setTimeout>} */
  let timer;
  /** @type {Promise<never>} */
  const late = new Promise((_, reject) => {
    timer = setTimeout(reject, PATIENCE, new Error("IndexedDB does not respond."));
  });
  request.onupgradeneeded = () => request.result.createObjectStore(STORE);
  const database = await Promise.race([done(request), late]).finally(() => clearTimeout(timer));
  // Cleared by the user, or to be changed by another version.
  database.onclose = lost;
  database.onversionchange = () => {
    database.close();
    lost();
  };
  return database;
}
