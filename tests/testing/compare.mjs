// Sends the same requests to the test site and a real WordPress, and compares the responses: status, headers,
// and every value of the body that does not depend on the machine or the moment.
import assert from "node:assert/strict";
import { createTestSite } from "presskey/testing";
import { users } from "../../scripts/wordpress/users.mjs";
import { startWordPress } from "../support/wordpress.mjs";
import { decode } from "../wordpress/harness.mjs";

const ORIGIN = "https://app.example";

/** Headers that an app can see, or that decide whether it sees the rest. */
const compared =
  /^(access-control-|x-wp-|allow$|cache-control$|content-type$|expires$|link$|location$|retry-after$|set-cookie$|vary$|x-content-type|x-robots)/;

/** A site of either kind, with a jar for cookies and names for values of its responses. */
function side(url, send) {
  const names = new Map();
  const cookies = new Map();
  return {
    url,
    memory: {},
    /** Gives an id or a secret of this side a name, under which both are compared. */
    name: (value, name) => names.set(String(value), name),
    async ask({
      method = "GET",
      route,
      path,
      token,
      json,
      form,
      body,
      headers,
      cookie,
      origin = ORIGIN,
    }) {
      const sent = {
        accept: "application/json",
        ...(origin && { origin }),
        ...(token && { authorization: token }),
        ...(json !== undefined && { "content-type": "application/json" }),
        ...(cookie && { cookie: [...cookies].map((pair) => pair.join("=")).join("; ") }),
        ...headers,
      };
      const content = form
        ? new URLSearchParams(form)
        : json === undefined
          ? body
          : JSON.stringify(json);
      const response = await send(url + (path ?? `/wp-json${route}`), {
        method,
        headers: sent,
        body: content,
      });
      for (const each of response.setCookie) cookies.set(...each.split(";")[0].split("="));
      return response;
    },
    /** The parts of a response that are compared. */
    view: ({ status, headers, setCookie, text }) => {
      let value;
      try {
        value = JSON.parse(text);
      } catch {
        value = text.startsWith("<!DOCTYPE") ? "a page" : text;
      }
      const rows = Object.entries(headers).filter(([name]) => compared.test(name));
      return {
        status,
        headers: Object.fromEntries(
          rows.map(([name, value]) => [
            name,
            name === "x-wp-upload-attachment-id" ? names.get(value) : plain(value, url, names),
          ]),
        ),
        cookies: setCookie.map((each) => plain(each, url, names)),
        body: plain(value, url, names),
      };
    },
  };
}

const realSend = async (address, init) => {
  const response = await fetch(address, { ...init, redirect: "manual" });
  const text = await response.text();
  return {
    status: response.status,
    headers: Object.fromEntries(response.headers),
    setCookie: response.headers.getSetCookie(),
    text,
  };
};

/** With a cookie and an Origin header, which a browser would add and `fetch` of a page may not. */
const testSend =
  (site) =>
  async (address, { method, headers, body }) => {
    const { cookie = null, origin = null, ...rest } = headers;
    const request = new Request(address, { method, headers: rest, body });
    const response = await site.answer(request, { cookie, origin });
    const text = await response.text();
    return {
      status: response.status,
      headers: Object.fromEntries(response.headers),
      setCookie: response.headers.getSetCookie(),
      text,
    };
  };

const JWT = /eyJ[\w-]+\.[\w-]+\.[\w-]+/g;

/** Without what differs from machine to machine and from second to second. */
function plain(value, url, names) {
  if (typeof value === "string") return plainText(value, url, names);
  if (typeof value === "number") return value > 1.6e9 ? "<time>" : value;
  if (Array.isArray(value)) return value.map((each) => plain(each, url, names));
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !machineMade.includes(key))
      .map(([key, each]) => [
        key,
        (key === "id" && names.get(String(each))) || plain(each, url, names),
      ]),
  );
}

/** Hashes of e-mail addresses, capabilities of pages and plugins, addresses of a former port. */
const machineMade = [
  "avatar_urls",
  "avatar_url",
  "capabilities",
  "guid",
  "description",
  "registered_date",
  "registered",
  "user_registered",
  "user_activation_key",
];

