// The lines that hints quote, applied to a real Apache, nginx and PHP: they must cure.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { createClient } from "../../pkg/index.js";
import { findWebServers } from "../../scripts/setup/web-servers.mjs";
import { credentials } from "../support/app.mjs";
import { REWRITES, startHost } from "./servers/host.mjs";

const tools = findWebServers();
const skip = !tools && "there is no Apache, nginx and PHP, and apt has none here";

let host;
before(async () => {
  if (tools) host = await startHost(tools);
});
after(() => host?.stop());

/** What an app is told that logs in and asks who it is. */
async function use() {
  const wp = createClient({ site: host.url, plugin: "jwt-authentication-for-wp-rest-api" });
  try {
    await wp.login(credentials("editor"));
    const me = await wp.json("/wp/v2/users/me").catch((error) => error);
    if (me.name === "Edith Editor") return { code: "ok" };
    return await wp.validate().catch((error) => error);
  } finally {
    wp.close();
  }
}

const lines = (hint) => [...hint.matchAll(/`([^`]+)`/g)].map(([, line]) => line);

for (const php of ["FPM", "CGI"]) {
  describe(`Apache with PHP by ${php}`, { skip }, () => {
    before(async () => {
      host.put(".htaccess", REWRITES);
      await host.serve("Apache", { php });
    });

    const withHtaccess = async (text) => {
      host.put(".htaccess", text);
      const { code } = await use();
      host.put(".htaccess", REWRITES);
      return code;
    };

    it("drops the header, and the hint says what to do", async () => {
      const { code, hint } = await use();
      assert.equal(code, "authorization_stripped");
      assert.ok(lines(hint).includes(cures.setEnvIf));
      assert.ok(lines(hint).includes(cures.passAuth));
    });

    it("SetEnvIf in .htaccess cures it", async () => {
      assert.equal(await withHtaccess(`${cures.setEnvIf}\n${REWRITES}`), "ok");
    });

    it("the rewrite rule of WordPress 5.6 cures it", async () => {
      const block = REWRITES.replace("RewriteBase", `${cures.rewriteRule}\nRewriteBase`);
      assert.equal(await withHtaccess(block), "ok");
    });

    // The script of a CGI lies in another folder, with a configuration of its own.
    it(`CGIPassAuth in .htaccess ${php === "FPM" ? "cures" : "does not cure"} it`, async () => {
      const told = await withHtaccess(`${cures.passAuth}\n${REWRITES}`);
      assert.equal(told, php === "FPM" ? "ok" : "authorization_stripped");
    });
  });
}

describe("nginx with PHP by FPM", { skip }, () => {
  const on = async (config) => {
    await host.serve("nginx", { config });
    return use();
  };
  const off = "fastcgi_pass_request_headers off;";

  it("passes the header by itself", async () => {
    assert.equal((await on("")).code, "ok");
  });

  it("drops it when told to pass no headers, and the hint says what to do", async () => {
    const { code, hint } = await on(off);
    assert.equal(code, "authorization_stripped");
    assert.ok(lines(hint).includes(cures.fastcgiParam));
  });

  it("fastcgi_param cures it", async () => {
    assert.equal((await on(`${off}\n${cures.fastcgiParam}`)).code, "ok");
  });
});

/** As the hints quote them. */
const cures = {
  setEnvIf: 'SetEnvIf Authorization "(.*)" HTTP_AUTHORIZATION=$1',
  rewriteRule: "RewriteRule .* - [E=HTTP_AUTHORIZATION:%{HTTP:Authorization}]",
  passAuth: "CGIPassAuth On",
  fastcgiParam: "fastcgi_param HTTP_AUTHORIZATION $http_authorization;",
};
