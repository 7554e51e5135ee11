// The embedded WordPress itself: the shapes a site's address comes in (plain permalinks, index.php,
// a subfolder), and stopping.
import assert from "node:assert/strict";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import http from "node:http";
import net from "node:net";
import { join } from "node:path";
import { it } from "node:test";
import { fileURLToPath } from "node:url";
import { zipSync } from "fflate";
import { fetchPlugin } from "../../scripts/wordpress/plugin.mjs";
import { coreFolder } from "../../scripts/wordpress.mjs";
import { decode, start as startOne } from "./harness.mjs";

const start = (options) => startOne({ embedded: true, ...options });

const json = (answer) => answer.headers.get("content-type").startsWith("application/json");

it("plain permalinks: only ?rest_route= answers in JSON", async () => {
  const site = await start({ permalinks: "plain" });
  try {
    const index = await site.call("GET", "/");
    assert.ok(json(index));
    assert.ok(index.body.namespaces.includes("jwt-auth/v1"));
    const pretty = await site.call("GET", "", { path: "/wp-json/" });
    assert.ok(!json(pretty), "the theme answers");
    const { token } = (await site.login()).body;
    assert.equal((await site.me(`Bearer ${token}`)).body.name, "Edith Editor");
  } finally {
    await site.stop();
  }
  // Nothing listens there any more.
  const { port } = new URL(site.url);
  const error = await new Promise((done) => net.connect(port, "127.0.0.1").once("error", done));
  assert.equal(error.code, "ECONNREFUSED");
});

it("index.php permalinks in a subfolder, on a port of choice", async () => {
  const site = await start({ permalinks: "index.php", subfolder: "blog" });
  try {
    assert.match(site.url, /^http:\/\/127\.0\.0\.1:\d+\/blog$/);
    const index = await site.call("GET", "", { path: "/index.php/wp-json/" });
    assert.equal(index.body.home, site.url);
    const plain = await site.call("GET", "", { path: "/?rest_route=/" });
    assert.equal(plain.body.home, site.url);
    const form = { username: "editor", password: site.password("editor") };
    const path = "/index.php/wp-json/jwt-auth/v1/token";
    const { body } = await site.call("POST", "", { path, form });
    assert.equal(decode(body.token).claims.iss, site.url);
    const me = "/index.php/wp-json/wp/v2/users/me";
    const answer = await site.call("GET", "", { path: me, token: `Bearer ${body.token}` });
    assert.equal(answer.status, 200);
    assert.equal(site.log().at(-1).route, "/wp/v2/users/me");

    // A port that is taken is not silently exchanged for another.
    await assert.rejects(start({ port: Number(new URL(site.url).port) }), /EADDRINUSE/);
  } finally {
    await site.stop();
  }
});

for (const [kind, embedded] of [
  ["embedded", true],
  // Where the machine has nginx and PHP; else the same again.
  ["hosted", false],
]) {
  it(`${kind}: has uploads of its own, whatever another one has left behind`, async () => {
    const { folder } = await coreFolder();
    const shared = join(folder, "wp-content/uploads");
    const month = new Date().toISOString().slice(0, 7).replace("-", "/");
    const own = `left-${process.pid}-${kind}`;
    const left = `${own}.txt`;
    mkdirSync(join(shared, month), { recursive: true });
    writeFileSync(join(shared, month, left), "of a test that was killed");
    const site = await start({ embedded });
    try {
      const { token } = (await site.login()).body;
      const path = `/wp-content/uploads/${month}/${left}`;
      assert.notEqual((await site.call("GET", "", { path })).text, "of a test that was killed");
      const response = await fetch(`${site.url}/wp-json/wp/v2/media`, {
        method: "POST",
        headers: {
          Authorization: `Bearer ${token}`,
          "Content-Type": "text/plain",
          "Content-Disposition": `attachment; filename="${left}"`,
        },
        body: "of this test",
      });
      assert.equal((await response.json()).source_url, site.url + path);
      assert.equal((await site.call("GET", "", { path })).text, "of this test");
      const there = readdirSync(join(shared, month)).filter((name) => name.startsWith(own));
      assert.deepEqual(there, [left]);
      assert.equal(readFileSync(join(shared, month, left), "utf8"), "of a test that was killed");
    } finally {
      await site.stop();
      rmSync(join(shared, month, left));
    }
  });
}

async function serve(answer) {
  const server = http.createServer(answer).listen(0, "127.0.0.1");
  await new Promise((done) => server.once("listening", done));
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { url: `http://127.0.0.1:${server.address().port}/plugin.zip`, close };
}

it("takes a plugin from an archive on the network", async () => {
  // The fixture again, packed as the plugin directory packs its plugins.
  const folder = fileURLToPath(
    new URL("./plugins/jwt-authentication-for-wp-rest-api", import.meta.url),
  );
  const files = readdirSync(folder, { recursive: true }).filter((name) => name.endsWith(".php"));
  const zip = zipSync(
    Object.fromEntries(files.map((name) => [`slug/${name}`, readFileSync(join(folder, name))])),
  );
  const directory = await serve((_, response) => response.end(zip));
  const site = await start({ plugin: undefined, mode: "real", online: directory.url });
  try {
    assert.equal(site.plugin, "wordpress.org");
    assert.equal((await site.login()).status, 200);
  } finally {
    await site.stop();
    directory.close();
  }
});

it("gives the network three seconds, then goes on without", async () => {
  const silent = await serve(() => {});
  const before = Date.now();
  const said = [];
  assert.equal(await fetchPlugin("unused", silent.url, (line) => said.push(line)), false);
  silent.close();
  assert.ok(Date.now() - before < 3500);
  assert.match(said[0], /out of reach: no answer in 3 s/);
  const broken = await serve((_, response) => response.end("<html>a captive portal</html>"));
  assert.equal(await fetchPlugin("unused", broken.url), false);
  broken.close();
});
