// WordPress itself: index, users, posts, media, batch, errors, held against a real one.
import { after, before, describe, it } from "node:test";
import { startPair } from "./compare.mjs";

let pair;
before(async () => {
  pair = await startPair({ server: "jwt-authentication-for-wp-rest-api", mode: "free" });
  for (const name of ["admin", "editor", "plus", "subscriber"]) {
    const form = { username: name, password: pair.password(name) };
    const keep = ({ token }, memory) => {
      memory[name] = `Bearer ${token}`;
    };
    await pair.same({ method: "POST", route: "/jwt-auth/v1/token", form }, { keep });
  }
});
after(() => pair?.stop());

/** A test for each request of a table. */
function table(rows) {
  for (const [ask, options] of rows) {
    const { method = "GET", route, path, as, ...rest } = ask;
    const title = `${method} ${path ?? route}${as ? ` as ${as}` : ""} ${JSON.stringify(rest) === "{}" ? "" : JSON.stringify(rest)}`;
    it(title, () => pair.same((memory) => ({ ...ask, token: memory[as] }), options));
  }
}
const get = (route, as) => [{ route, as }];

describe("index", () => {
  const fields =
    "name,description,url,home,gmt_offset,timezone_string,authentication,site_icon,_links";
  table([
    get(`/?_fields=${fields}`),
    [{ path: `/?rest_route=/&_fields=${fields}` }],
    [{ path: `/index.php?rest_route=/&_fields=${fields}` }],
    get("/jwt-auth/v1?_fields=namespace,_links"),
    get("/jwt-auth/v1?_fields=routes"),
    get("/nope/v1"),
    get("/wp/v2/nope"),
    [{ method: "OPTIONS", route: "/wp/v2/nope" }],
    [{ method: "OPTIONS", route: "/wp/v2/posts?_fields=namespace,methods" }],
    [{ method: "OPTIONS", route: "/wp/v2/posts/9?_fields=namespace,methods" }],
    [{ route: "/?_fields=name", origin: null }],
  ]);
});

describe("pages of the site", () => {
  table([
    [{ path: "/" }, { ignore: ["headers.link"] }],
    [{ path: "/no-such-page" }, { ignore: ["headers"] }],
  ]);
});

describe("users", () => {
  table([
    get("/wp/v2/users/me"),
    get("/wp/v2/users/me", "editor"),
    get("/wp/v2/users/me?context=edit", "editor"),
    get("/wp/v2/users/me?context=edit", "subscriber"),
    get("/wp/v2/users"),
    get("/wp/v2/users?context=edit"),
    get("/wp/v2/users?context=edit", "editor"),
    get("/wp/v2/users?per_page=3&page=2&_fields=id,name", "admin"),
    get("/wp/v2/users/2"),
    get("/wp/v2/users/3"),
    get("/wp/v2/users/3", "subscriber"),
    get("/wp/v2/users/2?context=edit", "subscriber"),
    get("/wp/v2/users/999"),
    [{ method: "POST", route: "/wp/v2/users/me", as: "subscriber", json: { name: "Sub Scriber" } }],
    [{ method: "POST", route: "/wp/v2/users/me", json: { name: "Nobody" } }],
    [
      {
        method: "POST",
        route: "/wp/v2/users",
        as: "subscriber",
        json: { username: "x", password: "y", email: "x@example.com" },
      },
    ],
    [{ method: "POST", route: "/wp/v2/users", as: "admin", json: {} }],
  ]);
});

