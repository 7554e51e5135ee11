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
      finds(
        isText,
        hex
          .match(/.{1,8}/g)
          .map((word) => `0x${word}`)
          .join(", "),
      );
      finds(isText, `key=${hex};`, `(${hex})`, `<a>${hex}</a>`, `key "${hex}" 5`);
      ignores(isText, `${hex}0`, `x${hex}`, `${hex}g`, hex.slice(0, -2));
    }
  });

  it("in hex with anything between the bytes", () => {
    const hex = "06092a864886f70d01".match(/../g);
    for (const write of [(byte) => byte, (byte) => byte.toUpperCase(), (byte) => `0x${byte}`])
      for (const glue of ["|", " ; ", "-", "ok", "/ / /", "…"])
        finds(isText, `${hex.map(write).join(glue)} ${FILLER}`);
    finds(isText, `${hex.map((byte) => `\\x${byte}`).join("|")} ${FILLER}`);
    ignores(isText, `${hex.join("e")} ${FILLER}`, `${hex.join("0")} ${FILLER}`);
  });

  it("in base64", () => {
    /** With each sign of base64 that is no letter and no digit. */
    const signs = [0xfb, 0xef, 0xbe, 0xff, 0xff, 0xff];
    const more = part(0x30, [...part(2, [5, 5, 5]), 4, 36, ...new Array(6).fill(signs).flat()]);
    assert.match(base64Of(more), /\+.*\//);
    for (const key of [DER, HIGH, more, [...DER, 0x0a], [...DER, 0x0a, 0x0a]]) {
      const text = base64Of(key);
      finds(isText, text, text.replace(/=+$/, ""), Buffer.from(key).toString("base64url"));
      for (const glue of [
        ":",
        " ",
        ",",
        ", ",
        "\n",
        '"',
        "'",
        "\\",
        '" + "',
        "' +\n '",
        '"+"',
        "%0D%0a",
      ])
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

  it("in a word of 40 characters or more", () => {
    const key = [6, 5, 0x2b, 0x81, 4];
    finds(isText, `${base64Of([...key, ...filled(25)])} ${FILLER}`);
    ignores(isText, `${base64Of([...key, ...filled(22)])} ${FILLER}`);
  });

  it("in base32", () => {
    const base32 = base32Of(NUMBERS);
    finds(isText, base32, base32.toLowerCase(), `(${base32})`, `${base32}A`);
    ignores(isText, base32.replaceAll("A", "1"), `${base32}1`, `11111111${base32}`);
  });

  it("as a list of numbers", () => {
    const lowest = Uint8Array.from(part(0x30, [...part(2, [5]), ...part(4, filled(40, 0x80))]));
    for (const key of [DER, HIGH, lowest]) {
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
      finds(
        isText,
        `[${key.join(",")}, -129, 1000]`,
        `[256, ${key.join(", ")}]`,
        `a1 b2c 3d _4 ${key.join(",")}`,
      );
      finds(
        isText,
        each(key, (byte) => `\\${digits(byte, 8, 3)}`),
        each(key, (byte) => `\\${digits(byte, 8, 3)}`, " "),
        `key = "${each(key, (byte) => `\\${digits(byte, 8, 3)}`)}"`,
      );
      finds(
        isText,
        each(key, (byte) => `0x${byte.toString(16)}`, ","),
      );
      finds(
        isText,
        each(key, (byte) => `0x${digits(byte, 16, 2).toUpperCase()}`, " "),
      );
      ignores(
        isText,
        each(key, (byte) => digits(byte, 8, 3), " "),
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

  it("of slashes, as PHP writes them in JSON", () => {
    const key = part(0x30, [...part(2, [5]), ...part(4, filled(40, 0xff))]);
    findsEscaped(`{"k":"${base64Of(key).replaceAll("/", "\\/")}"}`);
  });

  it("of escapes, up to four times", () => {
    findsEscaped("B%2545GIN PUBLIC", "B%252545GIN PUBLIC", "B%25252545GIN PUBLIC");
    ignoresEscaped("B%2525252545GIN PUBLIC");
  });

  it("of quotes and line breaks", () => {
    const n = "gq_w-".repeat(16);
    findsEscaped(`&quot;n&quot;:&quot;${n}&quot; e:AQAB`, `&apos;n&apos; ${n} e:AQAB`);
    findsEscaped(`n&lt;&lt;${n} e:AQAB`, `n&gt;&gt;${n} e:AQAB`, `n=${n} &lt;e AQAB`);
    findsEscaped(`n&quot;${n} e&apos;AQAB`);
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
      write((byte) => (ascii(byte) ? `\\${String.fromCharCode(byte)}` : sign(byte)), `${some} $#`),
    );
    finds(isText, JSON.stringify(Buffer.from(KEY).toString("latin1")));
    ignores(isText, `b'${write(x, some)}`, `x "${write(x, some)}"`, `"${write(x, some)}'`);
  });

  it("of programs, with quotes that are a part of it", () => {
    const quote = 0x22;
    const key = part(0x30, [...part(2, [5]), ...part(4, [quote, ...filled(28)])]);
    assert.equal(key[1], quote);
    finds(isText, each(key, (byte) => (byte === quote ? '"' : x(byte))).replace("\\x30", "0"));
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

  it("or between characters of UTF-16 that have two", () => {
    const key = Buffer.from(`BEGIN PUBLIC KEY € ${FILLER}`, "utf16le");
    assert.equal(isKey([...key]), true);
    assert.equal(isKey([...key.swap16()]), true);
  });

  it("or as characters", () => {
    const latin1 = Buffer.from(KEY).toString("latin1");
    for (const bytes of [Buffer.from(latin1), Buffer.from(latin1, "utf16le")]) {
      assert.equal(isKey([...bytes]), true);
      assert.equal(isKey([...bytes, 0x15]), false);
    }
    assert.equal(isKey([...Buffer.from(latin1, "utf16le").swap16()]), true);
    assert.equal(isKey([0xef, 0xbb, 0xbf, ...Buffer.from(latin1)]), true, "behind a BOM");
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

  it("of UTF-16 are opened up to four times as well", () => {
    let key = Buffer.from(HIGH);
    for (const isFound of [true, true, true, true, false]) {
      key = Buffer.from(key.toString("latin1"), "utf16le");
      assert.equal(isKey([...key]), isFound);
    }
  });

  it("may contain text, and no bytes that are characters by accident", () => {
    const text = `BEGIN PUBLIC KEY${FILLER}`;
    for (const sign of ["", "\n\r\t", "é", "😀", "\0"])
      assert.equal(isText(base64Of(bytesOf(text + sign))), true, JSON.stringify(sign));
    for (const sign of ["\x01", "\x1f", "\ufffd"]) {
      assert.equal(isText(base64Of(bytesOf(text + sign))), false, JSON.stringify(sign));
      assert.equal(isText(base64Of(bytesOf(sign + text))), false, JSON.stringify(sign));
      assert.equal(isText(text + sign), true, "the secret itself is one");
    }
  });
});
