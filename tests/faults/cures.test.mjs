// The lines that hints quote, applied to WordPress behind a real Apache, nginx and PHP.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, afterEach, before, describe, it } from "node:test";
import { createClient } from "../../pkg/index.js";
import { root } from "../../scripts/setup/shell.mjs";
import { findWebServers } from "../../scripts/setup/web-servers.mjs";
import { credentials } from "../support/app.mjs";
import { REWRITES, startHost } from "../support/host/host.mjs";
import { cures } from "./cures.mjs";

const tools = findWebServers();
const skip = !tools && "there is no Apache, nginx and PHP, and apt has none here";
const FRONTEND = "https://app.example.com";

let host;
before(async () => {
  if (!tools) return;
  host = await startHost(tools);
  host.put(".htpasswd", `staging:{SHA}${createHash("sha1").update("secret").digest("base64")}\n`);
});
after(() => host?.stop());
afterEach(() => host?.put(MUST_USE, "<?php\n"));

const MUST_USE = "wp-content/mu-plugins/99-cure.php";
const mustUse = (php) => host.put(MUST_USE, php);
const htaccess = (text) => host.put(".htaccess", text);

/** What an app learns that logs in and asks who it is. */
async function use() {
  const wp = createClient({ site: host.url, plugin: "jwt-authentication-for-wp-rest-api" });
  try {
    await wp.login(credentials("editor"));
    const me = await wp.json("/wp/v2/users/me").catch((error) => error);
    if (me.name === "Edith Editor") return "ok";
    const { code } = await wp.validate().catch((error) => error);
    return code;
  } finally {
    wp.close();
  }
}

/** A request as a browser makes it, and what matters of the response. */
async function ask(path, method = "GET") {
  const headers = { origin: FRONTEND, accept: "application/json" };
  const response = await fetch(host.url + path, { method, headers, redirect: "manual" });
  const text = await response.text();
  const header = (name) => response.headers.get(`access-control-${name}`);
  return {
    status: response.status,
    mayRead: header("allow-origin") === FRONTEND,
    allowOrigin: header("allow-origin"),
    allowHeaders: header("allow-headers") ?? "",
    isJson: text.startsWith("{"),
  };
}

for (const php of ["FPM", "CGI"]) {
  describe(`Apache with PHP by ${php}`, { skip }, () => {
    before(async () => {
      htaccess(REWRITES);
      await host.serve("Apache", { php });
    });

    it("drops the Authorization header", async () => {
      assert.equal(await use(), "authorization_stripped");
    });

    it("passes it with SetEnvIf in .htaccess", async () => {
      htaccess(`${cures.setEnvIf}\n${REWRITES}`);
      assert.equal(await use(), "ok");
    });

    it("passes it with the rule that WordPress writes since 5.6", async () => {
      htaccess(REWRITES.replace("RewriteBase", `${cures.rewriteRule}\nRewriteBase`));
      assert.equal(await use(), "ok");
    });

    // The script of a CGI lies in another folder, with a configuration of its own.
    const helps = php === "FPM";
    it(`${helps ? "passes" : "still drops"} it with CGIPassAuth in .htaccess`, async () => {
      htaccess(`${cures.passAuth}\n${REWRITES}`);
      assert.equal(await use(), helps ? "ok" : "authorization_stripped");
    });
  });
}

describe("Apache in front of WordPress", { skip }, () => {
  before(() => host.serve("Apache"));

  it("finds no REST API below /wp-json/ without the WordPress block", async () => {
    htaccess("");
    assert.equal((await ask("/wp-json/")).status, 404);
    assert.ok((await ask("/?rest_route=/")).mayRead);
    htaccess(REWRITES);
    assert.ok((await ask("/wp-json/")).mayRead);
  });

  it("lets the REST API past a password", async () => {
    const gate = `AuthType Basic
AuthName Staging
AuthUserFile ${host.root}/.htpasswd
Require valid-user`;
    htaccess(`${gate}\n${REWRITES}`);
    assert.equal((await ask("/wp-json/")).status, 401);
    htaccess(`${gate}\n${cures.gateApache}\n${REWRITES}`);
    assert.ok((await ask("/wp-json/")).mayRead);
    assert.ok((await ask("/?rest_route=/")).mayRead);
    assert.equal((await ask("/")).status, 401, "the rest stays behind it");
  });

  it("leaves the REST API out of a rule that adds a slash", async () => {
    // As the pages about trailing slashes give it: files keep their address.
    const rule = `RewriteCond %{REQUEST_FILENAME} !-f
RewriteCond %{REQUEST_URI} !/$
RewriteRule ^(.*)$ /$1/ [R=301,L]`;
    const adding = (...lines) => ["RewriteEngine On", ...lines, rule, REWRITES].join("\n");
    htaccess(adding());
    assert.equal((await ask("/wp-json/wp/v2/posts")).status, 301);
    htaccess(adding(cures.noSlash));
    assert.equal((await ask("/wp-json/wp/v2/posts")).status, 200);
    assert.equal((await ask("/a-page")).status, 301, "other addresses still get it");
    htaccess(REWRITES);
  });

  it("sends allow-origin twice when told to set it", async () => {
    htaccess(`${cures.headerSet} "*"\n${REWRITES}`);
    assert.equal((await ask("/wp-json/")).allowOrigin, `${FRONTEND}, *`);
    htaccess(REWRITES);
    assert.ok((await ask("/wp-json/")).mayRead);
  });
});

