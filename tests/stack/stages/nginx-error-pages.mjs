// nginx replaces the body of every refusal by its own page.
import assert from "node:assert/strict";
import { createClient } from "presskey";

export default {
  name: "nginx replaces refusals by its own error pages",
  start: ({ host }) =>
    host.serve("nginx", {
      site: "client_max_body_size 64m; error_page 401 403 404 /own-error.html;",
      config: "fastcgi_intercept_errors on;",
    }),
  // Nothing is refused; the doctor's probes are, and must not be misread.
  async more({ url }) {
    const wp = createClient({ site: url, storage: "memory" });
    const wrong = wp.login({ username: "editor", password: "a wrong one" });
    await assert.rejects(wrong, ({ code, hint = "" }) => {
      assert.notEqual(code, "plugin_missing");
      assert.doesNotMatch(hint, /nstall/);
      return true;
    });
  },
};
