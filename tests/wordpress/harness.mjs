// What the tests of the test WordPress share: one site, short calls, hand-made tokens.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { startWordPress } from "../support/wordpress.mjs";

/** PRESSKEY_PLUGIN names a folder with another plugin to hold against the same facts, */
const otherPlugin = process.env.PRESSKEY_PLUGIN;
/** PRESSKEY_PLUGIN_MODE whose facts those are, */
const otherMode = process.env.PRESSKEY_PLUGIN_MODE ?? "free";
/** and PRESSKEY_PLUGIN_NEEDS the folders of plugins that it needs: "slug=folder,slug=folder". */
const needs = process.env.PRESSKEY_PLUGIN_NEEDS?.split(",").map((each) => each.split("="));

/** For tests that the mounted plugin is not meant for. */
export const skipMode = (...modes) =>
  otherPlugin && !modes.includes(otherMode) && `the plugin is ${otherMode}`;
/** For tests that only the fixture can be asked for. */
export const skipReal = otherPlugin && "only the fixture does that on demand";

export async function start(options) {
  const plugins = needs && Object.fromEntries(needs);
  const site = await startWordPress({ plugin: otherPlugin, plugins, ...options });
  const root = options?.permalinks === "plain" ? "/?rest_route=" : "/wp-json";

  /** `call("POST", "/jwt-auth/v1/token", { form: { … } })`, or a full path instead of a route. */
  async function call(method, route, { token, form, json, headers, path } = {}) {
    const response = await fetch(site.url + (path ?? root + route), {
      method,
      redirect: "manual",
      headers: {
        accept: "application/json",
        ...(token !== undefined && { authorization: token }),
        ...(json !== undefined && { "content-type": "application/json" }),
        ...headers,
      },
      body: form ? new URLSearchParams(form) : json && JSON.stringify(json),
    });
    const text = await response.text();
    let body;
    try {
      body = JSON.parse(text);
    } catch {
      body = undefined;
    }
    return { status: response.status, headers: response.headers, text, body };
  }

  const password = (name) => site.users.find((user) => user.username === name).password;
  const login = (username = "editor") =>
    call("POST", "/jwt-auth/v1/token", { form: { username, password: password(username) } });

  return {
    ...site,
    call,
    login,
    password,
    validate: (token) => call("POST", "/jwt-auth/v1/token/validate", { token }),
    me: (token) => call("GET", "/wp/v2/users/me", { token }),
    posts: (token) => call("GET", "/wp/v2/posts", { token }),
  };
}

export function refused({ status, body, text }, wanted, code, message = /./) {
  assert.ok(body, `JSON expected, got: ${text.slice(0, 200)}`);
  assert.equal(body.code, code);
  assert.equal(status, wanted);
  assert.equal(body.data.status, wanted);
  assert.match(body.message, message);
}

export const secret = "a secret for tests only, long enough for HS512: 0123456789abcdef";

/** Text and bytes as they are (a test may want broken ones), anything else as JSON. */
const base64url = (value) =>
  Buffer.from(
    typeof value === "string" || Buffer.isBuffer(value) ? value : JSON.stringify(value),
  ).toString("base64url");

export function decode(token) {
  const [header, claims] = token
    .split(".")
    .slice(0, 2)
    .map((part) => JSON.parse(Buffer.from(part, "base64url").toString()));
  return { header, claims };
}

/** A token signed with the site's own secret, whatever its claims. */
export function sign(claims, { header = { typ: "JWT", alg: "HS256" }, key = secret } = {}) {
  const signed = `${base64url(header)}.${base64url(claims)}`;
  return `${signed}.${createHmac("sha256", key).update(signed).digest("base64url")}`;
}
