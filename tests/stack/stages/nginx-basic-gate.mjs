// A staging site behind a password of the web server.
import { createHash } from "node:crypto";

export default {
  name: "HTTP Basic in front of a staging site",
  start({ host }) {
    const password = createHash("sha1").update("secret").digest("base64");
    host.put(".htpasswd", `staging:{SHA}${password}\n`);
    const gate = `auth_basic "Staging"; auth_basic_user_file ${host.root}/.htpasswd;`;
    return host.serve("nginx", { site: gate });
  },
  says: { "*": "malformed_response|http_error|rest_closed" },
};
