// Each test fails because of a find in notes/attack11.md.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createHmac, generateKeyPairSync, randomBytes } from "node:crypto";
import { createServer } from "node:http";
import { describe, it } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { createClient, verify } from "presskey";
import { createBackend } from "presskey/server";
import { createTestSite } from "presskey/testing";

const origin = "https://app.example.com";
const secret = "a secret of at least 32 characters";
const plugin = "simple-jwt-login";
const as = ({ username, password }) => ({ username, password });
const base64url = (text) => Buffer.from(text).toString("base64url");
const jwt =
  "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U";

class Storage {
  #kept = new Map();
  getItem = (key) => this.#kept.get(key) ?? null;
  setItem = (key, value) => void this.#kept.set(key, String(value));
  removeItem = (key) => void this.#kept.delete(key);
}

/** What a page needs of a browser. */
function becomePage() {
  globalThis.location = new URL(`${origin}/`);
  globalThis.document = { addEventListener() {}, removeEventListener() {}, readyState: "complete" };
  globalThis.window = globalThis;
  globalThis.localStorage = new Storage();
  globalThis.sessionStorage = new Storage();
}

function noPage() {
  for (const name of ["location", "document", "window", "localStorage", "sessionStorage"])
    delete globalThis[name];
}

function backendOf(given = plugin) {
  const site = createTestSite({ plugin: given });
  const fetch = (input, init) => site.answer(new Request(input, init));
  return { site, backend: createBackend({ site: site.site, plugin: given, secret, fetch }) };
}

describe("via", () => {
  async function visitor() {
    becomePage();
    const { site, backend } = backendOf();
    const jar = new Map();
    const keep = (lines) => {
      for (const line of lines) {
        const [, name, value] = /^([^=]*)=([^;]*)/.exec(line);
        if (value) jar.set(name, value);
        else jar.delete(name);
      }
    };
    const cookie = () => [...jar].map((pair) => pair.join("=")).join("; ");
    const request = () => new Request(origin, { headers: { cookie: cookie() } });
    const tab = (before = async () => {}) =>
      createClient({
        via: "/api/presskey",
        async fetch(input, init) {
          const url = new URL(input, origin);
          await before(url.pathname, init);
          const headers = new Headers(init.headers);
          headers.set("Sec-Fetch-Site", "same-origin");
          if (init.credentials !== "omit") headers.set("Cookie", cookie());
          const response = await backend.handle(new Request(url, { ...init, headers }));
          if (init.credentials !== "omit") keep(response.headers.getSetCookie());
          return response;
        },
      });
    const logInElsewhere = async (user) => {
      const server = await backend.client(request());
      await server.login(as(user));
      keep(server.headers().getSetCookie());
    };
    const who = async () => (await backend.client(request())).session.user?.username;
    return { users: site.users, tab, logInElsewhere, who };
  }

  it("1: a logout does not end the session of a user whom the page does not show", async () => {
    const { users, tab, logInElsewhere, who } = await visitor();
    const wp = tab();
    await wp.login(as(users[0]));
    await logInElsewhere(users[1]);
    await wp.logout({ everywhere: true }).catch(() => {});
    wp.close();
    assert.equal(await who(), users[1].username);
  });

  it("1: validate() says nothing of another user's token", async () => {
    const { users, tab, logInElsewhere } = await visitor();
    const wp = tab();
    await wp.login(as(users[0]));
    await logInElsewhere(users[1]);
    const answer = await wp.validate().catch(({ code }) => code);
    wp.close();
    assert.notEqual(answer, true);
  });

  it("2: an unconfirmed logout is not repeated for the next user", async () => {
    const { users, tab, logInElsewhere, who } = await visitor();
    const first = tab(async (path) => {
      if (path.endsWith("/logout")) throw new TypeError("offline");
    });
    await first.login(as(users[0]));
    await first.logout({ everywhere: true });
    first.close();
    await logInElsewhere(users[1]);
    const second = tab();
    await second.ready();
    second.close();
    assert.equal(await who(), users[1].username);
  });
});

