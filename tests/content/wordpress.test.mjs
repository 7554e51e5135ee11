// The files of wordpress/ in one process: they share one real WordPress and one browser.
// You can run each alone, too.
import { assertComplete } from "../support/group.mjs";
import "./wordpress/batch.test.mjs";
import "./wordpress/paginate.test.mjs";
import "./wordpress/upload.test.mjs";

assertComplete(import.meta.url);
