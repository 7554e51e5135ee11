// Hostile texts of megabytes. Nothing here looks at a clock: work that grew with the square of the length
// would take hours, so that the runner's time limit ends the test. Holds P8 of SECURITY.md.
import assert from "node:assert/strict";
import { it } from "node:test";
import { createClient } from "presskey";
import { createTestSite } from "presskey/testing";
import { caseOf } from "../../pkg/features/record/case.js";
import { parseCookies, withCookies } from "../../pkg/server/cookies.js";
import { responseHeaders } from "../../pkg/server/headers.js";
import { checkQuery, checkRoute } from "../../pkg/server/route.js";

const LENGTH = 1 << 20;
const plugin = "jwt-authentication-for-wp-rest-api";

/** What parsers look ahead for: openings that never end, escapes, and what looks like a secret. */
const PIECES = [
  ...["<", "<a", "<a ", '<a "', "<a '", "<!--", "<title", "<script", "<script>", "<link rel="],
  ...["{", "}", "{}", "[", '{"a":1}', '{"a":', '"', "'", "\\", "\\u00", "&", "&#", "&amp;"],
  ...["%25", "eyJ", "eyJaaaaaaaaaaaaaaaaaaaa.", "https://", "//", "a@", "a.", "1 ", "-", "\n", " "],
];
const long = (piece, length = LENGTH) =>
  piece.repeat(Math.ceil(length / piece.length)).slice(0, length);

it("an error shows 500 characters, however much a server says", async () => {
  const test = createTestSite({ plugin });
  const [, { username, password }] = test.users;
  let body = "";
  const fetch = async (url, init) =>
    body && /acme|\/token$/.test(String(url))
      ? new Response(body, { status: 403, headers: { "Content-Type": "application/json" } })
      : test.fetch(url, init);
  const wp = createClient({ site: test.site, fetch, storage: "memory", plugin });
  await wp.login({ username, password });
  const token = wp.token();
  // Repeats the beginning of each secret, which is the costliest text to look for it in.
  for (const piece of [
    ...PIECES.slice(0, 3),
    token,
    token.slice(0, -1),
    password.slice(0, -1),
    `${password}x`,
  ]) {
    const message = long(piece, 1_000_000);
    for (const answer of [
      { code: "x", message },
      { code: message, message: "No." },
    ]) {
      body = JSON.stringify({ ...answer, data: { status: 403 } });
      const failed = [
        await wp.json("/acme/v1/x").catch((error) => error),
        await wp.login({ username, password: `${password}x` }).catch((error) => error),
      ];
      assert.ok(!JSON.stringify({ ...failed[1] }).includes(`${password}x`));
      for (const { serverMessage = "", wpCode = "", message } of failed) {
        assert.ok(serverMessage.length <= 502, `${piece.slice(0, 9)} ${serverMessage.length}`);
        assert.ok(message.length <= 502 && wpCode.length <= 500, message.slice(0, 900));
        assert.ok(!`${serverMessage} ${wpCode} ${message}`.includes(token));
      }
    }
  }
});

it("a password is looked for in proportion, whatever it is made of", async () => {
  for (const piece of ["-", "\\", "%", "&", "é", "a "]) {
    const username = long(piece, 30_000);
    const fetch = async (url) =>
      /\/token$/.test(decodeURIComponent(String(url)))
        ? Response.json({ code: "x", message: `Unknown: ${username}.` }, { status: 403 })
        : Response.json({ namespaces: ["wp/v2", "jwt-auth/v1"] });
    const wp = createClient({ site: "https://example.com", fetch, plugin });
    const error = await wp.login({ username, password: `${username}q` }).catch((error) => error);
    assert.ok(error.message.length <= 502, error.message.slice(0, 900));
    wp.close();
  }
});

/** A recording of calls with these responses. */
const recordOf = (bodies, headers = []) =>
  JSON.stringify(
    caseOf({
      ...{ site: "https://a.example", plugin: null, named: "auto", storage: "memory" },
      ...{ steps: [], inPage: true, loggedIn: false, version: "1" },
      exchanges: bodies.map((body, at) => ({
        ...{ url: `https://a.example/wp-json/wp/v2/posts/${at}`, method: "GET", headers: {} },
        ...{ fields: {}, answer: { status: 403, headers, body } },
      })),
    }),
  );

it("a recording cuts every page and every text", () => {
  for (const piece of PIECES) {
    const text = long(piece);
    const bodies = [text, `<p>${text}</p>`, `{"a":1}${text}`, `{"a":${text}}`, `{${text}`];
    const record = recordOf(bodies, [["x-a", text.slice(0, 16_384)]]);
    assert.ok(record.length < 60_000, piece);
  }
});

it("a recording looks for secrets in proportion, however many and how long they are", () => {
  const list = (length, each) => Array.from({ length }, (_, at) => each(at));
  /** 6,400 keys, as many as are kept, and a text with each. */
  const keys = (text) =>
    Object.fromEntries(
      list(80, (at) => [`k${at}`, Object.fromEntries(list(80, (to) => [`v${to}`, text(at, to)]))]),
    );
  const few = (message) => Object.fromEntries(list(80, (at) => [`k${at}`, { message }]));
  const mixed = list(2000, (at) => (at * at).toString(36).at(-2) ?? "x").join("");
  for (const [what, body] of [
    ["many", { name: list(90_000, (at) => `p${at}`), keys: keys(() => 1) }],
    ["one letter", { name: list(1300, (at) => `${"a".repeat(at)}b`), few: few("a".repeat(2000)) }],
    ["parts of a text", { name: list(1997, (at) => mixed.slice(at, at + 4)), few: few(mixed) }],
    [
      "with one beginning",
      {
        name: list(20_000, (at) => `${"a".repeat(36)}${at}`),
        keys: keys((at, to) => ({ message: `${"a".repeat(36)}${at}${to}` })),
      },
    ],
  ]) {
    const record = recordOf(list(2, () => JSON.stringify(body)));
    assert.ok(record.length < 4_000_000, what);
    assert.ok(!/a{32}|p\d\d/.test(record), what);
  }
});

it("a recording leaves out what is too deep", () => {
  for (const [open, close] of [
    ["[", "]"],
    ['{"a":', "}"],
  ]) {
    const deep = `${open.repeat(100_000)}"x"${close.repeat(100_000)}`;
    assert.ok(recordOf([deep, `{"b":${deep}}`]).length < 2000);
  }
});

it("a backend reads addresses, cookies and links of any length", () => {
  for (const piece of [...PIECES, "<a>;", "a&", "_method&", "%2e", ";", " \t"]) {
    const text = long(piece, LENGTH / 4);
    const cookie = `a=b${text}b`;
    assert.ok(parseCookies(cookie).size);
    assert.ok(withCookies(cookie, []));
    const link = text.replaceAll("\n", " ");
    const headers = new Headers({ Link: link });
    const back = responseHeaders(headers, { isPersonal: true, rewrite: (whole) => whole });
    assert.equal(back.get("Link"), headers.get("Link") || null);
    assert.doesNotThrow(() => {
      for (const check of [() => checkRoute(`/${text}`), () => checkQuery(`?${text}`)]) {
        try {
          check();
        } catch (error) {
          assert.equal(error.code, "invalid_option");
        }
      }
    });
  }
});
