// What the panel shows of a call's address. Holds P13 of SECURITY.md.
import assert from "node:assert/strict";
import { it } from "node:test";
import { addressOf, titleOf } from "../../pkg/devtools/address.js";

const encoded = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
const jwt = `${encoded({ alg: "HS256" })}.${encoded({ id: 1 })}.c2lnbmF0dXJlLW9mLTMyLWJ5dGVz`;
const shown = (address, tokens = [jwt]) => {
  const { route, query } = addressOf(new URL(address, "https://example.com"), tokens);
  return `${route}?${query}`;
};

const secrets = {
  "a token": jwt,
  "an older token": jwt.replace("c2ln", "d3xx"),
  "a key in hex": "9f86d081884c7d659a2feaa0c55ad015",
  "a short key": "Zk3-9q",
  "a password": "PASSWORD123",
  "a password in letters": "CorrectHorse",
  "an application password": "abCD 12ef GHij",
  Basic: btoa("u:PASSWORD123"),
  "a passphrase": "correct-horse-battery-staple",
  "a word": "sunshine",
  "words with dots": "ab.cd.ef.gh",
  "a code": "123456",
  "a long code": "99887766",
};
const places = {
  "the path": (s) => `/wp-json/wp/v2/confirm/${s}/posts`,
  "a path without wp-json": (s) => `/api/presskey/${s}`,
  "a namespace of the app's own": (s) => `/wp-json/acme/v1/login/anna/${s}`,
  "a word of a route": (s) => `/wp-json/acme/v1/otp/${s}`,
  "a login": (s) => `/wp-json/simple-jwt-login/v1/login/${s}`,
  "a place before a version": (s) => `/wp-json/wp/v2/confirm/${s}/v1`,
  rest_route: (s) => `/?rest_route=/x/${s}`,
  "a query in rest_route": (s) => `/?rest_route=/x%3Ft=${s}`,
  "a name": (s) => `/wp-json/wp/v2/posts?${s}`,
  "a name with a value": (s) => `/wp-json/wp/v2/posts?${s}=1`,
  "a name in brackets": (s) => `/wp-json/wp/v2/posts?filter[${s}]=1`,
  "a value": (s) => `/wp-json/wp/v2/posts?x=${s}`,
  "a value behind a scheme": (s) => `/wp-json/wp/v2/posts?x=Bearer%20${s}`,
  "a value that is usually open": (s) => `/wp-json/wp/v2/posts?_fields=id,${s}`,
  "a field of a value": (s) => `/wp-json/wp/v2/posts?_fields=id,${s}.${s}`,
  "the type": (s) => `/wp-json/x?type=${s}&status=${s}`,
  "a URL in a value": (s) => `/wp-json/wp/v2/posts?to=${encodeURIComponent(`https://x/?t=${s}`)}`,
  pwd: (s) => `/wp-json/x/v1/y?pwd=${s}`,
  pw: (s) => `/wp-json/x/v1/y?pw=${s}`,
  search: (s) => `/wp-json/wp/v2/posts?search=${s}`,
};
const spellings = [(s) => s, encodeURIComponent, (s) => encodeURIComponent(encodeURIComponent(s))];

for (const [place, at] of Object.entries(places)) {
  it(`hides secrets in ${place}`, () => {
    for (const [name, secret] of Object.entries(secrets)) {
      for (const spelling of spellings) {
        const text = shown(at(spelling(secret)));
        for (const part of [secret, encodeURIComponent(secret), ...secret.split(/[. -]/)]) {
          assert.ok(!text.includes(part), `${name}: ${text}`);
        }
        assert.match(text, /…/);
      }
    }
  });
}

it("hides a known token that is a plain word", () => {
  for (const secret of ["sesame", "open-sesame", "open/sesame"]) {
    for (const at of Object.values(places)) {
      for (const spelled of [secret, encodeURIComponent(secret), secret.toUpperCase()]) {
        assert.doesNotMatch(shown(at(spelled), [secret]), /sesame/i);
      }
    }
  }
});

it("shows routes, names and the values that WordPress defines", () => {
  const open = {
    "/": "/?",
    "/wp-json/": "/?",
    "/blog/wp-json/wp/v2/users/me?context=edit": "/wp/v2/users/me?context=edit",
    "/wp-json/jwt-auth/v1/token/refresh": "/jwt-auth/v1/token/refresh?",
    "/wp-json/simple-jwt-login/v1/auth": "/simple-jwt-login/v1/auth?",
    "/?rest_route=/oauth1/request&per_page=100&page=2": "/oauth1/request?per_page=100&page=2",
    "/wp-json/wp/v2/posts/1234/revisions?_fields=id,title.rendered&_embed":
      "/wp/v2/posts/1234/revisions?_fields=id,title.rendered&_embed=",
    "/wp-json/wp/v2/posts?include[]=3&filter[status]=x&search=me":
      "/wp/v2/posts?include[]=…&filter[status]=…&search=…",
    "/wp-json/wp/v2/posts/7?_method=DELETE&force=true": "/wp/v2/posts/7?_method=DELETE&force=…",
    "/api/presskey/rest/wp/v2/media/7": "/api/presskey/rest/wp/v2/media/7?",
    "/wp-json/acme-tools/v1/orders?page=2": "/acme-tools/v1/orders?page=2",
    "/graphql": "/graphql?",
  };
  for (const [address, expected] of Object.entries(open)) assert.equal(shown(address), expected);
});

it("a title that contains a known token is not shown", () => {
  assert.equal(titleOf("Signing in with Abc123", ["abc123"]), "…");
  assert.equal(titleOf("An app", ["abc123"]), "An app");
});
