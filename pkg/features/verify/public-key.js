// What a public key looks like, in every format and spelling in which developers get one.
import { isPoint } from "./points.js";

/** Bytes below which nothing is a public key: Ed25519's have 32, and no format. */
const SHORTEST = 32;

/** How often a key may be wrapped: an SSH key is base64, and environments add one of their own. */
const LAYERS = 5;

/**
 * What remains of a format's words without anything but letters and digits: a PEM (RFC 7468) or SSH2
 * (RFC 4716), a JWK (RFC 7517), XML Signature, authorized_keys, what openssl and PuTTY print.
 */
const WORDS =
  /begin(?:20)?(?:ssh2|openssh|x509|pgp|rsa|dsa|ec|any|trusted|encrypted|public|private|certificate)|kty(?:rsa|ec|okp|akp)|(?:rsa|ec|dsa)keyvalue|x509certificate|ssh(?:rsa|dss|ed25519)aaaa|sha2nistp\d+aaaa|publickey\d+bit|modulus[\da-z]{80}|puttyuserkeyfile/i;

/** JWKs without their `kty`. */
const MEMBERS = [
  [/\bn\W{1,8}[\w-]{80}/i, /\be\W{1,8}(?:A[\w-]{1,7}|(?:0x)?0*10001|65537)\b/i],
  [/\bcrv\W{1,8}\w/, /\bx\W{1,8}[\w-]{40}/],
  [/\balg\W{1,8}(?:ML|SLH)-DSA/, /\bpub\W{1,8}[\w-]{40}/],
];

/**
 * In hex: object identifiers of the algorithms (RFC 3279, RFC 5480, RFC 8410, FIPS 204, brainpool's), the
 * name in an SSH key (RFC 4253), the coordinates of a COSE key (RFC 9053), OpenPGP's (RFC 9580): its curves,
 * without the tag 06, and the beginning of an RSA or DSA key.
 */
const BYTES =
  /06092a864886f70d01|060[78]2a8648ce|06052b8104|06032b65(?:6[ef]|7[01])|06092b2403|060960864801650304|7373682d(?:727361|647373|65643235)|65636473612d7368|215820.{64}225820|2b060104019755010501|2b06010401da470f01|2a8648ce3d0301|2b810400(?:0a|2[23])|2b240303020801|^(?:99|c6(?=[cd])).{4}04.{8}(?:01|11)[012][048c]00/;

/** Characters of base64 below which nothing is looked for inside: Ed25519's have 60. */
const SHORTEST_WORD = 40;

/** Text, and no bytes that happen to be characters. */
const PLAIN = /^[\t\n\r -\ufffc\u{10000}-\u{10ffff}]+$/u;

/**
 * Whether bytes are, or contain, a key of a public-key algorithm: as binary, as text, or in another
 * spelling of one. Nothing else looks like one by accident, but a few random secrets do as a point
 * (points.js). What has no format looks like any secret: a point of Ed25519, a number of RSA alone.
 *
 * @param {Uint8Array<ArrayBuffer>} bytes
 */
export const isPublicKey = (bytes) => isKeyIn(bytes, LAYERS);

/**
 * @param {Uint8Array<ArrayBuffer>} bytes
 * @param {number} layers that may be around it
 * @returns {boolean}
 */
function isKeyIn(bytes, layers) {
  if (bytes.length < SHORTEST) return false;
  if (isDer(bytes) || isSsh(bytes) || isPoint(bytes) || isInside(bytes)) return true;
  const text = textOf(bytes);
  if (layers > 1 && narrow(bytes).some((inner) => isKeyIn(inner, layers - 1))) return true;
  const isText = layers === LAYERS || PLAIN.test(text);
  return layers > 1 && isText && isSpelled(text, layers - 1);
}

/**
 * Bytes that were taken for characters: each of them two bytes of UTF-16, or one or two of UTF-8.
 *
 * @param {Uint8Array<ArrayBuffer>} bytes
 */
const narrow = (bytes) => [
  ...[0, 1]
    .filter((odd) => bytes.every((byte, at) => at % 2 === odd || byte === 0))
    .map((odd) => bytes.filter((_, at) => at % 2 === odd)),
  ...asBytes(new TextDecoder().decode(bytes)).filter(({ length }) => length < bytes.length),
];

/** @param {string} text */
const asBytes = (text) =>
  /[^\0-\xff]/.test(text) ? [] : [Uint8Array.from(text, (char) => char.charCodeAt(0))];

/** @param {Uint8Array<ArrayBuffer>} bytes */
const isInside = (bytes) => BYTES.test(hexOf(bytes)) || hasNumbers(bytes);

