// What few servers need: nonces of WordPress's own cookie, and cookies that renew.
export { use } from "../../engine/error.js";
export { cookieOf, keep } from "./cookie.js";
export { nonceIn, nonceOf } from "./nonce.js";
