// The layout of the sources, as CONTRIBUTING.md describes it ("The map"). pkg.config.mjs has the
// rules for imports in pkg.
import { lintRooms } from "./rooms.mjs";
import { lintServers } from "./servers.mjs";

const found = [...lintRooms(), ...lintServers()];
for (const line of found) console.error(line);
if (found.length) process.exitCode = 1;