describe("nginx with PHP by FPM", { skip }, () => {
  const off = "fastcgi_pass_request_headers off;";

  it("passes the Authorization header by itself", async () => {
    await host.serve("nginx");
    assert.equal(await use(), "ok");
  });

  it("drops it when told to pass no headers, and passes it with fastcgi_param", async () => {
    await host.serve("nginx", { config: off });
    assert.equal(await use(), "authorization_stripped");
    await host.serve("nginx", { config: `${off}\n${cures.fastcgiParam}` });
    assert.equal(await use(), "ok");
  });

  it("keeps users' responses out of its cache", async () => {
    const all = `fastcgi_cache_path ${join(host.root, "cache")} keys_zone=all:1m;`;
    const caches = `fastcgi_cache all;
      fastcgi_cache_key $request_method$request_uri;
      fastcgi_cache_valid 200 1m;
      fastcgi_ignore_headers Cache-Control Expires Set-Cookie Vary;`;
    // What a user of their own posts gets, and an anonymous request after it.
    const leaks = async () => {
      const wp = createClient({ site: host.url, plugin: "jwt-authentication-for-wp-rest-api" });
      await wp.login(credentials("editor"));
      const route = `/wp/v2/users/me?once=${Math.random()}`;
      await wp.json(route);
      const { status } = await wp.fetch(route, { auth: "omit" });
      wp.close();
      return status === 200;
    };
    await host.serve("nginx", { all, config: caches });
    assert.ok(await leaks());
    await host.serve("nginx", { all, config: `${caches}\n${cures.noUserCache}` });
    assert.ok(!(await leaks()));
  });

  it("finds no REST API below /wp-json/ without try_files", async () => {
    await host.serve("nginx", { fallback: "" });
    assert.equal((await ask("/wp-json/")).status, 404);
    await host.serve("nginx", { fallback: cures.tryFiles });
    assert.ok((await ask("/wp-json/")).mayRead);
  });

  it("lets the REST API past a password", async () => {
    const file = `auth_basic_user_file ${host.root}/.htpasswd;`;
    await host.serve("nginx", { site: `auth_basic "Staging"; ${file}` });
    assert.equal((await ask("/wp-json/")).status, 401);
    await host.serve("nginx", { all: cures.gateMap, site: `${cures.gateNginx} ${file}` });
    assert.ok((await ask("/wp-json/")).mayRead);
    assert.ok((await ask("/?rest_route=/")).mayRead);
    assert.equal((await ask("/")).status, 401, "the rest stays behind it");
  });

  it("shows WordPress's refusal in place of an error page with fastcgi_intercept_errors off", async () => {
    const site = "error_page 404 /own-error.html;";
    const show = async (config) => {
      await host.serve("nginx", { site, config });
      const { status, isJson } = await ask("/wp-json/no/route");
      return { status, isJson };
    };
    assert.deepEqual(await show("fastcgi_intercept_errors on;"), { status: 404, isJson: false });
    assert.deepEqual(await show(cures.noIntercept), { status: 404, isJson: true });
  });

  it("sends allow-origin twice when told to add it", async () => {
    await host.serve("nginx", { config: `${cures.addHeader} *;` });
    assert.equal((await ask("/wp-json/")).allowOrigin, `${FRONTEND}, *`);
  });
});

