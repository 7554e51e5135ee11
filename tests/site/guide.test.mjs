// Every snippet of the site's folder "guide" is run as it stands there.
import { testPages } from "./pages.mjs";

await testPages("guide");
