import { failure } from "./error.js";
import { transmit } from "./send.js";
import { throwIfAborted } from "./signal.js";
import { quiet } from "./storage.js";

/** Helpers that via.js would otherwise bring a second time, in the order of its parameters. */
export const shared = /** @type {const} */ ([failure, transmit, throwIfAborted, quiet]);
