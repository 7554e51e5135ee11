// What must not leave the page: collected from everything that was sent and received.
import { DUMMY } from "../doctor/dummy.js";
import { Finder } from "./finder.js";

/** Words that a password may be, and that sentences and codes need. */
const COMMON =
  /^(access|account|admin|author|authorization|auto|basic|bearer|blocked|code|cookie|demo|denied|editor|email|error|example|failed|false|forbidden|guest|home|incorrect|invalid|json|jwt|login|name|none|null|page|pass|password|post|posts|refresh|rest|root|secret|server|site|subscriber|test|text|token|true|undefined|user|username|users|valid|visitor|wordpress|wrong)$/i;

/** Keys whose values are secrets, in requests and responses. */
export const SECRET_KEY =
  /token|jwt|secret|nonce|passw|pwd|api_?key|consumer|cookie|session|hash|verifier|signature|^code$|^key$/i;
/** Keys whose values name a person. */
const PERSON_KEY =
  /(^|_)(name|nicename|displayname|slug|login|nickname|author|e?mail|user)$|[a-z](Name|Login|Email|name)$|first|last|phone|address|^sub$|^from$/;
/** Keys of responses whose values are codes and sentences. */
export const SPOKEN_KEY =
  /^(code|errorCode|error_code|message|error|error_description|errors|type|category|statusText|reason|status|detail|details|title)$/;

/** A route with nothing in it but words and numbers. */
const ROUTE = /^(\/([a-z-]{1,24}|v\d{1,2}|\d{1,8})){1,6}$/;

/** A shorter one is found everywhere; it is left out with its field, not searched for. */
const SHORTEST = 4;
const SHORTEST_PASSWORD = 3;
/** Objects and lists of a response inside of each other that are read. Deeper ones are left out. */
export const DEEPEST = 64;
/** What may be a token, in the response to a login or a renewal. */
const OPAQUE = /^[\w.~+/=:|-]{8,}$/;

/**
 * A JSON Web Token, behind what is before it in the same word (group 1). A search begins once in each
 * word, and a lookahead is never tried again: otherwise every `eyJ` of a hostile text costs a search.
 */
export const JWT = /(?<![\w-])(?=([\w-]*?)eyJ[\w-]{6})\1[\w-]+\.[\w-]+\.[\w-]*/g;

/** @param {string} text */
export const jwtsIn = (text) =>
  [...text.matchAll(JWT)].map(([word, before]) => word.slice(before.length));

/**
 * Values, by the placeholder for them in the record: `{token}`, `{password}`.
 *
 * @typedef {{ value: string, placeholder: string, kind: string }} Secret
 */
export class Secrets {
  /** @type {Map<string, Secret>} */
  #known = new Map();
  /** @type {Map<string, number>} */
  #counts = new Map();
  /**
   * Tokens' claims by the name that the record gives them.
   *
   * @type {Record<string, Record<string, any>>} claims are what a server put in
   */
  tokens = {};

  #finder = new Finder();

  /** Those in a text, as they were sent: the longest first. @param {string} text */
  in(text) {
    return this.#finder.in(text).map((value) => /** @type {Secret} */ (this.#known.get(value)));
  }

  /** Whether one is in a text, or where that was cut, the beginning of one. @type {Finder["has"]} */
  isIn(text, isCut) {
    return this.#finder.has(text, isCut);
  }

  /** @param {string} value */
  of(value) {
    return this.#known.get(value);
  }

  /**
   * The placeholder for a value that was found in a text.
   *
   * @param {string} kind
   * @param {string} value
   */
  placeholderOf(kind, value) {
    this.learn(kind, value);
    return this.of(value)?.placeholder ?? "x";
  }