/**
 * @param {string} given
 * @param {number} layers
 */
function isSpelled(given, layers) {
  for (const text of plainTexts(given)) {
    if (WORDS.test(text.replace(/[^\da-z]+/gi, ""))) return true;
    if (MEMBERS.some((members) => members.every((member) => member.test(text)))) return true;
    // Bytes with anything between them, as xxd, arrays and escapes have it.
    if (BYTES.test(text.replace(/[0\\]x|[^\da-f]+/gi, "").toLowerCase())) return true;
    const others = [...listed(text), ...unescaped(text)];
    if (others.some((bytes) => isKeyIn(bytes, layers))) return true;
    // In lines, also of a file of settings or a program, or with colons, as openssl prints them.
    const lines = text.replace(/["']\s*\+\s*["']|[\s:"',\\]/gi, "");
    const words = text.split(/[^\w+/-]+/);
    for (const word of new Set([lines, ...words])) {
      const decoded = [fromHex(word.replace(/0x|\+/gi, "")), fromBase64(word)];
      if (decoded.some((bytes) => bytes && isKeyIn(bytes, layers))) return true;
    }
    for (const word of new Set([words.join(""), ...words])) {
      if (word.length < SHORTEST_WORD) continue;
      // Something may be before it in the same word.
      const tails = [0, 1, 2, 3].map((at) => {
        const tail = word.slice(at);
        return fromBase64(tail) ?? fromBase64(tail.slice(0, -1));
      });
      if ([...tails, fromBase32(word)].some((bytes) => bytes && isInside(bytes))) return true;
    }
  }
  return false;
}

/**
 * A text, and that without escapes: of URLs, JSON and programs, HTML.
 *
 * @param {string} text
 */
