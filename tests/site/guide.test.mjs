// Every snippet of the site's folder "guide" is run exactly as written.
import { testPages } from "./pages.mjs";

await testPages("guide");
