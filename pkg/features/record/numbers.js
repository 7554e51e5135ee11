// Numbers of a site: those of people, cards and orders look like times. Only what can be a time stays.

/** A number that is not as long belongs to nobody. */
const SHORT = 1e5;
/** Seconds from now that a time of a session, a post or a message may be away: some twelve years. */
const YEARS = 4e8;
const HOUR = 3600;
/** Digits of a number that can be written out. */
const DIGITS = 21;

export const isShort = (/** @type {number} */ value) =>
  Number.isInteger(value) && Math.abs(value) < SHORT;

const now = () => Date.now() / 1000;
/** @param {number} time in seconds */
export const isNear = (time) => Math.abs(time - now()) < YEARS;

/**
 * A time near now, a lifetime of whole hours (both in seconds or milliseconds) or a short number as it
 * is. Of another one only its length and whether it is before or after now: a token that never expires
 * must replay.
 *
 * @param {number} value
 */
export function timeOf(value) {
  if (isShort(value)) return value;
  for (const unit of [1, 1000]) {
    const seconds = value / unit;
    if (isNear(seconds) || (seconds % HOUR === 0 && Math.abs(seconds) < YEARS)) {
      return Math.round(value * (1000 / unit)) / (1000 / unit);
    }
  }
  const size = Math.abs(value);
  if (size < SHORT) return Math.round(value * 10) / 10;
  const digits = Math.min(Math.floor(Math.log10(size)), DIGITS);
  return value > now() ? 10 ** (digits + 1) - 1 : Math.sign(value) * 10 ** digits;
}

/** Seven digits or more, with anything between them but letters. */
const LONG = /\+?\d(?:[^\p{L}\p{N}\n]{0,3}\d){6,}/gu;
const DATE = /^\d{4}-\d\d-\d\d(?: \d\d:\d\d(?::\d\d)?)?$/;

/** Finds what may be the number of a phone, a card or an order, and says what takes its place: dates stay. */
export const NUMBERS = /** @type {const} */ ([
  LONG,
  (/** @type {string} */ number) =>
    DATE.test(number) && isNear(Date.parse(number.replace(" ", "T")) / 1000) ? number : "555-0100",
]);
/** The same, but for one that begins within an IPv6 address. */
export const WHOLE = /** @type {const} */ ([
  new RegExp(`(?<![\\da-f:])${LONG.source}`, "giu"),
  NUMBERS[1],
]);
