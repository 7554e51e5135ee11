// The files of pro/ in one process: they share one WordPress with PRO and one browser.
// Each of them can be run by itself as well.
import { assertComplete } from "../support/group.mjs";
import "./pro/logout.test.mjs";
import "./pro/refresh.test.mjs";
import "./pro/storm.test.mjs";

assertComplete(import.meta.url);
