// Every snippet of the site's folder "servers" is run exactly as written.
import { testPages } from "./pages.mjs";

const all = Boolean(process.env.PRESSKEY_ALL);
/** The others have one login in them, and tests/e2e. */
const telling = [undefined, "simple-jwt-login", "application-passwords"];

await testPages("servers", (server) => all || telling.includes(server));
