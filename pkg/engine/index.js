// The engine: everything between the front and the rules (its core), as one file when published.
export { connect } from "./driver.js";
export { use } from "./error.js";
