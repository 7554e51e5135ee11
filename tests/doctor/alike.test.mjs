// diagnose() finds the same with the npm package and with the client for Rust frontends: tests/rust/client.test.mjs
// runs this table with that client.
import assert from "node:assert/strict";
import { it } from "node:test";
import { setStage } from "../support/stage.mjs";

const stage = setStage({ mock: true });
const refused = (code, status) => ({ status, body: { code, message: code, data: { status } } });
const closed = { "access-control-allow-origin": "https://elsewhere.example" };
const cached = { "x-cache": "HIT", age: "120" };
const at = (route, answer) => (asked) =>
  asked.route === route && asked.method !== "OPTIONS" ? answer : undefined;
const VALIDATE = "/jwt-auth/v1/token/validate";

/** Sites, by what is wrong with them. Those of a user are looked at after a login, and before one. */
const SITES = {
  nothing: {},
  "PRO's routes": { settings: { mode: "pro" } },
  "the header is dropped": { answer: at(VALIDATE, refused("jwt_auth_no_auth_header", 403)) },
  "the secret is missing": { answer: at(VALIDATE, refused("jwt_auth_bad_config", 403)) },
  "the token is refused": { answer: at(VALIDATE, refused("jwt_auth_invalid_token", 403)) },
  "users are refused": { answer: at("/wp/v2/users/me", refused("rest_not_logged_in", 401)) },
  "a cache responds to users": {
    answer: at("/wp/v2/users/me", { headers: cached, body: { id: 2, name: "x" } }),
  },
  "a plugin's page at its route": {
    answer: at(VALIDATE, { headers: { "content-type": "text/html" }, body: "<h1>403</h1>" }),
  },
  "no login route": { answer: at("/jwt-auth/v1/token", refused("rest_no_route", 404)) },
  "a firewall at the login": {
    answer: at("/jwt-auth/v1/token", {
      ...{ status: 403, headers: { "content-type": "text/html" }, body: "<h1>Forbidden</h1>" },
    }),
  },
  "no CORS": { answer: ({ route }) => (route ? { headers: closed } : undefined) },
  "no Authorization in CORS": { settings: { allowedHeaders: "Content-Type" } },
  "a clock ahead": { settings: { clock_offset: 3600 } },
  "an API of members only": {
    answer: ({ route, token, method }) =>
      route && !token && method !== "OPTIONS" ? refused("rest_not_logged_in", 401) : undefined,
  },
};

/** The login plugins that the app names, one as a description, and whether somebody has logged in. */
const APPS = {
  visitor: [undefined],
  user: [undefined, "editor"],
  description: [
    {
      ...{ id: "acme", namespace: "jwt-auth/v1", token: "token" },
      login: { path: "token", body: { username: "$username", password: "$password" } },
      validate: { path: "token/validate", auth: true },
    },
    "editor",
  ],
  basic: ["basic-auth"],
};

/** The checks that do not pass, for each app. */
const EXPECTED = {
  nothing: {
    visitor: "cache skip, clock skip",
    user: "",
    description: "",
    basic: "plugin skip, login skip, cache skip, clock skip",
  },
  "PRO's routes": {
    visitor: "cache skip, clock skip",
    user: "",
    description: "",
    basic: "plugin skip, secret skip, login skip, authorization skip, cache skip, clock skip",
  },
  "the header is dropped": {
    visitor: "secret skip, authorization fail, cache skip, clock skip",
    user: "secret skip, authorization fail",
    description: "secret skip, authorization fail",
    basic: "plugin skip, login skip, cache skip, clock skip",
  },
  "the secret is missing": {
    visitor: "secret fail, authorization skip, cache skip, clock skip",
    user: "secret fail, authorization warn",
    description: "secret fail, authorization warn",
    basic: "plugin skip, login skip, cache skip, clock skip",
  },
  "the token is refused": {
    visitor: "authorization skip, cache skip, clock skip",
    user: "authorization warn",
    description: "authorization warn",
    basic: "plugin skip, login skip, cache skip, clock skip",
  },
  "users are refused": {
    visitor: "cache skip, clock skip",
    user: "cache warn",
    description: "cache warn",
    basic: "plugin skip, secret skip, login skip, authorization skip, cache skip, clock skip",
  },
  "a cache responds to users": {
    visitor: "cache skip, clock skip",
    user: "cache fail",
    description: "cache fail",
    basic: "plugin skip, secret skip, login skip, authorization skip, cache skip, clock skip",
  },
  "a plugin's page at its route": {
    visitor: "secret skip, authorization skip, cache skip, clock skip",
    user: "",
    description: "",
    basic: "plugin skip, login skip, cache skip, clock skip",
  },
  "no login route": {
    visitor: "cache skip, clock skip",
    user: "",
    description: "",
    basic: "plugin skip, login skip, cache skip, clock skip",
  },
  "a firewall at the login": {
    visitor: "login fail, cache skip, clock skip",
    user: "login fail",
    description: "login fail",
    basic: "plugin skip, login skip, cache skip, clock skip",
  },
  "no CORS": {
    visitor:
      "redirects skip, cors fail, rest skip, guards skip, address skip, plugin skip, secret skip, login skip, preflight skip, authorization skip, cache skip, clock skip",
    user: "redirects skip, cors fail, rest skip, guards skip, address skip, plugin skip, secret skip, login skip, preflight skip, authorization skip, cache skip, clock skip",
    description:
      "redirects skip, cors fail, rest skip, guards skip, address skip, plugin skip, secret skip, login skip, preflight skip, authorization skip, cache skip, clock skip, cookies skip",
    basic:
      "redirects skip, cors fail, rest skip, guards skip, address skip, plugin skip, secret skip, login skip, preflight skip, authorization skip, cache skip, clock skip",
  },
  "no Authorization in CORS": {
    visitor: "secret skip, preflight fail, authorization skip, cache skip, clock skip",
    user: "secret skip, preflight fail, authorization skip, cache skip",
    description: "secret skip, preflight fail, authorization skip, cache skip",
    basic:
      "plugin skip, secret skip, login skip, preflight fail, authorization skip, cache skip, clock skip",
  },
  "a clock ahead": {
    visitor: "cache skip, clock skip",
    user: "clock warn",
    description: "clock warn",
    basic: "plugin skip, login skip, cache skip, clock skip",
  },
  "an API of members only": {
    visitor:
      "rest fail, guards skip, address skip, plugin skip, login skip, preflight skip, authorization skip, cache skip, clock skip",
    user: "rest fail, guards skip, address skip, plugin skip, login skip, preflight skip, cache skip",
    description:
      "rest fail, guards skip, address skip, plugin skip, login skip, preflight skip, cache skip, cookies skip",
    basic:
      "rest fail, guards skip, address skip, plugin skip, login skip, preflight skip, authorization skip, cache skip, clock skip",
  },
};

for (const [name, { answer, settings }] of Object.entries(SITES))
  it(name, async () => {
    const found = {};
    for (const [who, [plugin, user]] of Object.entries(APPS)) {
      const app = await stage.visit({ ...(plugin && { plugin }) });
      stage.site.setOptions();
      stage.site.setOptions(settings);
      if (user) await app.login(user);
      stage.site.setOptions({ answer });
      const { findings } = await app.call("diagnose");
      const others = findings.filter(({ status }) => status !== "pass");
      found[who] = others.map(({ id, status }) => `${id} ${status}`).join(", ");
    }
    assert.deepEqual(found, EXPECTED[name]);
  });
