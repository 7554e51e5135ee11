// Every snippet of the site's folder "servers" is run as it stands there.
import { testPages } from "./pages.mjs";

await testPages("servers");
