// What is loaded when the first call has failed, or a diagnosis is asked for.
export { use } from "../../engine/error.js";
export { supportBundle } from "./bundle.js";
export { complete } from "./complete.js";
export { diagnose } from "./diagnose.js";
