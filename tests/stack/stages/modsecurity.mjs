// nginx with ModSecurity and OWASP's core rules, as they come: they refuse PUT, and markup in posts.
import assert from "node:assert/strict";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createClient } from "presskey";
import { credentials } from "../../support/app.mjs";

export default {
  name: "ModSecurity with OWASP's core rules",
  edge: true,
  start({ host, folder, edge }) {
    const rules = join(folder, "modsecurity");
    mkdirSync(rules, { recursive: true });
    const list = readdirSync(join(edge.rules, "rules")).filter((name) => name.endsWith(".conf"));
    writeFileSync(
      join(rules, "main.conf"),
      `SecRuleEngine On
SecRequestBodyAccess On
SecRequestBodyLimit 13107200
SecDefaultAction "phase:1,log,auditlog,pass"
SecDefaultAction "phase:2,log,auditlog,pass"
SecRule REQUEST_HEADERS:Content-Type "^application/json" "id:200001,phase:1,t:none,t:lowercase,pass,nolog,ctl:requestBodyProcessor=JSON"
SecAction "id:900990,phase:1,nolog,pass,t:none,setvar:tx.crs_setup_version=334"
${list.map((name) => `Include ${join(edge.rules, "rules", name)}`).join("\n")}
`,
    );
    return host.serve("nginx", {
      load: `load_module ${edge.modsecurity};`,
      env: edge.env,
      site: `client_max_body_size 64m; modsecurity on; modsecurity_rules_file ${rules}/main.conf;`,
    });
  },
  // What hints and pages advise: PUT as a POST.
  async more({ url }) {
    const wp = createClient({ site: url, storage: "memory" });
    await wp.login(credentials("editor"));
    const { id } = await wp.json("/wp/v2/posts", { method: "POST", json: { title: "A draft" } });
    const change = { method: "PUT", json: { title: "Changed" } };
    const changed = await wp.json(`/wp/v2/posts/${id}`, { ...change, methodOverride: true });
    assert.equal(changed.title.raw, "Changed");
    await assert.rejects(wp.json(`/wp/v2/posts/${id}`, change), { status: 403 });
  },
  says: {
    login: "ok",
    create: ["malformed_response|forbidden|http_error", /firewall/i],
    edit: "malformed_response|forbidden|http_error",
    upload: "ok|malformed_response",
  },
};
