// presskey/eager: everything is imported statically, for places that cannot import().
import * as engine from "../engine/index.js";
import * as core from "../engine/wasm.js";
import * as authorize from "../features/authorize.js";
import * as content from "../features/content.js";
import * as credentials from "../features/credentials/index.js";
import * as doctor from "../features/doctor/index.js";
import * as lease from "../features/lease.js";
import * as login from "../features/login.js";
import * as record from "../features/record/index.js";
import * as vault from "../features/vault.js";
import * as verifier from "../features/verify.js";
import * as way from "../features/way.js";
import { clientFactory } from "./client.js";
import { PresskeyError } from "./error.js";
import * as via from "./via.js";

/** @import { PartLoaders } from "./types.d.ts" */

core.use(PresskeyError);

/** @type {PartLoaders} */
const parts = Object.fromEntries(
  Object.entries({
    engine,
    core,
    login,
    via,
    authorize,
    content,
    credentials,
    doctor,
    lease,
    record,
    vault,
    way,
  }).map(([name, part]) => [name, () => part]),
);

export { PresskeyError };
export const createClient = clientFactory(parts);
export const { decode, isExpired } = core;
/** @type {typeof import("../index.d.ts").verify} */
export const verify = async (token, key, options) =>
  verifier.verify(token, decode(token), key, options);
