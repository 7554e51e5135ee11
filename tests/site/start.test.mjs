// Every snippet of the pages at the site's top is run as it stands there.
import { testPages } from "./pages.mjs";

await testPages("");