describe("lists of posts", () => {
  const queries = [
    ...["", "?per_page=2&page=2", "?per_page=2&page=3", "?per_page=2&page=99", "?per_page=101"],
    ...["?per_page=0", "?page=0", "?per_page=abc", "?search=token", "?search=nothingatall"],
    ...[
      "?include=3,5,7",
      "?include[]=7&include[]=5&orderby=include",
      "?exclude=5",
      "?slug=on-tokens",
    ],
    ...["?orderby=title&order=asc&_fields=id,title.rendered", "?orderby=nope", "?order=nope"],
    ...["?orderby=id&order=asc&_fields=id", "?orderby=slug&order=asc&_fields=slug"],
    ...["?status=draft", "?status=nope", "?context=edit", "?context=embed&per_page=1"],
    ...[
      "?author=2&per_page=1",
      "?author=1",
      "?offset=4&_fields=id",
      "?per_page=2&offset=1&_fields=id",
    ],
    ...["?after=2024-03-04T00:00:00&_fields=id,date", "?before=2024-03-03T09:00:00&_fields=id"],
    ...[
      "?after=nope",
      "?categories=2&_fields=id,categories",
      "?categories=1",
      "?categories_exclude=2",
    ],
    ...[
      "?per_page=1&_envelope=1&_fields=id",
      "?per_page=2&_fields=id&foo=bar",
      "?per_page=1&_embed=author",
    ],
    "?per_page=x&page=0&order=up",
  ];
  table(queries.map((query) => get(`/wp/v2/posts${query}`)));
  table([
    get("/wp/v2/posts?status=draft", "editor"),
    get("/wp/v2/posts?status=draft", "subscriber"),
    get("/wp/v2/posts?status=any&_fields=id,status", "editor"),
    get("/wp/v2/posts?status=draft,publish&_fields=id,status", "editor"),
    get("/wp/v2/posts?status=draft", "plus"),
    get("/wp/v2/posts?context=edit&per_page=1", "editor"),
    get("/wp/v2/posts?context=edit&per_page=1&_fields=id", "plus"),
    get("/wp/v2/posts?context=edit", "subscriber"),
    [{ method: "HEAD", route: "/wp/v2/posts" }],
    [{ path: "/?rest_route=/wp/v2/posts&_fields=id&per_page=2" }],
    [{ path: "/index.php?rest_route=/wp/v2/posts/9/&_fields=id" }],
    [{ route: "/wp/v2/posts/?_fields=id" }],
  ]);
});

describe("categories and tags", () => {
  table([
    // The seed changes rows without counting them, so the real one says 0 of some.
    get("/wp/v2/categories?_fields=id,name,slug,taxonomy,parent,link,description,_links"),
    get("/wp/v2/categories?per_page=1&page=2&_fields=name"),
    get("/wp/v2/categories?slug=field-notes"),
    get("/wp/v2/categories?post=9&_fields=name"),
    get("/wp/v2/categories?hide_empty=true&_fields=name,count"),
    get("/wp/v2/categories?search=NOTES&_fields=name"),
    get("/wp/v2/categories/2"),
    get("/wp/v2/categories/99"),
    get("/wp/v2/tags"),
    get("/wp/v2/posts?per_page=1&_embed=wp:term"),
    get("/wp/v2/posts/9?_embed"),
    get("/wp/v2/posts?per_page=1&_embed=author,wp:term&_fields=id,_links,_embedded"),
  ]);
});

describe("a post", () => {
  table([
    get("/wp/v2/posts/9"),
    get("/wp/v2/posts/9", "editor"),
    get("/wp/v2/posts/99999"),
    get("/wp/v2/posts/abc"),
    get("/wp/v2/posts/10"),
    get("/wp/v2/posts/10", "editor"),
    get("/wp/v2/posts/10", "subscriber"),
    get("/wp/v2/posts/9?context=edit"),
    get("/wp/v2/posts/9?context=edit", "subscriber"),
    get("/wp/v2/posts/9?context=edit", "editor"),
    get("/wp/v2/posts/9?_fields=id,title,_links"),
    get("/wp/v2/posts/9?_fields[]=id&_fields[]=slug"),
  ]);
});

