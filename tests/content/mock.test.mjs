// The files of mock/ in one process: they share one WordPress written in Node, which can hide its
// headers, redirect and fail when asked to, and one browser. You can run each alone, too.
import { assertComplete } from "../support/group.mjs";
import "./mock/answers.test.mjs";
import "./mock/batch.test.mjs";
import "./mock/begun.test.mjs";
import "./mock/paginate.test.mjs";
import "./mock/upload.test.mjs";

assertComplete(import.meta.url);