describe("WordPress and its plugins", { skip }, () => {
  before(() => host.serve("nginx"));

  it("a closed REST API answers preflights with the must-use plugin", async () => {
    const closer = `add_filter( 'rest_authentication_errors', fn( $error ) => $error ?: ( is_user_logged_in() ? $error : new WP_Error( 'rest_cannot_access', 'No', array( 'status' => 401 ) ) ) );`;
    mustUse(`<?php ${closer}`);
    assert.equal((await ask("/wp-json/wp/v2/posts", "OPTIONS")).status, 401);
    mustUse(`${cures.preflight} ${closer}`);
    const { status, mayRead } = await ask("/wp-json/wp/v2/posts", "OPTIONS");
    assert.deepEqual({ status, mayRead }, { status: 200, mayRead: true });
    assert.equal((await ask("/wp-json/wp/v2/posts")).status, 401, "it stays closed");
  });

  it("allows another header with the must-use plugin", async () => {
    assert.doesNotMatch((await ask("/wp-json/", "OPTIONS")).allowHeaders, /X-Shop/);
    mustUse(cures.allowHeader);
    assert.match((await ask("/wp-json/", "OPTIONS")).allowHeaders, /Authorization.*, X-Shop/);
  });

  it("lets a plugin's answers be read that end PHP, and every other's still", async () => {
    const dies = "add_action( 'rest_api_init', fn() => wp_send_json( array( 'x' => 1 ) ) );";
    mustUse(`<?php ${dies}`);
    assert.equal((await ask("/wp-json/")).mayRead, false);
    mustUse(`${cures.early} ${dies}`);
    assert.ok((await ask("/wp-json/")).mayRead);
    mustUse(cures.early);
    assert.ok((await ask("/wp-json/")).mayRead);
  });

  it("says nothing before JSON with display_errors off at the top of wp-config.php", async () => {
    const config = readFileSync(join(host.root, "wp-config.php"), "utf8");
    const settings = "require_once ABSPATH . 'wp-settings.php'";
    const noisy = config.replace(settings, `define( 'DB_NAME', 'twice' );\n${settings}`);
    const write = async (text) => {
      host.put("wp-config.php", text);
      return ask("/wp-json/");
    };
    assert.equal((await write(noisy)).isJson, false);
    // The usual advice runs too late, and never for JSON responses.
    const advised = "define( 'WP_DEBUG_DISPLAY', false );";
    assert.equal((await write(noisy.replace("<?php", `<?php ${advised}`))).isJson, false);
    assert.ok((await write(noisy.replace("<?php", `<?php ${cures.quiet}`))).isJson);
    await write(config);
  });

  it("names the line that crashes in wp-content/debug.log", async () => {
    const config = readFileSync(join(host.root, "wp-config.php"), "utf8");
    mustUse("<?php add_action( 'rest_api_init', fn() => crash_here() );");
    assert.equal((await ask("/wp-json/")).status, 500);
    const log = join(host.root, "wp-content/debug.log");
    assert.ok(!existsSync(log));
    host.put("wp-config.php", config.replace("<?php", `<?php ${cures.debugLog}`));
    await ask("/wp-json/");
    assert.match(readFileSync(log, "utf8"), /crash_here\(\) in .*99-cure\.php:1/);
    host.put("wp-config.php", config);
    host.remove("wp-content/debug.log");
  });

  it("lets tokens live for a day with one line", async () => {
    const life = async () => {
      const wp = createClient({ site: host.url, plugin: "jwt-authentication-for-wp-rest-api" });
      await wp.login(credentials("editor"));
      const { exp, iat } = wp.claims();
      wp.close();
      return exp - iat;
    };
    assert.equal(await life(), 7 * 86_400);
    mustUse(`<?php ${cures.shortLife}`);
    assert.equal(await life(), 86_400);
  });

  it("answers again without .maintenance", async () => {
    host.put(".maintenance", "<?php $upgrading = time();");
    const { status, mayRead } = await ask("/wp-json/");
    assert.deepEqual({ status, mayRead }, { status: 503, mayRead: false });
    host.remove(".maintenance");
    assert.ok((await ask("/wp-json/")).mayRead);
  });
});

it("every line of a server's configuration or of PHP that a hint quotes is one of these", () => {
  const files = ["src/core/hint.rs", "src/core/doctor/cure.rs", "src/core/doctor/plugin.rs"];
  const applied = [...Object.values(cures), ...REWRITES.trim().split("\n"), "Require valid-user"];
  for (const file of files.filter((name) => existsSync(join(root, name)))) {
    for (const text of literals(readFileSync(join(root, file), "utf8"))) {
      for (const [, line] of text.matchAll(/`([^`]+)`/g)) {
        if (!quoted.test(line) || isConstant(line)) continue;
        assert.ok(
          applied.some((cure) => cure.startsWith(line)),
          `${file} quotes a line that nobody has tried: ${line}`,
        );
      }
    }
  }
});

/** How such lines begin. */
const quoted =
  /^(SetEnv|Rewrite|CGI|Require|Header|Auth|fastcgi_|location|map|auth_|add_header|try_files|<\?php|define|ini_set)/;

/** The secret of a plugin is set in every fixture: the plugin does not respond without it. */
const isConstant = (line) => /^define\('\w+_SECRET_KEY'/.test(line);

/** The texts of a Rust file. */
function literals(source) {
  return [...source.matchAll(/"((?:[^"\\]|\\[\s\S])*)"/g)].map(([, text]) =>
    text.replace(/\\\n\s*/g, "").replace(/\\(.)/g, "$1"),
  );
}