  /**
   * Learns a value; `kind` is the placeholder for it. Words of sentences are no secrets.
   *
   * @param {string} kind
   * @param {unknown} given
   * @returns {void}
   */
  learn(kind, given) {
    const value = typeof given === "number" ? String(given) : given;
    const shortest = kind === "password" ? SHORTEST_PASSWORD : SHORTEST;
    if (typeof value !== "string" || value.length < shortest || COMMON.test(value)) return;
    if (this.#known.has(value)) return;
    for (const token of jwtsIn(value)) if (token !== value) this.learn("token", token);
    const placeholder = this.#next(kind);
    for (const form of formsOf(value)) {
      if (form.length < shortest || this.#known.has(form)) continue;
      this.#known.set(form, { value: form, kind, placeholder });
      this.#finder.add(form);
    }
    if (kind === "token") this.#learnClaims(value);
  }

  /**
   * All strings inside of what a request carries: nothing of it is needed.
   *
   * @param {any} fields of JSON or a form
   */
  learnSent(fields, key = "") {
    if (fields && typeof fields === "object") {
      for (const [name, each] of Object.entries(fields)) this.learnSent(each, name);
    } else if (key === "path" && ROUTE.test(fields)) {
      // The route of a request in a batch.
    } else if (!/^(query|operationName|device|_method|context|per_page|page)$/.test(key)) {
      this.learn(kindOf(key, fields), fields);
    }
  }

  /**
   * Values of a response whose key says that they are secrets, or a person's.
   *
   * @param {unknown} value
   */
  learnReceived(value, key = "", depth = 0) {
    if (depth > DEEPEST) return;
    if (value && typeof value === "object") {
      for (const [name, each] of Object.entries(value)) {
        this.learnReceived(each, Array.isArray(value) ? key : name, depth + 1);
      }
    } else if (typeof value === "string") {
      for (const token of jwtsIn(value)) this.learn("token", token);
      if (SPOKEN_KEY.test(key)) return;
      if (SECRET_KEY.test(key) || PERSON_KEY.test(key)) this.learn(kindOf(key, value), value);
    }
  }

  /**
   * Every value of a response that gives tokens: any of them may be one, whatever its key says.
   *
   * @param {unknown} value
   */
  learnGiven(value, key = "", depth = 0) {
    if (depth > DEEPEST) return;
    if (value && typeof value === "object") {
      for (const [name, each] of Object.entries(value)) this.learnGiven(each, name, depth + 1);
    } else if (typeof value === "string" && OPAQUE.test(value) && !SPOKEN_KEY.test(key)) {
      this.learn(kindOf(key, value), value);
    }
  }

  /**
   * What a header carries.
   *
   * @param {string} name
   * @param {string} value
   */
  learnHeader(name, value) {
    if (value.endsWith(DUMMY)) return undefined;
    const [scheme, credential] = value.split(" ");
    if (/^authorization$/i.test(name)) {
      if (!credential) return this.learn("secret", value);
      if (/^basic$/i.test(scheme)) this.#learnBasic(credential);
      return this.learn(jwtsIn(credential).length ? "token" : "secret", credential);
    }
    if (/cookie/i.test(name)) {
      for (const pair of value.split(/[;,]\s*/)) {
        this.learn("secret", pair.slice(pair.indexOf("=") + 1));
      }
    }
    return this.learn(kindOf(name, value), value);
  }

  /** @param {string} credential */
  #learnBasic(credential) {
    this.learn("basic", credential);
    try {
      const text = atob(credential);
      const at = text.indexOf(":");
      this.learn("username", text.slice(0, at));
      this.learn("apppass", text.slice(at + 1));
    } catch {
      // No Base64: the value itself is known already.
    }
  }

  /** @param {string} token */
  #learnClaims(token) {
    const name = /** @type {Secret} */ (this.of(token)).placeholder.slice(1, -1);
    const claims = claimsOf(token);
    this.learnReceived(claims);
    this.tokens[name.split(":")[1] ?? "token"] = claims;
  }

  /**
   * `{token}`, then `{token:2}`, and for people `person 1`.
   *
   * @param {string} kind
   */
  #next(kind) {
    const count = (this.#counts.get(kind) ?? 0) + 1;
    this.#counts.set(kind, count);
    if (kind === "person") return `person ${count}`;
    if (kind === "email") return `person${count}@example.com`;
    return count === 1 && kind !== "secret" ? `{${kind}}` : `{${kind}:${count}}`;
  }
}

/**
 * A text, and what servers make of it: WordPress trims what it is sent and joins blanks
 * (`sanitize_text_field`), databases and keyboards compose letters in either way.
 *
 * @param {string} text
 */
const formsOf = (text) =>
  [text, text.trim(), text.trim().replace(/\s+/g, " ")].flatMap((form) => [
    form,
    form.normalize("NFC"),
    form.normalize("NFD"),
  ]);

/** @param {string} key @param {unknown} value */
function kindOf(key, value) {
  if (typeof value !== "string") return "secret";
  if (jwtsIn(value)[0] === value) return "token";
  if (/refresh/i.test(key)) return "refresh";
  if (/passw|pwd/i.test(key)) return "password";
  if (/^[^\s@]+@[^\s@]+\.[a-z]+$/i.test(value)) return "email";
  return PERSON_KEY.test(key) && !SECRET_KEY.test(key) ? "person" : "secret";
}

/**
 * The claims of a token, as far as it can be read.
 *
 * @param {string} token
 */
export function claimsOf(token) {
  try {
    const [, payload] = token.split(".");
    return JSON.parse(atob(payload.replaceAll("-", "+").replaceAll("_", "/"))) ?? {};
  } catch {
    return {};
  }
}
