// The files of free/ in one process: they share one WordPress with the free plugin and one browser, which take
// longer to start than most tests to run.
// You can run each of them alone, too.
import { assertComplete } from "../support/group.mjs";
import "./free/bad-answers.test.mjs";
import "./free/expiry.test.mjs";
import "./free/login.test.mjs";
import "./free/passwords.test.mjs";
import "./free/posts.test.mjs";
import "./free/rejected.test.mjs";
import "./free/requests.test.mjs";

assertComplete(import.meta.url);
