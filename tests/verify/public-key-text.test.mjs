// How isPublicKey() reads a key in text: each spelling, escape and wrapper alone. The keys are those that only
// their bytes tell, so that nothing but the spelling in question finds them.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { isPublicKey } from "../../pkg/features/verify/public-key.js";
import { bytesOf, FILLER, filled, finds, ignores, isKey, part } from "./bytes.mjs";

/** A sequence of DER that nothing but its shape tells: nothing may be before it or behind it. */
const DER = Uint8Array.from(part(0x30, [...part(2, [5]), ...part(4, filled(40))]));
/** The same with bytes that are no characters of ASCII. */
const HIGH = Uint8Array.from(part(0x30, [...part(2, [5]), ...part(4, filled(40, 0xf5))]));
/** The numbers of an RSA key, which are found anywhere in bytes. */
const NUMBERS = Uint8Array.from([part(2, [0, 0x80, ...filled(40)], 1), part(2, [1, 0, 1])].flat());
const isText = (text) => isPublicKey(bytesOf(text));
const hexOf = (bytes) => Buffer.from(bytes).toString("hex");
const base64Of = (bytes) => Buffer.from(bytes).toString("base64");
/** The bytes, each written by a function. */
const each = (bytes, write, glue = "") => Array.from(bytes, write).join(glue);
const digits = (byte, radix, size) => byte.toString(radix).padStart(size, "0");

describe("a key in text", () => {
  it("is shorter than 32 bytes never", () => {
    assert.equal(isKey([6, 5, 0x2b, 0x81, 4], filled(27)), true);
    assert.equal(isKey([6, 5, 0x2b, 0x81, 4], filled(26)), false);
  });

  it("in hex", () => {
    for (const key of [DER, HIGH]) {
      const hex = hexOf(key);
      finds(isText, hex, hex.toUpperCase(), `0x${hex}`, `0X${hex}`, ` ${hex}\n`);
      for (const glue of [":", " ", ",", ", ", "\n", '"', "'", "\\", '" + "', "'+'"])
        finds(isText, hex.match(/../g).join(glue), hex.match(/.{1,10}/g).join(glue));
      finds(isText, `key=${hex};`, `(${hex})`, `<a>${hex}</a>`, `key "${hex}" 5`);
      ignores(isText, `${hex}0`, `x${hex}`, `${hex}g`, hex.slice(0, -2));
    }
  });

  it("in base64", () => {
    for (const key of [DER, HIGH, [...DER, 0x0a], [...DER, 0x0a, 0x0a]]) {
      const text = base64Of(key);
      finds(isText, text, text.replace(/=+$/, ""), Buffer.from(key).toString("base64url"));
      for (const glue of [":", " ", ",", ", ", "\n", '"', "'", "\\", '" + "', "' +\n '"])
        finds(isText, text.match(/.{1,8}/g).join(glue), `\n${text.match(/.{1,8}/g).join(glue)}`);
      finds(isText, `key: ${text};`, `(${text})`, `<a>${text}</a>`);
      ignores(
        isText,
        `A${text}`,
        `AAAA${text}`,
        text.slice(0, -8),
        `${text.replaceAll("=", "")}VVVV`,
      );
    }
  });

  it("behind something else in the same word", () => {
    for (const bytes of [NUMBERS, [...filled(1), ...NUMBERS], [...filled(2), ...NUMBERS, 0x15]]) {
      const text = base64Of(bytes).replace(/=+$/, "");
      for (const before of ["", "a", "ab", "abc", "abcd", "abcde", "abcdef", "abcdefg"])
        for (const behind of ["", "a", "ab", "abc", "abcd"])
          finds(isText, `${before}${text}${behind}`, `x (${before}${text}${behind})`);
      // Of several words, with anything between them.
      finds(isText, `${text.match(/.{1,20}/g).join("|")}`, `[${text.match(/.{1,7}/g).join("][")}]`);
    }
  });

  it("in base32", () => {
    const base32 = base32Of(NUMBERS);
    finds(isText, base32, base32.toLowerCase(), `(${base32})`, `${base32}A`);
    ignores(isText, base32.replaceAll("A", "1"), `${base32}1`);
  });

  it("as a list of numbers", () => {
    for (const key of [DER, HIGH]) {
      const signed = new Int8Array(key);
      finds(isText, `[${key.join(",")}]`, key.join(), key.join(" "), `{${key.join(", ")}}`);
      finds(
        isText,
        `[${signed.join(",")}]`,
        each(signed, (byte) => `(byte) ${byte}`, ", "),
      );
      finds(
        isText,
        JSON.stringify({ ...key }),
        each(key, (byte, at) => `"${at}" : ${byte}`),
      );
      finds(isText, `[${key.join(",")}, 256, -129, 1000]`, `a1 b2c 3d _4 ${key.join(",")}`);
      finds(
        isText,
        each(key, (byte) => `\\${digits(byte, 8, 3)}`),
      );
      finds(
        isText,
        each(key, (byte) => `0x${byte.toString(16)}`, ","),
      );
      finds(
        isText,
        each(key, (byte) => `0x${digits(byte, 16, 2).toUpperCase()}`, " "),
      );
      ignores(isText, `[${key.join(",")},5]`, `[5,${key.join(",")}]`, key.join(".x"));
    }
  });
});

