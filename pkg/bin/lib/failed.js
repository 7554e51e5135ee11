import { PresskeyError } from "../../index.js";

/** Says on stderr why a command failed, in the words of the error; its exit code. */
export function failed(error) {
  if (!(error instanceof PresskeyError)) throw error;
  process.stderr.write(`${error.message} (${error.code})\n${error.hint ? `${error.hint}\n` : ""}`);
  return 1;
}
