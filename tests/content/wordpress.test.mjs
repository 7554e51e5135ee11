// The files of wordpress/ in one process: they share one real WordPress and one browser.
// Each can be run by itself as well.
import { assertComplete } from "../support/group.mjs";
import "./wordpress/batch.test.mjs";
import "./wordpress/paginate.test.mjs";
import "./wordpress/upload.test.mjs";

assertComplete(import.meta.url);
