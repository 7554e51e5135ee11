import { readChunks, removals, writeChunks } from "./cookies.js";
import { MAX_AGE } from "./options.js";
import { expiringMap } from "./recent.js";
import { digest, randomId } from "./seal.js";

/** @import { Cookie, EndReason, Form, Jar, Opened, Options, Payload, SessionStore, Shared, Visitor } from "./types.d.ts" */

/** Seconds by which the clocks of two servers may differ. */
const SKEW = 300;

/**
 * Seconds within which a write reaches the store, and for which one that arrives even later is outlived
 * by what a logout has left.
 */
const WRITING = 60;
const LATEST = 3600;

const now = () => Math.floor(Date.now() / 1000);

/**
 * One visitor's session during one request: reads it from the cookie, or from the store that the
 * cookie points to, and writes it back when the engine has renewed or ended it.
 *
 * A `payload` is { version, since, text, wordpress, keep, device }: how often it was renewed, when the
 * session began, the engine's record, the cookies of WordPress, whether the cookie outlives the browser,
 * and the name that servers get which keep one session for each device.
 */
export class Slot {
  /**
   * Why the session has ended meanwhile, in another request.
   *
   * @type {EndReason | undefined}
   */
  ended;
  /**
   * Undefined without a session, which then is found nowhere.
   *
   * @type {any} a string
   */
  id;
  /** @type {Payload | undefined} */
  payload;
  /**
   * Names of cookies that the browser sent, by form.
   *
   * @type {{ form: Form, names: string[] }[]}
   */
  #found = [];
  /** @type {Form} */
  #form;
  /** @type {Shared} */
  #backend;
  /** @type {Visitor} */
  #visitor;
  #isFirstRead = true;
  /** Whether the store no longer has the session. */
  #isGone = false;
  /** Whether it was this request that ended the session. */
  #hasEnded = false;

