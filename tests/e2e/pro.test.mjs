// The files of pro/ in one process: they share one WordPress with PRO and one browser.
// You can run each of them alone, too.
import { assertComplete } from "../support/group.mjs";
import "./pro/logout.test.mjs";
import "./pro/refresh.test.mjs";
import "./pro/storm.test.mjs";

assertComplete(import.meta.url);