describe("3: verify()", () => {
  const { publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const pem = publicKey.export({ format: "pem", type: "spki" });
  const hex = (text, prefix = "0x") =>
    [...Buffer.from(text)].map((byte) => prefix + byte.toString(16).padStart(2, "0"));
  const der = generateKeyPairSync("rsa", { modulusLength: 2048 }).publicKey.export({
    format: "der",
    type: "pkcs1",
  });
  const point = publicKey.export({ format: "der", type: "spki" }).subarray(-65);
  const pgp = (algorithm, oid, point) => {
    const bits = Buffer.from([point.length >> 5, (point.length * 8 - 5) & 255]);
    const body = Buffer.concat([
      Buffer.from([4, 1, 2, 3, 4, algorithm, oid.length / 2]),
      Buffer.from(oid, "hex"),
      bits,
      point,
    ]);
    return Buffer.concat([Buffer.from([0x98, body.length]), body]);
  };
  for (const [name, key] of Object.entries({
    "a PEM as a list of hex bytes": hex(pem).join(", "),
    "a JWK as a list of hex bytes": hex(JSON.stringify(publicKey.export({ format: "jwk" }))).join(),
    "PKCS#1 in escapes": hex(der, "\\x").join(""),
    "OpenPGP, ECDSA": pgp(19, "2a8648ce3d030107", point),
    "OpenPGP, Ed25519": pgp(
      22,
      "2b06010401da470f01",
      Buffer.concat([Buffer.from([0x40]), randomBytes(32)]),
    ),
    "a JWK of ML-DSA": JSON.stringify({
      kty: "AKP",
      alg: "ML-DSA-44",
      pub: randomBytes(1312).toString("base64url"),
    }),
  })) {
    it(`takes no public key for a secret: ${name}`, async () => {
      const signed = `${base64url('{"alg":"HS256"}')}.${base64url('{"sub":"1"}')}`;
      const signature = createHmac("sha256", key).update(signed).digest("base64url");
      const given = typeof key === "string" ? key : new Uint8Array(key);
      const verified = verify(`${signed}.${signature}`, given, { algorithms: ["HS256"] });
      await assert.rejects(verified, { code: "invalid_option" });
    });
  }
});

describe("redaction", () => {
  async function errorOf(message, password) {
    const site = createTestSite();
    const [user] = site.users;
    let broken = false;
    const refused = () => Response.json({ code: "x", message, data: { status: 403 } }, { status: 403 });
    const wp = createClient({
      site: site.site,
      plugin: "jwt-authentication-for-wp-rest-api",
      storage: "memory",
      fetch: (input, init) =>
        broken && /posts|v1\/token$/.test(decodeURIComponent(String(input)))
          ? refused()
          : site.fetch(input, init),
    });
    if (password) {
      broken = true;
      return wp.login({ username: "anna", password }).catch((error) => error);
    }
    await wp.login(as(user));
    broken = true;
    return wp.json("/wp/v2/posts").catch((error) => error);
  }

  for (const [name, broken] of Object.entries({
    entities: jwt.replaceAll("e", "&#101;"),
    "zero width spaces": jwt.replaceAll("e", "e\u200b"),
  })) {
    it(`4: a token in ${name} is not shown`, async () => {
      const { message, serverMessage } = await errorOf(`Bad ${broken}`);
      assert.ok(!`${message} ${serverMessage}`.includes(jwt), message);
    });
  }

  it("5: a password next to a hyphen is not shown", async () => {
    const { message, serverMessage } = await errorOf("No anna-correcthorse", "correcthorse");
    assert.ok(!`${message} ${serverMessage}`.includes("correcthorse"), message);
  });

  for (const [name, respond] of Object.entries({
    "the path of a redirect": () =>
      new Response(null, { status: 302, headers: { location: `https://other.example/${jwt}/x` } }),
    "a code": () => Response.json({ code: jwt, message: "x", data: { status: 403 } }, { status: 403 }),
  })) {
    it(`11: diagnose() leaves a token out of ${name}`, async () => {
      const wp = createClient({ site: "https://a.example", storage: "memory", fetch: async () => respond() });
      const text = JSON.stringify(await wp.diagnose());
      wp.close();
      assert.ok(!text.includes(jwt), text.slice(0, 600));
    });
  }
});

it("6: addresses of OAuth 1.0a stay below the site's path", async () => {
  for (const path of ["/blog/..;/evil/request", "/blog/%252e%252e/evil", "/blog/..%252fevil"]) {
    becomePage();
    location.assign = () => {};
    const asked = [];
    const wp = createClient({
      site: "https://host.example/blog",
      plugin: "oauth1",
      async fetch(input) {
        asked.push(String(input));
        if (/evil/.test(input)) return new Response("oauth_token=t&oauth_token_secret=s");
        const address = `https://host.example${path}`;
        const oauth1 = { request: address, authorize: "https://host.example/blog/a", access: address };
        const home = "https://host.example/blog";
        return Response.json({ name: "x", home, url: home, namespaces: [], authentication: { oauth1 } });
      },
    });
    wp.login({ consumerKey: "k", consumerSecret: "s" }).catch(() => {});
    await pause(300);
    wp.close();
    assert.ok(!asked.some((url) => url.includes("evil")), path);
  }
  noPage();
});

it("7: the files of `presskey postman` name no address that a redirect led to", async () => {
  const listen = (answer) =>
    new Promise((resolve) => {
      const server = createServer(answer).listen(0, "127.0.0.1", () => resolve(server));
    });
  const addressOf = (server) => `http://127.0.0.1:${server.address().port}`;
  const index = (response, url) =>
    response.writeHead(200, { "content-type": "application/json" }).end(
      JSON.stringify({
        ...{ name: "x", url, home: url, authentication: {} },
        namespaces: ["wp/v2", "jwt-auth/v1"],
        routes: { "/wp/v2/posts": { methods: ["GET"], endpoints: [{ methods: ["GET"], args: {} }] } },
      }),
    );
  const other = await listen((_, response) => index(response, addressOf(other)));
  const site = await listen((request, response) => {
    if (!request.url.includes("context=help")) return index(response, addressOf(site));
    response.writeHead(302, { location: `${addressOf(other)}/wp-json/?context=help` }).end();
  });
  const command = fileURLToPath(new URL("../../pkg/bin/presskey.js", import.meta.url));
  const id = "jwt-authentication-for-wp-rest-api";
  const args = [command, "postman", addressOf(site), "--plugin", id];
  try {
    for (const more of [[], ["--openapi"]]) {
      const text = await new Promise((resolve) => {
        execFile(process.execPath, [...args, ...more], (_, stdout) => resolve(stdout));
      });
      assert.ok(!text.includes(addressOf(other)), `${more}`);
    }
  } finally {
    site.close();
    other.close();
  }
});

it("8: a login takes no time out of proportion to its length", async () => {
  noPage();
  const { backend } = backendOf("jwt-authentication-for-wp-rest-api");
  const login = async (length) => {
    const body = JSON.stringify({ username: "-".repeat(length), password: `${"-".repeat(length)}q` });
    const headers = { "content-type": "application/json", "sec-fetch-site": "same-origin" };
    const begun = performance.now();
    await backend.handle(
      new Request(`${origin}/api/presskey/login`, { method: "POST", headers, body }),
    );
    return performance.now() - begun;
  };
  await login(1);
  assert.ok((await login(2000)) < 500);
});

it("9: a Cookie header takes no quadratic time", async () => {
  const { backend } = backendOf();
  const look = async (length) => {
    const headers = { cookie: `a=b${" \t".repeat(length / 2)}b` };
    const begun = performance.now();
    await backend.handle(new Request(`${origin}/api/presskey/session`, { headers }));
    return performance.now() - begun;
  };
  await look(2);
  assert.ok((await look(32_000)) < 300);
});

describe("10: a tab that has not heard of another login", () => {
  async function tabs() {
    becomePage();
    const site = createTestSite({ plugin: "jwt-authentication-for-wp-rest-api", edition: "pro" });
    const sent = [];
    const fetch = (input, init) => {
      const [, claims] = new Headers(init?.headers).get("authorization")?.split(".") ?? [];
      const user = claims && JSON.parse(Buffer.from(claims, "base64url")).data.user.id;
      if (init?.method === "POST") sent.push(Number(user));
      return site.fetch(input, init);
    };
    const create = () =>
      createClient({ site: site.site, plugin: "jwt-authentication-for-wp-rest-api", storage: "local", fetch });
    const [a, b] = [create(), create()];
    await a.login(as(site.users[0]));
    await pause(50);
    await b.login(as(site.users[1]));
    assert.equal(a.session.user.username, site.users[0].username);
    sent.length = 0;
    return { a, b, sent };
  }

  it("writes nothing as the other user", async () => {
    const { a, b, sent } = await tabs();
    await a.fetch("/wp/v2/posts", { method: "POST", json: { title: "x" } }).catch(() => {});
    a.close();
    b.close();
    assert.deepEqual(sent.filter((user) => user === 2), []);
  });

  it("revokes no token of the other user", async () => {
    const { a, b, sent } = await tabs();
    await a.logout({ everywhere: true });
    a.close();
    b.close();
    assert.deepEqual(sent.filter((user) => user === 2), []);
  });
});

describe("createBackend", () => {
  async function passedOn(path, init) {
    const sent = [];
    const index = { name: "x", url: "https://wp.example", home: "https://wp.example" };
    const backend = createBackend({
      site: "https://wp.example",
      plugin: "jwt-authentication-for-wp-rest-api",
      secret,
      allow: ({ route }) => !route.startsWith("/wp/v2/users") && route !== "/wp/v2/settings",
      async fetch(input) {
        sent.push(String(input));
        return Response.json({ ...index, namespaces: ["wp/v2"], authentication: {}, routes: {} });
      },
    });
    const headers = { "sec-fetch-site": "same-origin" };
    const url = `${origin}/api/presskey/rest${path}`;
    await backend.handle(new Request(url, { headers, ...init }));
    return sent.filter((each) => each.toLowerCase().includes(path.toLowerCase()));
  }

  for (const path of ["/WP/v2/users/me", "/wp/v2/settings/"]) {
    it(`14: \`allow\` refuses ${path} as WordPress reads it`, async () => {
      assert.deepEqual(await passedOn(path), []);
    });
  }

  it("15: a list of requests in a PUT without a type is refused", async () => {
    const body = new TextEncoder().encode("requests[0][path]=/wp/v2/users");
    assert.deepEqual(await passedOn("/my/v1/many", { method: "PUT", body }), []);
  });
});