describe("writing posts", () => {
  const post = (as, json) => [{ method: "POST", route: "/wp/v2/posts", as, json }];
  table([
    post(undefined, { title: "x" }),
    post("subscriber", { title: "x" }),
    post("editor", {}),
    post("editor", { title: "x", status: "nope" }),
    post("editor", { id: 7, title: "x" }),
    post("editor", { title: "x", sticky: "maybe" }),
    post("editor", { title: 7 }),
    post("editor", { title: "x", categories: ["a"] }),
    post("plus", { title: "Mine", status: "publish", author: 2 }),
    [
      {
        method: "POST",
        route: "/wp/v2/posts",
        as: "editor",
        body: "{oops",
        headers: { "content-type": "application/json" },
      },
    ],
    [{ method: "DELETE", route: "/wp/v2/posts", as: "editor" }],
  ]);
  const named = ({ id }, memory, name) => {
    memory.made = id;
    name(id, "<made>");
  };
  const made =
    (method, as, more, suffix = "") =>
    (memory) => ({
      ...{ method, route: `/wp/v2/posts/${memory.made}${suffix}`, token: memory[as], ...more },
    });

  it("makes, changes, trashes and deletes one", async () => {
    const json = {
      title: 'A <b>title</b> & "more" - isn\'t it...',
      content: "Body & text\nline\n\nNext",
      status: "publish",
      excerpt: "short",
    };
    const { body } = await pair.same(
      (memory) => ({ method: "POST", route: "/wp/v2/posts", token: memory.editor, json }),
      { keep: named },
    );
    const rows = [
      ["GET", undefined],
      ["POST", "editor", { json: { title: "Changed" } }],
      ["PUT", "editor", { json: { status: "draft" } }],
      ["PATCH", "editor", { json: { content: "New" } }],
      ["POST", "editor", { json: { title: "via method" } }, "?_method=PUT"],
      ["POST", undefined, { json: { title: "no" } }],
      ["POST", "plus", { json: { title: "no" } }],
      ["POST", "subscriber", { json: { title: "no" } }],
      ["DELETE", undefined],
      ["DELETE", "subscriber"],
      ["DELETE", "editor"],
      ["DELETE", "editor"],
      ["GET", "editor"],
      ["GET", undefined],
      ["DELETE", "editor", {}, "?force=true"],
      ["GET", "editor"],
      ["DELETE", "editor"],
    ];
    for (const row of rows) await pair.same(made(...row), { ignore });
    return body;
  });

  // Revisions are the history of a post; the test site keeps none.
  const ignore = ["body._links.version-history", "body._links.predecessor-version"];

  for (const [title, fields] of [
    ["a draft from { raw }", { json: { title: { raw: "Draft title" } } }],
    ["a private one from a form", { form: { title: "From a form", status: "private" } }],
    [
      "a draft in blocks",
      { json: { content: "<!-- wp:paragraph -->\n<p>Block</p>\n<!-- /wp:paragraph -->" } },
    ],
  ]) {
    it(`makes ${title}`, () =>
      pair.same(
        (memory) => ({ method: "POST", route: "/wp/v2/posts", token: memory.editor, ...fields }),
        // Of a post without a title it is made of the id.
        { keep: named, ignore: ["body.generated_slug"] },
      ));
  }
});

