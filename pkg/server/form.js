import { refusal } from "./answer.js";

/**
 * Longest line in the header of a part, in bytes. After 5120 bytes without a line break, PHP begins a
 * new line.
 */
const LONGEST_LINE = 4096;

/** With one boundary, which PHP and everybody else read in the same way. */
const TYPE =
  /^multipart\/form-data(?:; ?charset=[\w-]+)?; ?boundary=("?)([\w'()+./:?-]{1,70})\1(?:; ?charset=[\w-]+)?$/i;

const HEADER = /^([\w-]+):/;

/**
 * Browsers escape quotes and line breaks as `%22`, `%0D` and `%0A` (HTML: "multipart/form-data encoding
 * algorithm"). Go and older versions of curl write `\"`. For PHP, a quote after a backslash ends nothing: only
 * the last parameter may have one.
 */
const DISPOSITION =
  /^[\w-]+: ?form-data; name="((?:[^"\\]|\\(?!"))*)"(?:; filename="(?:\\"|[^"])*")?(?:; filename\*=utf-8''[^\s";]*)?$/i;

/** PHP skips spaces before a name. */
const REQUESTS = /^ *requests\[/;

/**
 * Reads a form of several parts, in pieces. Refuses one with a list of `requests`, and one that browsers and
 * libraries don't write like this: PHP also reads those (main/rfc1867.c), and it cannot be guessed which fields it
 * makes of them. It joins lines, cuts them at NUL, and skips what it doesn't know.
 *
 * @param {string} contentType
 */
export function formReader(contentType) {
  const boundary = TYPE.exec(contentType)?.[2];
  if (!boundary) throw refusal("invalid_option", 415, "The form has no valid `boundary`.");
  const delimiter = `--${boundary}`;
  // One character for each byte.
  const decoder = new TextDecoder("latin1");
  /** What has not been read yet. */
  let text = "";
  /** @type {"delimiter" | "header" | "body" | "end"} */
  let expected = "delimiter";
  let isNamed = false;

  const readHeader = (/** @type {string} */ line) => {
    if (line === "") {
      expected = "body";
      return isNamed;
    }
    const [, header] = HEADER.exec(line) ?? [];
    if (header?.toLowerCase() !== "content-disposition") return header !== undefined;
    const [, name] = DISPOSITION.exec(line) ?? [];
    if (name === undefined || isNamed) return false;
    if (REQUESTS.test(name)) throw refusal("invalid_option", 400, NO_LIST);
    isNamed = true;
    return true;
  };

  const readLine = (/** @type {string} */ line) => {
    if (expected === "header") return readHeader(line);
    if (expected === "end") return line === "";
    isNamed = false;
    expected = line === delimiter ? "header" : "end";
    return expected === "header" || line === `${delimiter}--`;
  };

  /** Whether a delimiter was found. PHP also finds one that no line break is before. */
  const skipBody = () => {
    const at = text.indexOf(delimiter);
    if (at < 0) {
      // It may have begun, after a line break.
      text = text.slice(-delimiter.length - 1);
      return false;
    }
    if (!text.slice(0, at).endsWith("\r\n")) throw odd();
    text = text.slice(at);
    expected = "delimiter";
    return true;
  };

  return {
    read(/** @type {Uint8Array} */ chunk) {
      text += decoder.decode(chunk);
      while (expected !== "body" || skipBody()) {
        const length = text.indexOf("\n");
        if ((length < 0 ? text.length : length) > LONGEST_LINE) throw odd();
        if (length < 0) return;
        const line = text.slice(0, length);
        text = text.slice(length + 1);
        if (!/^[^\0\r]*\r$/.test(line) || !readLine(line.slice(0, -1))) throw odd();
      }
    },
    end() {
      if (expected === "end" ? text : text !== `${delimiter}--`) throw odd();
    },
  };
}

export const NO_LIST = "A batch must be JSON with an array of `requests`.";

const odd = () =>
  refusal("invalid_option", 400, "The form is not written as browsers write it. Send FormData.");
