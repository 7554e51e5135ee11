// Every snippet of the pages at the site's top is run exactly as written.
import { testPages } from "./pages.mjs";

await testPages("");
