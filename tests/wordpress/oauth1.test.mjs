// One test per row of the fact sheet's section 12: "WP REST API - OAuth 1.0a Server" 0.4.
import assert from "node:assert/strict";
import { createHmac, randomBytes } from "node:crypto";
import { after, afterEach, before, describe, it } from "node:test";
import { browser, fields } from "./browser.mjs";
import { refused, skipReal, start } from "./harness.mjs";

const callback = "http://127.0.0.1:1/done";
const app = { key: "anAppsKey", secret: "anAppsSecret", callback, name: "An app" };
const typed = { key: "aTypedKey", secret: "aTypedSecret", callback: "oob", name: "No browser" };
let site;

/** What a test changes comes on top of the consumers. */
const set = (changes) => site.setOptions({ consumers: [app, typed], ...changes });

before(async () => {
  site = await start({ server: "oauth1" });
  set();
  await site.call("GET", "/");
});
after(() => site?.stop());
afterEach(() => {
  site.setOptions();
  set();
});

const encode = (text) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (c) =>
    `%${c.charCodeAt(0).toString(16)}`.toUpperCase(),
  );

/** Signs as RFC 5849 (3.4) says and sends: OAuth parameters in the header, or where `place` says. */
async function send(method, path, { consumer = app, token, oauth, query, form, json, place } = {}) {
  const sent = {
    oauth_consumer_key: consumer.key,
    oauth_nonce: randomBytes(16).toString("hex"),
    oauth_signature_method: "HMAC-SHA1",
    oauth_timestamp: String(Math.floor(Date.now() / 1000)),
    ...(token && { oauth_token: token.oauth_token }),
    ...oauth,
  };
  for (const name of Object.keys(sent)) if (sent[name] === null) delete sent[name];
  const url = site.url + path;
  const pairs = Object.entries({ ...query, ...form, ...sent })
    .map(([name, value]) => [encode(name), encode(value)])
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map((pair) => pair.join("="));
  const base = [method, url, pairs.join("&")].map(encode).join("&");
  const secrets = `${encode(consumer.secret)}&${encode(token?.oauth_token_secret ?? "")}`;
  const hash = sent.oauth_signature_method === "HMAC-SHA256" ? "sha256" : "sha1";
  sent.oauth_signature ??= createHmac(hash, secrets).update(base).digest("base64");

  const list = Object.entries(sent).map(([name, value]) => `${encode(name)}="${encode(value)}"`);
  const inQuery = { ...query, ...(place === "query" && sent) };
  const inForm = { ...form, ...(place === "form" && sent) };
  const search = Object.keys(inQuery).length ? `?${new URLSearchParams(inQuery)}` : "";
  return site.call(method, "", {
    path: path + search,
    form: Object.keys(inForm).length ? inForm : undefined,
    json,
    headers: place ? {} : { authorization: `OAuth ${list.join(", ")}` },
  });
}

const read = ({ text }) => Object.fromEntries(new URLSearchParams(text));
const ask = (oauth = { oauth_callback: callback }, more) =>
  send("POST", "/oauth1/request", { oauth, ...more });
const page = "wp-login.php?action=oauth1_authorize&oauth_token=";

/** A person who signs in and lets the app in; resolves to where they are sent. */
async function letIn({ oauth_token }, username = "editor") {
  const person = browser(site);
  await person.signIn(username);
  const { text } = await person.request(page + oauth_token);
  const form = { ...fields(text, "oauth1_authorize"), "wp-submit": "authorize" };
  return person.request(page + oauth_token, { form });
}

async function enter(username, more) {
  const temporary = read(await ask(undefined, more));
  const back = new URL((await letIn(temporary, username)).headers.get("location"));
  const oauth = { oauth_verifier: back.searchParams.get("oauth_verifier"), ...more?.oauth };
  return read(await send("POST", "/oauth1/access", { ...more, token: temporary, oauth }));
}

const me = "/wp-json/wp/v2/users/me";

function refusedText({ status, headers, text }, wanted, message) {
  assert.match(headers.get("content-type"), /^application\/x-www-form-urlencoded/);
  assert.match(text, message);
  assert.equal(status, wanted);
}

describe("oauth1: discovery", () => {
  it("names its three addresses in the index", async () => {
    const { authentication } = (await site.call("GET", "/")).body;
    assert.deepEqual(authentication.oauth1, {
      request: `${site.url}/oauth1/request`,
      authorize: `${site.url}/oauth1/authorize`,
      access: `${site.url}/oauth1/access`,
      version: "0.1",
    });
  });

  it("lets another origin read, and send the header", async () => {
    const headers = { origin: "http://app.example" };
    const preflight = await site.call("OPTIONS", "", { path: "/oauth1/request", headers });
    assert.equal(preflight.status, 200);
    assert.equal(preflight.text, "");
    assert.equal(preflight.headers.get("access-control-allow-headers"), "Authorization");
    assert.equal(preflight.headers.get("access-control-allow-origin"), "http://app.example");
  });
});

