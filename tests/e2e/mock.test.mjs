// The files of mock/ in one process: they share one WordPress written in Node,
// which can also do what the real one never does, and one browser.
// You can run each of them alone, too.
import { assertComplete } from "../support/group.mjs";
import "./mock/adopt.test.mjs";
import "./mock/back-forward.test.mjs";
import "./mock/bad-answers.test.mjs";
import "./mock/bad-network.test.mjs";
import "./mock/browser.test.mjs";
import "./mock/clock.test.mjs";
import "./mock/csp.test.mjs";
import "./mock/foreign-origin.test.mjs";
import "./mock/leaks.test.mjs";
import "./mock/life.test.mjs";
import "./mock/marks.test.mjs";
import "./mock/login-required.test.mjs";
import "./mock/method-override.test.mjs";
import "./mock/offline.test.mjs";
import "./mock/pages.test.mjs";
import "./mock/redirects.test.mjs";
import "./mock/reload.test.mjs";
import "./mock/remember.test.mjs";
import "./mock/replay.test.mjs";
import "./mock/same-second.test.mjs";
import "./mock/secrets.test.mjs";
import "./mock/storage.test.mjs";
import "./mock/tabs.test.mjs";
import "./mock/timeout-abort.test.mjs";
import "./mock/tokens.test.mjs";
import "./mock/trap.test.mjs";
import "./mock/vault.test.mjs";
import "./mock/workers.test.mjs";

assertComplete(import.meta.url);
