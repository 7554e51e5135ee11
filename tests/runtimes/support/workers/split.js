import { createClient } from "/presskey/index.js";
import { answer } from "./answer.js";

answer(createClient);