describe("oauth1: request token", () => {
  for (const [what, oauth, place] of [
    ["HMAC-SHA1, in the header", {}],
    ["HMAC-SHA256", { oauth_signature_method: "HMAC-SHA256" }],
    ["in the form", {}, "form"],
    ["with a version", { oauth_version: "1.0" }],
  ]) {
    it(`is given: ${what}`, async () => {
      const answer = await ask({ oauth_callback: callback, ...oauth }, { place });
      assert.equal(answer.status, 200);
      const { oauth_token, oauth_token_secret, ...rest } = read(answer);
      assert.match(oauth_token, /^\w{24}$/);
      assert.match(oauth_token_secret, /^\w{48}$/);
      assert.deepEqual(rest, { oauth_callback_confirmed: "true" });
    });
  }

  it("may be asked for with GET, in the query", async () => {
    const oauth = { oauth_callback: callback };
    assert.equal((await send("GET", "/oauth1/request", { oauth, place: "query" })).status, 200);
  });

  it("refuses", async () => {
    const none = await site.call("POST", "", { path: "/oauth1/request" });
    refusedText(none, 400, /^No OAuth parameters/);
    refusedText(await ask({ oauth_nonce: null }), 401, /^Missing OAuth parameter.*oauth_nonce/);
    const stranger = { key: "stranger", secret: "x" };
    refusedText(await ask({}, { consumer: stranger }), 401, /^Consumer Key is invalid/);
    const thief = { ...app, secret: "guessed" };
    refusedText(await ask({}, { consumer: thief }), 401, /^OAuth signature does not match/);
    refusedText(await ask({ oauth_signature: "x" }), 401, /^OAuth signature does not match/);
    const plain = await ask({ oauth_signature_method: "PLAINTEXT" });
    refusedText(plain, 401, /^Signature method is invalid/);
    for (const away of [-1000, 1000]) {
      const oauth_timestamp = String(Math.floor(Date.now() / 1000) + away);
      refusedText(await ask({ oauth_timestamp }), 401, /^Invalid timestamp/);
    }
    const elsewhere = await ask({ oauth_callback: "http://127.0.0.1:2/done" });
    refusedText(elsewhere, 500, /^Callback URL is invalid/);
  });

  it("does not remember nonces", async () => {
    const oauth = { oauth_nonce: "once", oauth_callback: callback };
    assert.equal((await ask(oauth)).status, 200);
    assert.equal((await ask(oauth)).status, 200);
  });
});

describe("oauth1: approval", () => {
  it("is at wp-login.php, after a login", async () => {
    const { oauth_token } = read(await ask());
    const path = `/oauth1/authorize?oauth_token=${oauth_token}`;
    const first = await site.call("GET", "", { path });
    assert.equal(first.status, 302);
    assert.equal(first.headers.get("location"), `${site.url}/${page}${oauth_token}`);
    const stranger = await browser(site).request(first.headers.get("location"));
    assert.equal(stranger.status, 302);
    assert.match(stranger.headers.get("location"), /wp-login\.php\?redirect_to=/);
  });

  it("goes back with the token and a verifier; once more when asked again", async () => {
    const temporary = read(await ask({ oauth_callback: `${callback}?state=abc` }));
    const answer = await letIn(temporary);
    assert.equal(answer.status, 302);
    const url = new URL(answer.headers.get("location"));
    assert.equal(url.origin + url.pathname, callback);
    const { oauth_verifier, ...rest } = Object.fromEntries(url.searchParams);
    assert.deepEqual(rest, { state: "abc", oauth_token: temporary.oauth_token, wp_scope: "*" });
    assert.match(oauth_verifier, /^\w{24}$/);
    const person = browser(site);
    await person.signIn("editor");
    const again = await person.request(page + temporary.oauth_token);
    assert.equal(again.headers.get("location"), url.href);
  });

  it("shows the verifier to whoever has no address", async () => {
    const temporary = read(await ask({ oauth_callback: "oob" }, { consumer: typed }));
    const { status, text } = await letIn(temporary);
    assert.equal(status, 200);
    assert.match(text, /verification token is (<code>)?\w{24}\b/);
  });

  it("refuses an unknown token on a page of its own", async () => {
    const person = browser(site);
    await person.signIn("editor");
    for (const [query, message] of [
      ["", /Missing parameter oauth_token/],
      ["unknown", /Invalid token/],
    ]) {
      const { status, text } = await person.request(page + query);
      assert.equal(status, 200);
      assert.match(text, message);
    }
  });

  it("goes nowhere when the person cancels", async () => {
    const { oauth_token } = read(await ask());
    const person = browser(site);
    await person.signIn("editor");
    const { text } = await person.request(page + oauth_token);
    const form = { ...fields(text, "oauth1_authorize"), "wp-submit": "cancel" };
    const { status, text: nothing } = await person.request(page + oauth_token, { form });
    assert.equal(status, 200);
    assert.equal(nothing, "");
  });
});

