// User name and password for a command: from the environment or typed in, never an argument, which
// every other user of the machine could read in the list of processes.
import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";

/**
 * PRESSKEY_USERNAME and PRESSKEY_PASSWORD, else what a person types; null where there is neither.
 *
 * @param {{ prompt?: boolean }} options `prompt`: whether to ask for what the environment lacks
 */
export async function credentials({ prompt = true } = {}) {
  let { PRESSKEY_USERNAME: username, PRESSKEY_PASSWORD: password } = process.env;
  const asking = prompt && Boolean(process.stdin.isTTY);
  if (!username && asking) username = await ask("User name: ");
  if (username && !password && asking) password = await ask(`Password of ${username}: `, true);
  return username && password ? { username, password } : null;
}

/**
 * Asks on stderr, since stdout may be a file. A secret is not shown while it is typed.
 *
 * @param {string} question
 * @param {boolean} [secret]
 */
async function ask(question, secret = false) {
  const output = secret
    ? new Writable({ write: (_chunk, _encoding, done) => done() })
    : process.stderr;
  if (secret) process.stderr.write(question);
  const lines = createInterface({ input: process.stdin, output, terminal: true });
  try {
    return await lines.question(secret ? "" : question);
  } finally {
    lines.close();
    if (secret) process.stderr.write("\n");
  }
}
