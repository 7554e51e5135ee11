// What needs the core immediately, and so cannot load it on use. It is a copy of dist/core.js: esbuild puts
// a file that is imported both ways into the first chunk of everybody. createClient() uses this one
// where it is there.
import { createClient, PresskeyError } from "./dist/client.js";
import * as core from "./dist/core.static.js";

core.use(PresskeyError);
/** @type {{ core?: object }} */ (createClient).core = core;

export const { decode, isExpired, verify } = core;
