// `npx presskey postman`: the routes of a real WordPress as a Postman collection and as OpenAPI, held
// against the published schemas.
import assert from "node:assert/strict";
import { once } from "node:events";
import { readFile, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import validator from "@har-sdk/validator";
import { execa } from "execa";
import { temporaryDirectory } from "tempy";
import { jsonSchema } from "../../pkg/bin/lib/json-schema.js";
import { openApi } from "../../pkg/bin/lib/openapi.js";
import { postmanCollection } from "../../pkg/bin/lib/postman-collection.js";
import { rehearse } from "../../pkg/bin/lib/rehearse.js";
import { nameOf, partsOf } from "../../pkg/bin/lib/routes.js";
import { users } from "../../scripts/wordpress/users.mjs";
import { startMock } from "../support/mock-wordpress.mjs";
import { project } from "../support/tarball.mjs";
import { startWordPress } from "../support/wordpress.mjs";
import { presskey } from "./run.mjs";

const { OASValidator, PostmanValidator } = validator;
const { username, password } = users.find(({ username }) => username === "editor");
const env = { PRESSKEY_USERNAME: username, PRESSKEY_PASSWORD: password };
const all = Boolean(process.env.PRESSKEY_ALL);

const folder = temporaryDirectory();
after(() => rm(folder, { recursive: true, force: true }));

/** All requests of a collection, whatever folder they are in. */
const requestsIn = ({ item }) => item.flatMap((one) => (one.item ? requestsIn(one) : [one]));

async function write(site, ...args) {
  const { exitCode, stdout, stderr } = await presskey(["postman", site.url, ...args]);
  assert.equal(exitCode, 0, stderr);
  return JSON.parse(stdout);
}

describe("a real WordPress", () => {
  let site;
  let collection;
  let document;
  before(async () => {
    site = await startWordPress();
    site.setOptions({ books: true });
    collection = await write(site);
    document = await write(site, "--openapi");
  });
  after(() => site?.stop());

  it("becomes a collection that the published schema accepts", async () => {
    assert.deepEqual(await new PostmanValidator().verify(collection), []);
    assert.match(collection.info.schema, /\/v2\.1\.0\//);
    const names = requestsIn(collection).map(({ name, request }) => `${request.method} ${name}`);
    for (const name of ["POST Log in", "GET /wp/v2/posts/{id}", "POST /wp/v2/book"]) {
      assert.ok(names.includes(name), name);
    }
    assert.ok(names.length > 150);
  });

  it("becomes an OpenAPI document that the published schema accepts", async () => {
    assert.deepEqual(await new OASValidator().verify(document), []);
    const post = document.paths["/wp/v2/posts/{id}"];
    assert.deepEqual(Object.keys(post), ["get", "post", "put", "patch", "delete"]);
    assert.deepEqual(post.get.parameters[0].schema, {
      type: "integer",
      description: "Unique identifier for the post.",
    });
    const { schema } = post.get.responses[200].content["application/json"];
    assert.deepEqual(schema, { $ref: "#/components/schemas/Post" });
    assert.ok(document.components.schemas.Post.required.includes("title"));
    // Only ever sent.
    assert.equal(document.components.schemas.User.properties.password, undefined);
    const ids = Object.values(document.paths).flatMap((path) =>
      Object.values(path).map(({ operationId }) => operationId),
    );
    assert.equal(new Set(ids).size, ids.length);
  });

  it("both name every route of the site, and neither holds a secret", async () => {
    const index = await (await fetch(`${site.url}/wp-json/`)).json();
    const paths = Object.keys(index.routes).map((route) =>
      partsOf(route)
        ?.map((part) => part.name && `{${part.name}}`)
        .map((name, at) => name ?? partsOf(route)[at])
        .join(""),
    );
    assert.ok(!paths.includes(undefined), "all of WordPress's own routes are understood");
    const inCollection = new Set(requestsIn(collection).map(({ name }) => name));
    for (const path of paths) assert.ok(inCollection.has(path), path);
    assert.ok(Object.keys(document.paths).length >= paths.length - 2);
    const token = (await presskey(["token", site.url], { env })).stdout;
    for (const args of [[], ["--openapi"]]) {
      const { stdout } = await presskey(["postman", site.url, ...args], { env });
      for (const secret of [password, token.split(".")[0]]) assert.ok(!stdout.includes(secret));
    }
  });

  it("--out writes a file, and says how much is in it", async () => {
    const out = join(folder, "collection.json");
    const { exitCode, stdout, stderr } = await presskey(["postman", site.url, "--out", out]);
    assert.deepEqual([exitCode, stdout], [0, ""]);
    assert.match(stderr, /^\d+ requests in /);
    assert.deepEqual(JSON.parse(await readFile(out, "utf8")), collection);
  });

  it("newman logs in with it and makes calls with the token", {
    skip: !all && "in `npm run test:all`",
  }, async () => {
    const one = ({ request }) => request.method === "GET" && !request.url.variable;
    const wanted = requestsIn(collection).filter(
      (item) => item.name === "Log in" || (one(item) && /^\/wp\/v2\/[\w/]*$/.test(item.name)),
    );
    const runs = await newman({ ...collection, item: wanted });
    assert.equal(runs.length, wanted.length);
    const me = runs.find(({ name }) => name === "/wp/v2/users/me");
    assert.equal(JSON.parse(me.body).slug, "editor");
    const asked = wanted.filter((item) =>
      item.request.url.query?.some(({ disabled }) => !disabled),
    );
    const refused = runs.filter(({ code }) => code !== 200).map(({ name, code }) => [name, code]);
    // For administrators, or with a parameter that only a person can think of.
    const allowed = new Set(asked.map(({ name }) => name));
    for (const [name, code] of refused)
      assert.ok(code === 403 || allowed.has(name), `${name} ${code}`);
  });

  it("a client made of the document compiles", {
    skip: !all && "in `npm run test:all`",
  }, async () => {
    const app = await project(join(folder, "client"), {
      "package.json": {
        private: true,
        type: "module",
        dependencies: {
          "openapi-fetch": "^0.17.0",
          "openapi-typescript": "^7.13.0",
          typescript: "~5.9.0",
        },
      },
      "openapi.json": document,
      "tsconfig.json": {
        compilerOptions: {
          strict: true,
          noEmit: true,
          skipLibCheck: false,
          target: "es2022",
          module: "esnext",
          moduleResolution: "bundler",
        },
      },
      "client.ts": `
        import createClient from "openapi-fetch";
        import type { paths } from "./wordpress";
        const { GET, POST } = createClient<paths>({ baseUrl: "https://example.com/wp-json" });
        const one = await GET("/wp/v2/posts/{id}", { params: { path: { id: 1 } } });
        const title: string | undefined = one.data?.title.rendered;
        const list = await GET("/wp/v2/book", { params: { query: { per_page: 2, include: [1] } } });
        const isbn = list.data?.[0]?.isbn?.prefix;
        const made = await POST("/wp/v2/book", { body: { slug: "a", status: "draft" } });
        const id: number | undefined = made.data?.id;
        const why: string | undefined = made.error?.code;
        // @ts-expect-error no such field
        one.data?.nothing;
        // @ts-expect-error no such route
        await GET("/wp/v2/nothing");
        // @ts-expect-error not one of its forms
        await POST("/wp/v2/posts", { body: { status: "stone" } });
      `,
    });
    const bin = (name) => join(app, "node_modules/.bin", name);
    await execa(bin("openapi-typescript"), ["openapi.json", "-o", "wordpress.d.ts"], { cwd: app });
    const { all: told } = await execa(bin("tsc"), ["-p", app], { reject: false, all: true });
    assert.equal(told, "");
  });
});

/** Runs a collection with Postman's own runner; name, status and body of each response. */
async function newman(collection) {
  const app = await project(join(folder, "newman"), {
    "package.json": { private: true, dependencies: { newman: "^6.2.2" } },
    "collection.json": collection,
  });
  const report = join(app, "report.json");
  const variables = { username, password };
  await execa(join(app, "node_modules/.bin/newman"), [
    ...["run", join(app, "collection.json"), "--reporters", "json"],
    ...["--reporter-json-export", report],
    ...Object.entries(variables).flatMap(([name, value]) => ["--env-var", `${name}=${value}`]),
  ]);
  const { run } = JSON.parse(await readFile(report, "utf8"));
  return run.executions.map(({ item, response }) => ({
    name: item.name,
    code: response.code,
    body: Buffer.from(response.stream).toString(),
  }));
}

describe("every server that takes a user name and a password", () => {
  let site;
  before(async () => {
    site = await startMock();
  });
  after(() => site?.stop());

  for (const [plugin, path] of Object.entries({
    "jwt-authentication-for-wp-rest-api": "token",
    "jwt-auth": "data.token",
    "simple-jwt-login": "data.jwt",
    "wp-rest-api-authentication": "jwt_token",
    "wp-graphql-jwt-authentication": "data.login.authToken",
    "wp-user": "token",
    "simple-jwt-authentication": "token",
    "jwt-auth-pro-wp-rest-api": "data.access_token",
    "application-passwords": undefined,
    "basic-auth": undefined,
  })) {
    it(`${plugin}: knows the login without logging in`, async () => {
      site.clearLog();
      const { login, tokenPaths, header } = await rehearse({ site: site.url, plugin });
      assert.equal(tokenPaths[0], path);
      assert.equal(header.scheme, path ? "Bearer" : "Basic");
      assert.equal(header.name, "authorization");
      if (path) {
        assert.equal(login.method, "POST");
        const sent = decodeURIComponent(login.body);
        assert.ok(sent.includes("{{username}}") && sent.includes("{{password}}"), sent);
      } else assert.equal(login, null);
      assert.ok(site.log().every(({ method, token }) => method === "GET" && !token));
      const collection = await write(site, "--plugin", plugin);
      assert.deepEqual(await new PostmanValidator().verify(collection), []);
      assert.equal(collection.auth.type, path ? "bearer" : "basic");
    });
  }

  it("a site without any of them gets its routes, and the reason", async () => {
    site.setOptions({
      answer: ({ route }) =>
        route === "/"
          ? { body: { name: "Bare", home: site.url, namespaces: ["wp/v2"], routes: {} } }
          : undefined,
    });
    const { exitCode, stdout, stderr } = await presskey(["postman", site.url]);
    site.setOptions();
    assert.equal(exitCode, 0);
    assert.equal(requestsIn(JSON.parse(stdout)).length, 1);
    assert.match(stderr, /^Without a login: /);
  });
});

// Holds P1 of SECURITY.md.
it("a site that redirects visitors elsewhere gets no document, whose token would go there", async () => {
  const [site, other] = [await startMock(), await startMock()];
  const neighbour = createServer((request, response) => {
    const leads = request.url.startsWith("/blog/") && request.url.includes("context=help");
    const headers = {
      "content-type": "application/json",
      location: "/blog2/wp-json/?context=help",
    };
    response.writeHead(leads ? 302 : 200, headers);
    response.end(JSON.stringify({ name: "B", namespaces: ["wp/v2"], routes: {} }));
  }).listen(0, "127.0.0.1");
  await once(neighbour, "listening");
  const location = `${other.url}/wp-json/?context=help`;
  site.setOptions({
    answer: ({ route, query }) =>
      route === "/" && query.has("context") ? { status: 302, headers: { location } } : undefined,
  });
  const blog = `http://127.0.0.1:${neighbour.address().port}/blog`;
  for (const args of [[site.url], [site.url, "--openapi"], [blog]]) {
    const { exitCode, stdout, stderr } = await presskey(["postman", ...args]);
    assert.deepEqual([exitCode, stdout], [1, ""]);
    assert.match(stderr, /redirected/);
  }
  neighbour.close();
  await Promise.all([site.stop(), other.stop()]);
});

// Holds P2 of SECURITY.md.
it("a site can't put the password into other requests of the collection", () => {
  const routes = {
    "/wp/v2/comments": {
      endpoints: [
        { methods: ["POST"], args: { content: { required: true, default: "{{{password}}}" } } },
      ],
    },
    "/x/v1/(?P<password>[a-z]+)-(?P<id>\\d+)": { endpoints: [{ methods: ["GET"], args: {} }] },
  };
  for (const root of ["https://e.test/wp-json/", "https://e.test/?rest_route=/"]) {
    const options = { site: "https://e.test/", root, index: { routes }, login: null };
    const written = JSON.stringify(postmanCollection(options).document.item);
    assert.doesNotMatch(written, /\{\{(password|token|username)\}\}/);
    assert.match(written, /\{\{path_password\}\}-\{\{id\}\}/);
  }
});

it("plain permalinks: the route travels in the query", async () => {
  const routes = {
    "/wp/v2/posts/(?P<id>[\\d]+)": {
      namespace: "wp/v2",
      endpoints: [{ methods: ["GET"], args: { id: {}, context: { default: "view" } } }],
    },
  };
  const options = {
    site: "https://e.test/",
    root: "https://e.test/?rest_route=/",
    index: { routes },
    login: null,
  };
  const { document } = postmanCollection(options);
  const [{ request }] = requestsIn(document);
  assert.equal(request.url.raw, "{{baseUrl}}?rest_route=/wp/v2/posts/{{id}}");
  assert.equal(document.variable[0].value, "https://e.test/");
  assert.deepEqual(await new PostmanValidator().verify(document), []);
  assert.equal(openApi(options).document.servers[0].url, "https://e.test/?rest_route=");
});

it("a schema without a title has the name of its route, or none", () => {
  assert.equal(nameOf("wp_block-revision", "/wp/v2/blocks"), "WpBlockRevision");
  assert.equal(nameOf(undefined, "/wp/v2/books/(?P<id>\\d+)"), "Books");
  assert.equal(nameOf({ rendered: "x" }, "/wp/v2/books"), "Books");
  assert.equal(nameOf(undefined, "/(?P<slug>\\w+)"), "Item");
});

it("a route's regular expression becomes a path, or is left out where it is more than that", () => {
  const name = (route) =>
    partsOf(route)
      ?.map((part) => (part.name ? `{${part.name}}` : part))
      .join("");
  assert.equal(name("/a/(?P<id>[\\d]+)/b-(?P<x>(?:a|b)[)(]+)"), "/a/{id}/b-{x}");
  assert.equal(name("/a/(?<id>\\d+)\\.json"), "/a/{id}.json");
  for (const route of [
    "/a/[\\d]+",
    "/a(?:/(?P<id>\\d+))?",
    "/a/(?P<id>\\d+)?",
    "/a/(b|c)",
    "/a/(?P<id>",
  ]) {
    assert.equal(partsOf(route), undefined, route);
  }
});

it("what a site sends may be anything", async () => {
  const evil = {
    type: "nothing",
    properties: [],
    enum: [],
    required: "x",
    minimum: "1",
    pattern: "(",
    items: 7,
    default: null,
    description: {},
    oneOf: [null],
    __proto__: { type: "object" },
  };
  let deep = {};
  for (let level = 0; level < 100; level++) deep = { type: "object", properties: { deeper: deep } };
  const args = {
    id: evil,
    deep,
    "a b": { type: ["array", "nothing"], items: [] },
    limit: { type: "number", minimum: 1, exclusiveMinimum: true },
  };
  const endpoints = [
    { methods: ["GET", 7], args },
    { methods: ["POST"], args: [] },
    { methods: "POST" },
    null,
  ];
  const route = {
    namespace: 7,
    endpoints,
    schema: { title: "Failure", properties: { "a b": evil } },
  };
  const routes = {
    "/e/(?P<id>.*)": route,
    "/e/(?P<other>.*)": route,
    "/e": null,
    "/e/$ref": { endpoints },
    "": route,
    "/e/(?P<id>.*)/(?P<id>.*)": route,
  };
  for (const index of [{ routes, name: 7 }, {}, null, { routes: [] }, []]) {
    const options = {
      site: "https://e.test/",
      root: "https://e.test/wp-json/",
      index,
      login: null,
    };
    assert.deepEqual(await new PostmanValidator().verify(postmanCollection(options).document), []);
    assert.deepEqual(await new OASValidator().verify(openApi(options).document), []);
  }
  assert.deepEqual(jsonSchema(args.limit, false), { type: "number", exclusiveMinimum: 1 });
});

it("a wrong call: exit code 2, and how it is called", async () => {
  for (const args of [[], ["a", "b"], ["--nonsense"], ["https://e.test", "--plugin", "nonsense"]]) {
    const { exitCode, stderr } = await presskey(["postman", ...args]);
    assert.equal(exitCode, 2, args.join(" "));
    assert.match(stderr, /Usage: presskey postman SITE/);
  }
  const { exitCode, stderr } = await presskey(["postman", "http://127.0.0.1:9"]);
  assert.equal(exitCode, 1);
  assert.match(stderr, /\(unreachable\)/);
});
