/** @import { State } from "../engine/state.d.ts" */

/** Characters that are searched together. The engine shows 5,000, and `***` may be longer than a secret. */
const TOGETHER = 2000;

/** Behind each text that is searched. Unicode assigns no character to it. */
const END = "\uFFFF";

/** Instead of a text that could not be searched to its end, and of a number. */
const HIDDEN = "***";

/**
 * The claims of a token without what the engine knows to be secret, and without JSON Web Tokens: the site
 * decides what is in them, and every script of the page can read them.
 *
 * @param {unknown} claims
 * @param {Pick<State["engine"], "redact">} engine
 */
export function withoutSecrets(claims, engine) {
  const shown = new Map();
  /** @type {string[]} */
  let texts = [];
  let length = 0;
  // Together, because the engine prepares its secrets for each search.
  const search = () => {
    const searched = engine.redact(0, texts.map((text) => text + END).join("")).split(END);
    const isWhole = searched.length === texts.length + 1;
    for (const [at, text] of texts.entries()) shown.set(text, isWhole ? searched[at] : HIDDEN);
    texts = [];
    length = 0;
  };
  walk(claims, (text) => {
    if (length + text.length > TOGETHER) search();
    texts.push(text);
    length += text.length + 1;
    return text;
  });
  search();
  return walk(claims, (text) => shown.get(text));
}

/**
 * A copy of JSON, with each text and each name in it changed; a number only as a whole.
 *
 * @param {any} value
 * @param {(text: string) => string} change
 * @returns {any}
 */
function walk(value, change) {
  if (typeof value === "string") return change(value);
  if (typeof value === "number") return change(String(value)) === HIDDEN ? HIDDEN : value;
  if (Array.isArray(value)) return value.map((each) => walk(each, change));
  if (typeof value !== "object" || !value) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [change(name), walk(each, change)]),
  );
}
