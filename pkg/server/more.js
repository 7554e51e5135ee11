// What every entry of presskey/server exports next to createBackend().
export { PresskeyError } from "../front/error.js";
export { nodeHandler } from "./node.js";
export { memoryStore } from "./stores/memory.js";
export { redisStore } from "./stores/redis.js";
