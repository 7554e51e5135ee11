// Apache runs PHP as a CGI, and keeps the Authorization header to itself.
import assert from "node:assert/strict";
import { REWRITES } from "../../support/host/host.mjs";
import { visit } from "../visit.mjs";

const STRIPPED = ["authorization_stripped", /SetEnvIf Authorization/];

/** @param {() => object} php how Apache runs PHP, as `serve()` takes it */
export const dropsTheHeader = (php) => ({
  async start({ host }) {
    host.put(".htaccess", REWRITES);
    await host.serve("Apache", { php: await php() });
  },
  // Nothing was created that could be edited.
  says: { me: STRIPPED, create: STRIPPED, edit: "http_error", upload: STRIPPED },
  finds: ["authorization fail"],
  // The line that the hint quotes.
  async more({ host, url }) {
    host.put(".htaccess", `SetEnvIf Authorization "(.*)" HTTP_AUTHORIZATION=$1\n${REWRITES}`);
    const { told, findings } = await visit(url);
    const failed = Object.entries(told).filter(([, { code }]) => code !== "ok");
    assert.deepEqual(failed, []);
    assert.deepEqual(
      findings.filter(({ status }) => status === "fail"),
      [],
    );
  },
  end: ({ host }) => host.remove(".htaccess"),
});

export default {
  name: "Apache with PHP as CGI drops the Authorization header",
  ...dropsTheHeader(() => "CGI"),
};
