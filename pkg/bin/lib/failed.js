import { PresskeyError } from "../../index.js";
import { explained } from "./report.js";
import { painter } from "./style.js";

const INSECURE =
  "Use the https: address. A command uses an http: address only if it is on this machine.";

/**
 * Prints on stderr why a command failed, with the hint's code on lines of its own. Its exit code.
 *
 * @param {unknown} error
 */
export function failed(error) {
  if (!(error instanceof PresskeyError)) throw error;
  const { message, code, serverMessage, wpCode } = error;
  // A command has no option for it.
  const hint = code === "insecure_site" ? INSECURE : error.hint;
  const lines = [`${message} (${code})`];
  if (serverMessage && serverMessage !== message) {
    lines.push(`The server's message: "${serverMessage}"${wpCode ? ` (${wpCode})` : ""}`);
  }
  if (hint) lines.push("", ...explained(hint, painter(process.stderr)));
  process.stderr.write(`${lines.join("\n").trimEnd()}\n`);
  return 1;
}