/** RFC 4648 section 6, without padding. */
function base32Of(bytes) {
  const bits = each(bytes, (byte) => digits(byte, 2, 8));
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  return bits.replace(/.{1,5}/g, (five) => letters[Number.parseInt(five.padEnd(5, "0"), 2)]);
}

describe("escapes", () => {
  // A character that is no byte: only what takes the escapes out of a text finds it.
  const findsEscaped = (...all) => finds(isText, ...all.map((text) => `${text} € ${FILLER}`));
  const ignoresEscaped = (...all) => ignores(isText, ...all.map((text) => `${text} € ${FILLER}`));

  it("in text", () => {
    findsEscaped("BEGIN PUBLIC", "B%45GIN PUBLIC", "B%45G%49N P%55BLIC", "B%4\\x35GIN PUBLIC");
    findsEscaped(
      "B\\x45GIN PUBLIC",
      "B\\u0045GIN PUBLIC",
      "B\\u{45}GIN PUBLIC",
      "B\\u{0045}GIN PUBLIC",
    );
    findsEscaped("B\\\\x45GIN PUBLIC", "B\\U0045GIN PUBLIC", "B\\\\\\u0045GIN PUBLIC");
    findsEscaped("B&#x45;GIN PUBLIC", "B&#x045;GIN PUBLIC", "B&#X45;GIN PUBLIC");
    findsEscaped("B&#69;GIN PUBLIC", "B&#069;GIN PUBLIC", "BEG\\IN PUBLIC", "B\\\\EGIN PUBLIC");
    ignoresEscaped("B%85GIN PUBLIC", "B%4GIN PUBLIC", "B\\x4GIN PUBLIC", "Bx45GIN PUBLIC");
    ignoresEscaped("B\\x85GIN PUBLIC", "B\\u45GIN PUBLIC", "B&#x45GIN PUBLIC", "B&#69GIN PUBLIC");
    ignoresEscaped(
      "B&#x5;GIN PUBLIC",
      "B&#x0045;GIN PUBLIC",
      "B&#9;EGIN PUBLI",
      "B&#0069;GIN PUBLIC",
    );
  });

  it("of escapes, up to four times", () => {
    findsEscaped("B%2545GIN PUBLIC", "B%252545GIN PUBLIC", "B%25252545GIN PUBLIC");
    ignoresEscaped("B%2525252545GIN PUBLIC");
  });

  it("of quotes and line breaks", () => {
    const n = "gq_w-".repeat(16);
    findsEscaped(`&quot;n&quot;:&quot;${n}&quot; e:AQAB`, `&apos;n&apos; ${n} e:AQAB`);
    findsEscaped(`n&lt;&lt;${n} e:AQAB`, `n&gt;&gt;${n} e:AQAB`, `n=${n} &lt;e AQAB`);
    findsEscaped(`\\nn=${n}\\ne=AQAB`, `x\\rn=${n}\\te=AQAB`, `x\\\\nn=${n}\\\\re=AQAB`);
    ignoresEscaped(`n&amp;&amp;${n} e:AQAB`, `x\\bn=${n} e=AQAB`);
  });
});