function plainText(text, url, names) {
  let shown = text.replace(JWT, (token) => JSON.stringify(claimsOf(token, url)));
  for (const [value, name] of names) {
    shown = shown.replace(
      new RegExp(`(posts/|media/|[?&]p=|post=|parent=|attachment_id=)${value}\\b`, "g"),
      `$1${name}`,
    );
  }
  // PHP counts Max-Age down from its clock: a second may have passed since.
  return shown
    .replaceAll(encodeURIComponent(url), "<site>")
    .replaceAll(url, "<site>")
    .replace(/20(2[5-9]|[3-9]\d)-\d\d-\d\d[T ]\d\d:\d\d:\d\d/g, "<now>")
    .replace(/20(2[5-9]|[3-9]\d)\/\d\d/g, "<month>")
    .replace(/expires=[^;]+/i, "expires=<date>")
    .replace(/Max-Age=(\d+)/i, (_, seconds) => `Max-Age=${Math.round(seconds / 60) * 60}`)
    .replace(/\b[0-9a-f]{32,}\b/g, ({ length }) => `<${length} hex>`)
    .replace(/\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, "<uuid>");
}

/** The claims of a token, their times as distances from its issue. */
function claimsOf(token, url) {
  const { header, claims } = decode(token);
  const { iat } = claims;
  const shown = Object.entries(claims).map(([name, value]) => {
    if (typeof value === "number" && value > 1.6e9) return [name, `iat + ${value - iat}`];
    if (name === "data")
      return [
        name,
        Object.entries(value.user).map(
          ([key, each]) => `${key} ${key === "id" ? JSON.stringify(each) : typeof each}`,
        ),
      ];
    if (["jti", "uuid", "tfa_nonce"].includes(name)) return [name, typeof value];
    return [name, typeof value === "string" ? value.replaceAll(url, "<site>") : value];
  });
  return { header, claims: Object.fromEntries(shown) };
}

/**
 * A pair of sites with the same contents. `is(title, ask, keep)` asks both.
 * @param {{ server?: string, edition?: string, settings?: object }} options
 */
export async function startPair({
  server,
  mode,
  edition = mode,
  settings,
  ignore: always = [],
} = {}) {
  const real = await startWordPress({ ...(server && { server }), ...(mode && { mode }) });
  if (settings) real.setOptions(settings);
  const basics = users.map(({ username, role, password, email, name }) => ({
    ...{ username, role, password, email, displayName: name },
  }));
  const posts = postsOf(await import("../../scripts/wordpress/posts.mjs"));
  const test = createTestSite({
    plugin: server,
    edition,
    users: basics,
    posts,
    name: "Presskey test site",
    categories: [{ name: "Uncategorized" }, { name: "Field notes" }],
    site: real.url,
  });
  const sides = [side(real.url, realSend), side(test.site, testSend(test))];

  /** Asks both the same; `ask` may be a function of what the side remembers. */
  async function same(ask, { keep, ignore = [] } = {}) {
    const views = [];
    for (const each of sides) {
      const asked = typeof ask === "function" ? ask(each.memory) : ask;
      const answer = await each.ask(asked);
      if (keep) keep(JSON.parse(answer.text), each.memory, each.name);
      const view = each.view(answer);
      for (const path of [...always, ...ignore]) drop(view, path.split("."));
      views.push(view);
    }
    assert.deepEqual(views[1], views[0]);
    return views[0];
  }
  return {
    real,
    test,
    same,
    password: (name) => users.find(({ username }) => username === name).password,
    stop: () => real.stop(),
  };
}

function drop(value, [name, ...rest]) {
  if (value === null || typeof value !== "object") return;
  if (name === "*") for (const each of Object.values(value)) drop(each, rest);
  else if (rest.length) drop(value[name], rest);
  else delete value[name];
}

/** The seeded posts: one a day, in the editor's name, and in the category that the seed makes. */
const postsOf = ({ posts }) =>
  posts.map(({ title, content, status }, index) => ({
    // Nobody was logged in who might write an ampersand as it is.
    ...{ id: index + 4, title: title.replace("&", "&amp;"), content, status },
    ...{ author: 2, categories: [2] },
    date: Date.UTC(2024, 2, index + 1, 9),
  }));
