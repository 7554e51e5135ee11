// `npx presskey`, run as a person would.
import { fileURLToPath } from "node:url";
import { execa } from "execa";

export const command = fileURLToPath(new URL("../../pkg/bin/presskey.js", import.meta.url));

/** Runs the command without the environment's own credentials, and never throws. */
export const presskey = (args, { env, ...options } = {}) =>
  execa(process.execPath, [command, ...args], {
    reject: false,
    timeout: 60_000,
    stdin: "ignore",
    env: { PRESSKEY_USERNAME: "", PRESSKEY_PASSWORD: "", ...env },
    ...options,
  });
