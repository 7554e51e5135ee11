// Apache with PHP as its module. It hands PHP the parts of a Basic header only; WordPress 5.6 and
// later write a rule for the rest into .htaccess, older sites have none.
import { apachePhp, findApachePhp } from "../../../scripts/setup/apache-php.mjs";
import { dropsTheHeader } from "./apache-cgi.mjs";

export default {
  name: "Apache with mod_php drops the Authorization header",
  all: true,
  ...dropsTheHeader(async () => {
    if (!findApachePhp()) await apachePhp.install();
    return findApachePhp();
  }),
};