describe("oauth1: access token", () => {
  it("is given for the request token and its verifier, once", async () => {
    const temporary = read(await ask());
    const back = new URL((await letIn(temporary)).headers.get("location"));
    const oauth = { oauth_verifier: back.searchParams.get("oauth_verifier") };
    const exchange = () => send("POST", "/oauth1/access", { token: temporary, oauth });
    const answer = await exchange();
    assert.equal(answer.status, 200);
    assert.deepEqual(Object.keys(read(answer)), ["oauth_token", "oauth_token_secret"]);
    refusedText(await exchange(), 400, /^Invalid token/);
  });

  it("refuses", async () => {
    const temporary = read(await ask());
    const exchange = (oauth, token = temporary) => send("POST", "/oauth1/access", { token, oauth });
    refusedText(await exchange({}), 401, /^Missing OAuth parameter.*oauth_verifier/);
    refusedText(await exchange({ oauth_verifier: "x" }), 401, /^OAuth token has not been auth/);
    const unknown = { oauth_token: "x", oauth_token_secret: "x" };
    refusedText(await exchange({ oauth_verifier: "x" }, unknown), 400, /^Invalid token/);
    const forged = { ...temporary, oauth_token_secret: "x" };
    refusedText(await exchange({ oauth_verifier: "x" }, forged), 401, /^OAuth signature does not/);
    await letIn(temporary);
    refusedText(await exchange({ oauth_verifier: "x" }), 400, /^OAuth verifier does not match/);
  });

  it("is not given for a request token that ended", { skip: skipReal }, async () => {
    set({ request_token_lifetime: -1 });
    const token = read(await ask());
    const late = await send("POST", "/oauth1/access", { token, oauth: { oauth_verifier: "x" } });
    refusedText(late, 401, /^OAuth request token has expired/);
  });
});

describe("oauth1: calls", () => {
  let token;
  before(async () => {
    token = await enter("editor");
  });

  it("are the user's who let the app in", async () => {
    const { status, body } = await send("GET", me, { token });
    assert.equal(status, 200);
    assert.equal(body.name, "Edith Editor");
  });

  it("may be signed with HMAC-SHA256, with a query, in the query", async () => {
    const oauth = { oauth_signature_method: "HMAC-SHA256" };
    const query = { search: "tea & 日本", per_page: "2" };
    const posts = "/wp-json/wp/v2/posts";
    assert.equal((await send("GET", me, { token, oauth })).status, 200);
    assert.equal((await send("GET", posts, { token, query })).status, 200);
    const place = "query";
    assert.equal((await send("GET", me, { token, query: { context: "edit" }, place })).status, 200);
  });

  it("may write: form and query are signed, JSON is not", async () => {
    const posts = "/wp-json/wp/v2/posts";
    const form = { title: "Signed", status: "draft" };
    const query = { _fields: "id" };
    const made = await send("POST", posts, { token, form, query });
    assert.equal(made.status, 201);
    const path = `${posts}/${made.body.id}`;
    const json = { title: "Not signed" };
    assert.equal((await send("PUT", path, { token, json })).body.title.raw, "Not signed");
  });

  it("refuse a percent sign that the RFC would sign as it is", async () => {
    const query = { search: "%25" };
    const answer = await send("GET", "/wp-json/wp/v2/posts", { token, query });
    refused(answer, 401, "json_oauth1_signature_mismatch");
  });

  it("are anonymous without a signature, or with another scheme", async () => {
    assert.equal((await site.posts()).status, 200);
    assert.equal((await site.posts("Bearer x")).status, 200);
    refused(await site.me("Bearer x"), 401, "rest_not_logged_in");
  });

  it("refuse every route, readable for another origin", async () => {
    const thief = { ...token, oauth_token_secret: "guessed" };
    for (const path of [me, "/wp-json/wp/v2/posts", "/wp-json/"]) {
      refused(await send("GET", path, { token: thief }), 401, "json_oauth1_signature_mismatch");
    }
    const codes = {
      json_oauth1_missing_parameter: { oauth: { oauth_timestamp: null } },
      json_oauth1_invalid_token: { token: { oauth_token: "x", oauth_token_secret: "x" } },
      json_consumer_notfound: { consumer: { key: "x", secret: "x" } },
      json_oauth1_consumer_mismatch: { consumer: typed },
      json_oauth1_invalid_signature_method: { oauth: { oauth_signature_method: "PLAINTEXT" } },
      json_oauth1_invalid_timestamp: { oauth: { oauth_timestamp: "1" } },
    };
    for (const [code, change] of Object.entries(codes)) {
      refused(await send("GET", me, { token, ...change }), 401, code);
    }
  });

  it("take a nonce once", async () => {
    const oauth = { oauth_nonce: "anonce" };
    assert.equal((await send("GET", me, { token, oauth })).status, 200);
    refused(await send("GET", me, { token, oauth }), 401, "json_oauth1_nonce_already_used");
  });
});
