import util from "node:util";

/**
 * `paint(format, text)` for a stream: in colour where it is a terminal that shows colours.
 *
 * @param {import("node:tty").WriteStream} stream
 * @returns {(format: Parameters<typeof util.styleText>[0], text: string) => string}
 */
export function painter(stream) {
  // Honours NO_COLOR and FORCE_COLOR. `styleText` is there from Node 20.12 on.
  const coloured = Boolean(util.styleText) && stream.isTTY === true && stream.hasColors();
  return coloured ? util.styleText : (_format, text) => text;
}

/** A line on a terminal's stderr that says what is being done, and goes when it is done. */
export function progressLine(stream = process.stderr) {
  const alive = stream.isTTY === true;
  /** @param {string} text */
  const write = (text) => alive && stream.write(`\r\x1b[2K${text}`);
  return { say: (/** @type {string} */ text) => write(`… ${text}`), clear: () => write("") };
}