function plainTexts(text) {
  const texts = new Set([text]);
  let plain = text;
  for (let round = 0; round < 4; round++) {
    plain = plain
      .replace(
        /%([0-7][\da-f])|(?<!\\)\\+(?:x|u00|u\{0*)([0-7][\da-f])\}?|&#x([\da-f]{2,3});/gi,
        (_, ...hex) => String.fromCharCode(Number.parseInt(hex.slice(0, 3).join(""), 16)),
      )
      .replace(/&#(\d{2,3});/g, (_, code) => String.fromCharCode(code))
      .replace(/&(?:quot|apos);/g, '"')
      .replace(/&[lg]t;/g, " ")
      .replace(/(?<!\\)\\+[nrt]/g, "\n")
      .replaceAll("\\", "");
    texts.add(plain);
  }
  return texts;
}

/** As text; of UTF-16 and UTF-32, what is ASCII. @param {Uint8Array<ArrayBuffer>} bytes */
const textOf = (bytes) => new TextDecoder().decode(bytes).replaceAll("\0", "");

/** @param {Uint8Array<ArrayBuffer>} bytes */
const hexOf = (bytes) => Array.from(bytes, (byte) => (byte + 256).toString(16).slice(1)).join("");

/** @param {string} word */
const fromHex = (word) =>
  /^(?:[\da-f]{2})+$/i.test(word)
    ? Uint8Array.from(word.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
    : undefined;

/**
 * The bytes of a list of numbers, such as the JSON of a Buffer or Java's, which are signed; and of octal
 * escapes.
 *
 * @param {string} text
 */
const listed = (text) => [
  bytesIn(text.replace(/"\d+" *:/g, ""), /(?<!\w)-?\d+(?!\w)/g, 10),
  bytesIn(text, /(?<=\\)[0-3][0-7]{2}/g, 8),
  bytesIn(text, /(?<=0x)[\da-f]{1,2}/gi, 16),
];

/** Escapes of programs and JSON, of URLs, and of HTML: what is not a character itself is a number. */
const ESCAPES = [
  /\\(?:x([\da-f]{1,2})|u([\da-f]{4})|u\{([\da-f]+)\}|([0-3]?[0-7]{1,2})|([\s\S]))/gi,
  /%([\da-f]{2})|\+/gi,
  /&#(?:x([\da-f]+)|(\d+));/gi,
];
/** @type {Record<string, number | undefined>} */
const NAMED = { a: 7, b: 8, t: 9, n: 10, v: 11, f: 12, r: 13 };

/**
 * The bytes of a text with one kind of escapes, exactly: as programs print them, with the signs of ASCII for
 * themselves.
 *
 * @param {string} text
 */
function unescaped(text) {
  const [, , inner = text] = /^\s*\w?(["'`])([\s\S]*)\1\W*$/.exec(text) ?? [];
  const char = (/** @type {string} */ digits, radix = 16) =>
    String.fromCharCode(Number.parseInt(digits, radix));
  const [program, url, html] = ESCAPES;
  return [
    inner.replace(program, (_, x, u, braced, octal, name) => {
      if (octal) return char(octal, 8);
      const code = NAMED[name];
      return name ? (code ? String.fromCharCode(code) : name) : char(x ?? u ?? braced);
    }),
    // A blank of a form, and a sign of base64 where nothing is escaped.
    inner.replace(url, (plus, hex) => (hex ? char(hex) : inner.includes("%") ? " " : plus)),
    inner.replace(html, (_, hex, digits) => (hex ? char(hex) : char(digits, 10))),
  ]
    .filter((plain) => plain !== text)
    .flatMap(asBytes);
}

/** @param {string} text @param {RegExp} number @param {number} radix */
const bytesIn = (text, number, radix) =>
  Uint8Array.from(
    (text.match(number) ?? [])
      .map((digits) => Number.parseInt(digits, radix))
      .filter((byte) => byte >= -128 && byte < 256),
  );

/** RFC 4648 section 5, or 4. @param {string} word */
function fromBase64(word) {
  const plain = word.replaceAll("-", "+").replaceAll("_", "/").replaceAll("=", "");
  if (!/^[\w+/]+$/.test(plain) || plain.length % 4 === 1) return undefined;
  return Uint8Array.from(atob(plain), (char) => char.charCodeAt(0));
}

/** RFC 4648 section 6. @param {string} word */
function fromBase32(word) {
  if (!/^[A-Z2-7]+$/i.test(word)) return undefined;
  const digits = [...word.toUpperCase()].map((letter) =>
    "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter).toString(2).padStart(5, "0"),
  );
  return Uint8Array.from(digits.join("").match(/.{8}/g) ?? [], (bits) => Number.parseInt(bits, 2));
}

/**
 * RSA's modulus and exponent, one INTEGER behind the other (RFC 8017), whatever is around them.
 *
 * @param {Uint8Array<ArrayBuffer>} bytes
 */
function hasNumbers(bytes) {
  for (let at = bytes.indexOf(2); at >= 0; at = bytes.indexOf(2, at + 1)) {
    // A length of 128 or more; a positive number, without zeros before it.
    if (bytes[at + 1] !== 0x81 && bytes[at + 1] !== 0x82) continue;
    const modulus = contentOf(bytes, at);
    if (!modulus || bytes[modulus.start] || bytes[modulus.start + 1] < 0x80) continue;
    const exponent = bytes[modulus.end] === 2 && contentOf(bytes, modulus.end);
    if (exponent && [1, 2, 3, 4].includes(exponent.end - exponent.start)) return true;
  }
  return false;
}

/**
 * A SEQUENCE that fills the bytes, of an INTEGER or a SEQUENCE and more (X.690): RFC 5280's SPKI and
 * certificates, RFC 8017's RSA keys, RFC 5958's private keys.
 *
 * @param {Uint8Array<ArrayBuffer>} bytes
 */
function isDer(bytes) {
  const whole = contentOf(bytes, 0);
  if (bytes[0] !== 0x30 || !whole || /\S/.test(textOf(bytes.subarray(whole.end)))) return false;
  let parts = 0;
  for (let at = whole.start; at < whole.end; parts++) {
    const part = contentOf(bytes, at);
    if (!part || part.end > whole.end || (!parts && ![0x02, 0x30, 0xa0].includes(bytes[at]))) {
      return false;
    }
    at = part.end;
  }
  return parts > 1;
}

/**
 * Where the content of an element of DER begins and ends, if that is within the bytes.
 *
 * @param {Uint8Array<ArrayBuffer>} bytes
 * @param {number} at
 */
function contentOf(bytes, at) {
  const first = bytes[at + 1];
  const more = first < 0x80 ? 0 : first & 0x7f;
  if (first === undefined || first === 0x80 || more > 4) return undefined;
  const start = at + 2 + more;
  const length = bytes.subarray(at + 2, start).reduce((sum, byte) => sum * 256 + byte, 0);
  const end = start + (more ? length : first);
  return end <= bytes.length ? { start, end } : undefined;
}

/**
 * RFC 4253 section 6.6: an algorithm's name, and what belongs to it, each behind its length.
 *
 * @param {Uint8Array<ArrayBuffer>} bytes
 */
function isSsh(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  let parts = 0;
  for (; at + 4 <= bytes.length; parts++) {
    const end = at + 4 + view.getUint32(at);
    if (!parts && !/^[a-z][\w@.-]+$/.test(textOf(bytes.subarray(4, end)))) return false;
    at = end;
  }
  return parts > 1 && at === bytes.length;
}
