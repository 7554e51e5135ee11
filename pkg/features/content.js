// What an app does with the content of a site, loaded on use: one file for each.
export { use } from "../engine/error.js";
export { batch } from "./content/batch.js";
export { items, page, pages } from "./content/paginate.js";
export { upload } from "./content/upload.js";
