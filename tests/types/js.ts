// presskey/js: the same API, with the same types.
import type * as presskey from "presskey";
import * as js from "presskey/js";
import { same } from "./assert";

same<typeof presskey>()(js);
