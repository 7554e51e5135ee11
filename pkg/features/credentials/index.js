// What few servers need: credentials that are sent with every call, and cookies that renew.
export { use } from "../../engine/error.js";
export { keep, withCookie } from "./cookie.js";
export { nonceIn } from "./nonce.js";
export { grant } from "./static.js";
