import { PresskeyError } from "../../index.js";
import { harmless } from "./format-json.js";
import { explained } from "./report.js";
import { painter } from "./style.js";

/**
 * Prints on stderr why a command failed, with the hint's code on lines of its own. Its exit code.
 *
 * @param {unknown} error
 */
export function failed(error) {
  if (!(error instanceof PresskeyError)) throw error;
  const { message, code, serverMessage, wpCode, hint } = error;
  const lines = [harmless(`${message} (${code})`)];
  if (serverMessage && serverMessage !== message) {
    const about = wpCode ? ` (${wpCode})` : "";
    lines.push(harmless(`The server's message: "${serverMessage}"${about}`));
  }
  if (hint) lines.push("", ...explained(harmless(hint), painter(process.stderr)));
  process.stderr.write(`${lines.join("\n").trimEnd()}\n`);
  return 1;
}