describe("bytes in escapes", () => {
  /** A key that has every byte in it. */
  const all = Uint8Array.from({ length: 256 }, (_, at) => at);
  const KEY = Uint8Array.from(part(0x30, [...part(2, [5]), ...part(4, all, 2)], 2));
  const ascii = (byte) => /[ -~]/.test(String.fromCharCode(byte));
  /** As programs write them: signs of ASCII for themselves, but those of a list. */
  const write = (escaped, signs = "") =>
    each(KEY, (byte) => {
      const sign = String.fromCharCode(byte);
      return ascii(byte) && !signs.includes(sign) ? sign : escaped(byte);
    });
  const x = (byte) => `\\x${digits(byte, 16, 2)}`;

  it("of programs and JSON", () => {
    const some = "\\\"'`";
    finds(isText, each(KEY, x), write(x, some), `b'${write(x, some)}'`, ` "${write(x, some)}"; `);
    finds(isText, `\`${write(x, some)}\``, `b"${write(x, some)}"\n)`, write(x, some).toUpperCase());
    finds(
      isText,
      each(KEY, (byte) => `\\u${digits(byte, 16, 4)}`),
    );
    finds(
      isText,
      each(KEY, (byte) => `\\u{${byte.toString(16)}}`),
    );
    finds(
      isText,
      each(KEY, (byte) => `\\u{${digits(byte, 16, 6)}}`),
    );
    finds(
      isText,
      each(KEY, (byte) => `\\x${byte.toString(16)}`),
    );
    finds(
      isText,
      each(KEY, (byte) => `\\${byte.toString(8)}`),
    );
    finds(
      isText,
      write((byte) => `\\${digits(byte, 8, 3)}`, some),
    );
    const named = new Map([..."abtnvfr"].map((name, at) => [[7, 8, 9, 10, 11, 12, 13][at], name]));
    const sign = (byte) => (named.has(byte) ? `\\${named.get(byte)}` : x(byte));
    finds(isText, write(sign, some), `"${write(sign, some)}"`);
    finds(
      isText,
      write((byte) => (ascii(byte) ? `\\${String.fromCharCode(byte)}` : sign(byte)), some),
    );
    finds(isText, JSON.stringify(Buffer.from(KEY).toString("latin1")));
    ignores(isText, `b'${write(x, some)}`, `x "${write(x, some)}"`, `"${write(x, some)}'`);
  });

  it("of URLs and forms", () => {
    const percent = (byte) => `%${digits(byte, 16, 2).toUpperCase()}`;
    finds(isText, each(KEY, percent), write(percent, "%+"), write(percent, "%+").toLowerCase());
    finds(isText, write(percent, "%+ ").replace("%20", "+"));
    finds(
      isText,
      new URLSearchParams({ k: Buffer.from(KEY).toString("latin1") }).toString().slice(2),
    );
  });

  it("of HTML", () => {
    const some = "&<>\"'";
    finds(
      isText,
      each(KEY, (byte) => `&#${byte};`),
      write((byte) => `&#${byte};`, some),
    );
    finds(
      isText,
      write((byte) => `&#x${byte.toString(16)};`, some),
    );
    finds(
      isText,
      write((byte) => `&#X${digits(byte, 16, 4)};`, some),
    );
  });

  it("or as characters", () => {
    const latin1 = Buffer.from(KEY).toString("latin1");
    for (const bytes of [Buffer.from(latin1), Buffer.from(latin1, "utf16le")]) {
      assert.equal(isKey([...bytes]), true);
      assert.equal(isKey([...bytes, 0x15]), false);
    }
    assert.equal(isKey([...Buffer.from(latin1, "utf16le").swap16()]), true);
  });
});

describe("wrappers", () => {
  it("are opened up to four times", () => {
    let key = HIGH;
    for (const isFound of [true, true, true, true, false]) {
      key = bytesOf(base64Of(key));
      assert.equal(isPublicKey(key), isFound);
    }
    key = bytesOf("BEGIN PUBLIC KEY of somebody ......");
    for (const isFound of [true, true, true, true, false]) {
      assert.equal(isPublicKey(key), isFound);
      key = bytesOf(base64Of(key));
    }
  });

  it("may contain text, and no bytes that are characters by accident", () => {
    const text = `BEGIN PUBLIC KEY${FILLER}`;
    for (const sign of ["", "\n\r\t", "é", "😀", "\0"])
      assert.equal(isText(base64Of(bytesOf(text + sign))), true, JSON.stringify(sign));
    for (const sign of ["\x01", "\x1f", "\ufffd"])
      assert.equal(isText(base64Of(bytesOf(text + sign))), false, JSON.stringify(sign));
  });
});