describe("media", () => {
  const png = Buffer.from(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
    "base64",
  );
  const image = (filename = 'attachment; filename="dot.png"') => ({
    ...{ "content-type": "image/png", ...(filename && { "content-disposition": filename }) },
  });
  const upload = (as, body, headers) => (memory) => ({
    method: "POST",
    route: "/wp/v2/media",
    token: memory[as],
    body,
    headers,
  });
  const named = ({ id }, memory, name) => {
    memory.file = id;
    name(id, "<file>");
  };

  for (const [title, ...ask] of [
    ["a visitor's", undefined, png, image()],
    ["a subscriber's", "subscriber", png, image()],
    ["one without a name", "editor", png, image(null)],
    ["one with half a name", "editor", png, image("attachment; foo=x")],
    [
      "a program",
      "editor",
      "<?php",
      {
        "content-type": "application/x-php",
        "content-disposition": 'attachment; filename="x.php"',
      },
    ],
    ["an empty request", "editor"],
  ]) {
    it(`refuses ${title}`, () => pair.same(upload(...ask)));
  }

  it("takes a file as the whole body", () =>
    pair.same(upload("editor", png, image()), { keep: named }));
  it("takes a text", () =>
    pair.same(
      upload("editor", Buffer.from("hello"), {
        "content-type": "text/plain",
        "content-disposition": 'attachment; filename="a.txt"',
      }),
      { keep: named },
    ));

  it("takes a form, changes and deletes the file", async () => {
    const form = new FormData();
    form.set("file", new Blob([png], { type: "image/png" }), "dot.png");
    for (const [name, value] of Object.entries({
      title: "A dot",
      alt_text: "dot",
      caption: "cap",
      post: "9",
    }))
      form.set(name, value);
    await pair.same(upload("editor", form), { keep: named });
    const file =
      (method, as, more, suffix = "") =>
      (memory) => ({
        ...{ method, route: `/wp/v2/media/${memory.file}${suffix}`, token: memory[as], ...more },
      });
    await pair.same(file("GET"));
    await pair.same({ route: "/wp/v2/media?per_page=1&_fields=id,title" });
    await pair.same({ route: "/wp/v2/media?parent=9&_fields=id,post" });
    const illustrated = ({ id }, memory, name) => {
      memory.illustrated = id;
      name(id, "<illustrated>");
    };
    await pair.same(
      ({ editor, file }) => ({
        ...{ method: "POST", route: "/wp/v2/posts", token: editor },
        json: { title: "With an image", status: "publish", featured_media: file },
      }),
      { keep: illustrated, ignore: ["body.featured_media"] },
    );
    await pair.same(
      ({ illustrated }) => ({ route: `/wp/v2/posts/${illustrated}?_embed=wp:featuredmedia` }),
      { ignore: ["body.featured_media"] },
    );
    await pair.same(file("POST", "editor", { json: { alt_text: "y", caption: "z" } }));
    await pair.same(file("DELETE", undefined, {}, "?force=true"));
    await pair.same(file("DELETE", "editor"));
    await pair.same(file("DELETE", "editor", {}, "?force=true"));
    await pair.same({ route: "/wp/v2/media/9999" });
  });
});

describe("batch", () => {
  const batch = (as, json) => [
    { method: "POST", route: "/batch/v1", as, json },
    {
      ignore: [
        "body.responses.*.body._links",
        "body.responses.*.body.link",
        "body.responses.*.body.id",
        "body.responses.*.headers.Location",
        "body.responses.*.body.permalink_template",
      ],
    },
  ];
  table([
    batch("editor", {
      requests: [
        { path: "/wp/v2/posts", body: { title: "batched" } },
        { path: "/wp/v2/posts/99999", body: { title: "x" } },
        { path: "/wp/v2/users/me", method: "POST", body: {} },
        { path: "/nope/v1/x" },
        { path: "/wp/v2/posts", body: { status: "nope" } },
      ],
    }),
    batch(undefined, { requests: [{ path: "/wp/v2/posts", body: { title: "batched" } }] }),
    batch(undefined, {}),
    batch(undefined, { requests: [{ path: "/wp/v2/posts", method: "GET" }] }),
    batch("editor", {
      validation: "require-all-validate",
      requests: [
        { path: "/wp/v2/posts", body: { title: "b1" } },
        { path: "/wp/v2/posts", body: { status: "nope" } },
      ],
    }),
    batch("editor", { requests: Array.from({ length: 26 }, () => ({ path: "/wp/v2/posts" })) }),
    batch("editor", { requests: [] }),
    batch("editor", {
      requests: [
        { path: "/wp/v2/media", body: {} },
        { path: "/wp/v2/posts", method: "DELETE" },
      ],
    }),
    get("/batch/v1"),
  ]);
});
