import { createClient } from "/presskey/dist/eager.js";
import { answer } from "./answer.js";

answer(createClient);