  /** @param {Shared} backend @param {Visitor} visitor */
  constructor(backend, visitor) {
    this.#backend = backend;
    this.#visitor = visitor;
    [this.#form] = visitor.forms();
  }

  /** Reads the session that came with the request. */
  async open() {
    const { recent } = this.#backend;
    const found = await this.#openCookie();
    const { id } = found ?? {};
    if (id && recent.ended(id)) await this.#forget(id);
    else if (id) {
      // Also if the store fails: a logout still ends what the cookie points to.
      this.id = id;
      this.payload = await this.#load(/** @type {Opened} */ (found));
    }
    if (!this.payload) return this.#visitor.set(this.#removals());
    const newer = recent.newer(this.id, this.payload.version);
    if (newer) this.payload = newer;
    // The response to the request that renewed it may be lost.
    if (newer || this.#isHalfOver(/** @type {Opened} */ (found).at)) await this.#writeCookie();
  }

  /**
   * Begins a new session, for a login.
   *
   * @param {Shared} backend
   * @param {Visitor} visitor
   * @param {Slot} before
   * @param {boolean | undefined} keep
   */
  static begin(backend, visitor, before, keep) {
    const slot = new Slot(backend, visitor);
    slot.id = randomId();
    slot.payload = { version: 0, since: Date.now(), keep, device: randomId(9) };
    slot.#found = before.#found;
    slot.#form = before.#form;
    return slot;
  }

  /** The engine's record, as new as it is known. */
  async read() {
    if (this.#isFirstRead) {
      this.#isFirstRead = false;
      return this.payload?.text;
    }
    const { recent, options } = this.#backend;
    this.ended ??= recent.ended(this.id);
    if (this.ended || !this.payload) return undefined;
    const newer = options.store
      ? await this.#loadStored(this.id)
      : recent.newer(this.id, this.payload.version);
    if (options.store && !newer) this.ended = "expired";
    if (/** @type {number} */ (newer?.version) > this.payload.version) {
      this.payload = newer;
      await this.#writeCookie();
    }
    return this.ended ? undefined : /** @type {Payload} */ (this.payload).text;
  }

  /**
   * Keeps a new record: of a login, or of a renewal.
   *
   * @param {string} text
   * @param {Jar | undefined} wordpress
   */
  async write(text, wordpress) {
    const { recent, options } = this.#backend;
    // A logout wins over a renewal that was under way.
    if (recent.ended(this.id)) this.#refuse(recent.ended(this.id));
    const payload = {
      .../** @type {Payload} */ (this.payload),
      version: /** @type {Payload} */ (this.payload).version + 1,
      text,
      wordpress,
    };
    if (options.store) await this.#store(payload);
    // A slow store may have kept it after a logout deleted it.
    if (recent.ended(this.id)) {
      await options.store?.delete(await storeKey(this.id));
      this.#refuse(recent.ended(this.id));
    }
    this.payload = payload;
    recent.renew(this.id, payload);
    if (!(await this.#writeCookie()) && !options.store) throw new Error("cookies are read only");
  }

  /**
   * The session is over, here and in the store.
   *
   * @param {EndReason} [reason]
   */
  async end(reason = "expired") {
    this.#hasEnded ||= !this.#backend.recent.ended(this.id);
    if (!this.isOutlived()) await this.#visitor.set(this.#removals());
    await this.retire(reason);
  }

  /**
   * Whether another request has ended the session meanwhile: that one has removed the cookie. A
   * later response would replace or remove the cookie of a login since then.
   */
  isOutlived() {
    return !this.#hasEnded && Boolean(this.#backend.recent.ended(this.id));
  }

  /**
   * As end(), for a session whose cookie has been replaced by another one's.
   *
   * @param {EndReason} reason
   */
  async retire(reason) {
    const { recent, options } = this.#backend;
    this.payload = undefined;
    if (!this.id) return;
    recent.end(this.id, reason, this.#lifetime() * 1000);
    await this.#forget(this.id);
    if (!options.store || this.#isGone) return;
    await this.#remove(await storeKey(this.id));
    this.#isGone = true;
  }

  /**
   * After a logout no token stays in memory, also if a late request has opened the cookie once more.
   *
   * @param {string} ended
   */
  async #forget(ended) {
    const key = await storeKey(ended);
    this.#backend.sealer.forget(({ id }, subject) => id === ended || subject === key);
  }

  /**
   * Removes a session from the store. Another process may be about to write it (see #store): then a mark
   * stays behind, so that the write revives nothing, however late it arrives.
   *
   * @param {string} key
   */
  async #remove(key) {
    const store = /** @type {SessionStore} */ (this.#backend.options.store);
    await store.delete(key);
    if (!(await store.get(writingKey(key)))) return;
    await store.set(endedKey(key), "1", this.#lifetime() + LATEST);
    await store.delete(key);
  }

  #lifetime() {
    return this.#backend.options.cookie.maxAge ?? MAX_AGE;
  }

  /** Whether the tokens may be renewed: the new ones must reach the browser, or the store. */
  async isWritable() {
    if (this.#backend.options.store) return true;
    if (this.#visitor.isWritable !== undefined) return this.#visitor.isWritable;
    // By a cookie that is not there: the session's own would go with the response, also if the session
    // has ended by then and somebody else is logged in.
    return this.#visitor.set(removals(this.#form, [`${this.#form.name}.probe`]));
  }

  /** @returns {Promise<Opened | undefined>} */
  async #openCookie() {
    const { sealer, options } = this.#backend;
    const proved = await this.#readProof();
    const { asksProof } = this.#visitor;
    let best;
    for (const form of this.#visitor.forms()) {
      const isDoubtful = asksProof && !form.options.secure;
      // Left as it is: a request that names its host may still take it.
      if (isDoubtful && !proved) continue;
      const { found, texts } = await readChunks(this.#visitor.get, form.name);
      this.#found.push({ form, names: found });
      for (const text of texts) {
        const opened = await sealer.open(purposeOf(form, options), text);
        if (!opened || !this.#isCurrent(opened.at) || opened.at < /** @type {Opened} */ (best)?.at)
          continue;
        if (isDoubtful && (best || opened.id !== proved)) continue;
        best = opened;
        this.#form = form;
      }
    }
    return best;
  }

  /**
   * The id of the session that this host itself has set without the prefix. Browsers take a cookie
   * with `__Host-` from the host alone, most of them on loopback `http:` as well.
   *
   * @returns {Promise<string | undefined>}
   */
  async #readProof() {
    const { proof } = this.#visitor;
    const text = proof && (await this.#visitor.get(proof.name));
    if (!text) return undefined;
    this.#found.push({ form: proof, names: [proof.name] });
    return (await this.#backend.sealer.open(proof.name, text))?.id;
  }

  /** @param {number | null} age @returns {Promise<Cookie[]>} */
  async #writeProof(age) {
    const { proof } = this.#visitor;
    if (!proof || this.#form.options.secure) return [];
    return writeChunks(
      proof,
      await this.#backend.sealer.seal(proof.name, { id: this.id }),
      age,
      [],
    );
  }

  /** @param {number} at */
  #isCurrent(at) {
    const age = now() - at;
    return age >= -SKEW && age <= this.#lifetime();
  }

  /** @param {number} at */
  #isHalfOver(at) {
    return now() - at > this.#lifetime() / 2;
  }

  /** @param {Opened} opened */
  #load({ id, payload }) {
    return this.#backend.options.store ? this.#loadStored(id) : payload;
  }

  /** @param {string} id @returns {Promise<Payload | undefined>} */
  async #loadStored(id) {
    const store = /** @type {SessionStore} */ (this.#backend.options.store);
    const key = await storeKey(id);
    const [text, ended] = await Promise.all([store.get(key), store.get(endedKey(key))]);
    if (!text || ended) return undefined;
    const payload = await this.#backend.sealer.open("store", text, key);
    if (this.#backend.recent.ended(id)) await this.#forget(id);
    return payload;
  }

  /**
   * Keeps a session in the store, unless another process has ended it meanwhile.
   *
   * @param {Payload} payload
   */
  async #store(payload) {
    const { sealer, options } = this.#backend;
    const store = /** @type {SessionStore} */ (options.store);
    const key = await storeKey(this.id);
    const text = await sealer.seal("store", payload, key);
    const isNew = payload.version === 1;
    if (!isNew) {
      await store.set(writingKey(key), "1", WRITING);
      this.#isGone = !(await store.get(key));
      if (this.#isGone) this.#refuse("logged_out");
    }
    await store.set(key, text, this.#lifetime());
    if (isNew || !(await store.get(endedKey(key)))) return;
    await store.delete(key);
    this.#isGone = true;
    this.#refuse("logged_out");
  }

  /**
   * A session that has ended is not written again, and the request learns that it has.
   *
   * @param {EndReason | undefined} reason
   * @returns {never}
   */
  #refuse(reason) {
    this.ended = reason;
    throw new Error("ended");
  }

  /** Sends the browser a cookie for the session as it is now. Whether that is possible. */
  async #writeCookie() {
    if (this.isOutlived()) return false;
    const { sealer, options } = this.#backend;
    const { id, payload } = /** @type {{ id: string, payload: Payload }} */ (this);
    const content = options.store ? { id } : { id, payload };
    const purpose = purposeOf(this.#form, options);
    const value = await sealer.seal(purpose, { at: now(), ...content });
    const { maxAge } = options.cookie;
    const age = payload.keep === false ? null : payload.keep ? (maxAge ?? MAX_AGE) : maxAge;
    const own = this.#found.find(
      ({ form }) => form === this.#form || form.name === this.#form.name,
    );
    const proof = await this.#writeProof(age);
    const others = this.#found.filter((each) => each !== own);
    return this.#visitor.set([
      ...writeChunks(this.#form, value, age, own?.names ?? []),
      ...proof,
      ...others
        .flatMap(({ form, names }) => removals(form, names))
        .filter(({ name }) => !proof.some((one) => one.name === name)),
    ]);
  }

  #removals() {
    return this.#found.flatMap(({ form, names }) => removals(form, names));
  }
}

/**
 * With a store the cookie is another one: it must not open as a whole session, nor the reverse.
 *
 * @param {Form} form
 * @param {Options} options
 */
const purposeOf = (form, { store }) => (store ? `${form.name} id` : form.name);

/** Keys of the sessions that were used lately: WebCrypto takes long for a digest. */
const keys = expiringMap(1000);

/** Marks next to a session in the store: it is being written, and it has ended for good. */
const writingKey = (/** @type {string} */ key) => `${key}:writing`;
const endedKey = (/** @type {string} */ key) => `${key}:ended`;

/**
 * Nobody who can read the store's keys can make a cookie of them.
 *
 * @param {string} id
 * @returns {Promise<string>}
 */
export async function storeKey(id) {
  const known = keys.get(id);
  if (known) return known;
  const key = await digest(id);
  keys.set(id, key, 30_000);
  return key;
}
