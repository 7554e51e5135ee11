// The requests to each server, in this order.
import { sign } from "../wordpress/harness.mjs";

const credentials = (pair, username = "editor") => ({
  username,
  password: pair.password(username),
});
const post = (route, more) => ({ method: "POST", route, ...more });
const bearer = (name = "token") => ({ token: `Bearer ${name}` });

/** Tokens that no server accepts, and headers that hold none. */
const refused = [
  "Bearer x",
  "Bearer a.b.c",
  "Bearer",
  "Bearer undefined",
  "Basic YTpi",
  "bearer x",
  "x",
];
const foreign = `Bearer ${sign({ iss: "https://other.example", iat: 1, exp: 9_999_999_999, data: { user: { id: "2" } } }, { key: "another" })}`;

/** The same with every one of them. */
const withEach = (title, ask) =>
  [...refused, foreign].map((token) => [`${title} with ${token.slice(0, 20)}`, { ...ask, token }]);

const me = { route: "/wp/v2/users/me" };
const own = (ask) => (memory) => ({ ...ask, token: `Bearer ${memory.token}` });
const keep = (...path) => ({
  keep: (body, memory) => {
    const find = (keys) => keys.split(".").reduce((value, key) => value?.[key], body);
    [memory.token, memory.refresh] = [find(path[0]), path[1] && find(path[1])];
  },
});

/** A login in every form that a body can have, and every way to fail. */
const logins = (pair, route, more = {}) => {
  const right = credentials(pair);
  return [
    ["JSON", post(route, { json: right, ...more })],
    ["an e-mail address", post(route, { form: { ...right, username: "editor@example.com" } })],
    ["a wrong password", post(route, { form: { ...right, password: "wrong" } })],
    [
      "a wrong password for an address",
      post(route, { form: { username: "editor@example.com", password: "wrong" } }),
    ],
    ["an unknown user", post(route, { form: { username: "nobody", password: "wrong" } })],
    [
      "an unknown address",
      post(route, { form: { username: "nobody@example.com", password: "wrong" } }),
    ],
    ["no password", post(route, { form: { username: "editor" } })],
    ["no name", post(route, { form: { password: "x" } })],
    ["an empty password", post(route, { form: { username: "editor", password: "" } })],
    ["nothing", post(route, { form: {} })],
    ["GET", { route }],
    ["OPTIONS", { method: "OPTIONS", route, headers: { "access-control-request-method": "POST" } }],
  ];
};

const tmeister = (pair, keys) => {
  const base = "/jwt-auth/v1/token";
  return [
    ...logins(pair, base),
    ["a login", post(base, { form: credentials(pair) }), keep(...keys)],
    ["validates it", own(post(`${base}/validate`))],
    ["knows the user", own(me)],
    ["knows the user on ?rest_route=", own({ path: "/?rest_route=/wp/v2/users/me" })],
    ["?search=token", own({ route: "/wp/v2/users/me?search=token" })],
    ["writes", own(post("/wp/v2/posts", { json: { title: "x", status: "nope" } }))],
    ["validates nothing", post(`${base}/validate`)],
    ...withEach("validates", post(`${base}/validate`)),
    ...withEach("asks who it is", me),
    ...withEach("reads posts", { route: "/wp/v2/posts?_fields=id" }),
    ["logs in with a stale token", post(base, { form: credentials(pair), ...bearer("stale") })],
  ];
};

const pro = (pair) => {
  const base = "/jwt-auth/v1/token";
  const refresh = (memory) => post(`${base}/refresh`, { form: { refresh_token: memory.refresh } });
  return [
    ...tmeister(pair, ["token", "refresh_token"]),
    ["refreshes", refresh, keep("access_token", "refresh_token")],
    ["knows the new one", own(me)],
    ["refreshes with nothing", post(`${base}/refresh`)],
    [
      "refreshes with an unknown one",
      post(`${base}/refresh`, { json: { refresh_token: "unknown" } }),
    ],
    ["revokes nothing", post(`${base}/revoke`)],
    ["revokes a stranger's", post(`${base}/revoke`, { token: foreign })],
    ["revokes", own(post(`${base}/revoke`)), { ignore: ["body.data.revoked_at"] }],
    ["revokes again", own(post(`${base}/revoke`))],
    ["validates a revoked one", own(post(`${base}/validate`))],
    ["is nobody with it", own(me)],
    ["refreshes what is revoked", refresh],
  ];
};

const jwtAuth = (pair) => {
  const base = "/jwt-auth/v1/token";
  const device = { device: "my laptop" };
  return [
    ...logins(pair, base),
    ["a login", post(base, { form: { ...credentials(pair), ...device } }), keep("data.token")],
    ["validates it", own(post(`${base}/validate`))],
    ["knows the user", own(me)],
    ["knows the user on ?rest_route=", own({ path: "/?rest_route=/wp/v2/users/me" })],
    ["renews by the cookie", post(base, { form: device, cookie: true }), keep("data.token")],
    ["renews the cookie", post(`${base}/refresh`, { form: device, cookie: true })],
    [
      "renews for another device",
      post(`${base}/refresh`, { form: { device: "a phone" }, cookie: true }),
    ],
    ["renews without a cookie", post(`${base}/refresh`)],
    [
      "a cookie of nobody",
      post(`${base}/refresh`, { headers: { cookie: "refresh_token=nonsense" } }),
    ],
    [
      "an old cookie",
      post(`${base}/refresh`, {
        form: device,
        headers: { cookie: `refresh_token=2.${"0".repeat(64)}` },
      }),
    ],
    [
      "another's name with my cookie",
      post(base, { form: { ...credentials(pair, "subscriber"), ...device }, cookie: true }),
    ],
    ["validates nothing", post(`${base}/validate`)],
    ...withEach("validates", post(`${base}/validate`)),
    ...withEach("asks who it is", me),
    ["reads the index", { route: "/?_fields=name" }],
    ["reads the namespace", { route: "/jwt-auth/v1?_fields=namespace" }],
    ["logs in with a stale token", post(base, { form: credentials(pair), ...bearer("stale") })],
  ];
};

const simpleJwtLogin = (pair, version) => {
  const base = "/simple-jwt-login/v1/auth";
  const jwt = (memory) => ({ JWT: memory.token, refresh_token: memory.refresh });
  const revoke = (memory) => post(`${base}/revoke`, { token: `Bearer ${memory.token}` });
  return [
    ...logins(pair, base),
    [
      "an address",
      post(base, { form: { email: "editor@example.com", password: pair.password("editor") } }),
    ],
    ["either", post(base, { json: { login: "editor", password: pair.password("editor") } })],
    [
      "JSON as text",
      post(base, {
        body: JSON.stringify(credentials(pair)),
        headers: { "content-type": "text/plain" },
      }),
    ],
    [
      "a name as an address",
      post(base, { form: { email: "editor", password: pair.password("editor") } }),
    ],
    ["a login", post(base, { form: credentials(pair) }), keep("data.jwt", "data.refresh_token")],
    ["validates it", own({ route: `${base}/validate` }), { ignore: ["body.data.user.ID"] }],
    [
      "validates a parameter",
      (memory) => post(`${base}/validate`, { form: { JWT: memory.token } }),
      { ignore: ["body.data.user.ID"] },
    ],
    ["validates nothing", post(`${base}/validate`)],
    [
      "knows the user",
      (memory) => ({ ...me, token: `Bearer ${memory.token}` }),
      { ignore: ["cookies", "headers.set-cookie"] },
    ],
    ["refreshes nothing", post(`${base}/refresh`)],
    [
      "refreshes nonsense",
      post(`${base}/refresh`, { json: { JWT: "x", refresh_token: "unknown" } }),
    ],
    [
      "refreshes",
      (memory) => post(`${base}/refresh`, { form: jwt(memory) }),
      keep("data.jwt", "data.refresh_token"),
    ],
    ...withEach("validates", post(`${base}/validate`)),
    ...withEach("asks who it is", me),
    ...(version === "4"
      ? [["a second factor without one", post(`${base}/2fa`), { ignore: ["status", "body"] }]]
      : []),
    ["revokes", revoke],
    ["revokes again", revoke],
    ["asks who a revoked one is", own(me)],
    ["logs in with a stale token", post(base, { form: credentials(pair), ...bearer("stale") })],
  ];
};

const miniOrange = (pair) => {
  const base = "/api/v1/token";
  const right = credentials(pair);
  return [
    ["JSON", post(base, { json: right })],
    ["a login", post(base, { form: right }), keep("jwt_token")],
    ["an address is no name", post(base, { form: { ...right, username: "editor@example.com" } })],
    ["a wrong password", post(base, { form: { ...right, password: "wrong" } })],
    ["nothing", post(base)],
    ["validates it", own({ route: "/api/v1/token-validate" })],
    ["knows the user", own(me)],
    ["does not know the user on ?rest_route=", own({ path: "/?rest_route=/wp/v2/users/me" })],
    ["keeps the index closed", own({ route: "/" })],
    [
      "preflight",
      {
        method: "OPTIONS",
        route: "/wp/v2/posts",
        headers: { "access-control-request-method": "POST" },
      },
    ],
    ["without a header", me],
    ["with a bad one", { ...me, token: "Bearer x" }],
    ["when it is locked", post(base, { form: right })],
  ];
};

const wpUser = (pair) => {
  const base = "/wpuser/v1/token";
  const right = { wp_user_email_name: "editor", wp_user_password: pair.password("editor") };
  return [
    [
      "a wrong password",
      post(`${base}/generate`, { form: { ...right, wp_user_password: "wrong" } }),
    ],
    ["another", post(`${base}/generate`, { form: { ...right, wp_user_password: "wrong" } })],
    [
      "an address",
      post(`${base}/generate`, { form: { ...right, wp_user_email_name: "editor@example.com" } }),
      { ignore: ["cookies", "headers.set-cookie", "body.location", "body.wp_user_disable_signup"] },
    ],
    [
      "a login",
      post("/wpuser/v1/user/login", { form: right }),
      {
        ...keep("token"),
        ignore: ["cookies", "headers.set-cookie", "body.location", "body.wp_user_disable_signup"],
      },
    ],
    ["validates it", own(post(`${base}/validate`))],
    ["validates a field", (memory) => post(`${base}/validate`, { form: { token: memory.token } })],
    ["validates nothing", post(`${base}/validate`)],
    ["knows the user", own(me)],
    ...withEach("validates", post(`${base}/validate`)),
    ...withEach("asks who it is", me),
  ];
};

const simpleJwtAuthentication = (pair) => {
  const base = "/simple-jwt-authentication/v1/token";
  return [
    ...logins(pair, base),
    ["a login", post(base, { form: credentials(pair) }), keep("token")],
    ["validates it", own(post(`${base}/validate`))],
    ["knows the user", own(me)],
    ["does not know the user on ?rest_route=", own({ path: "/?rest_route=/wp/v2/users/me" })],
    ["refreshes", own(post(`${base}/refresh`)), keep("token")],
    ["refreshes nothing", post(`${base}/refresh`)],
    ...withEach("validates", post(`${base}/validate`)),
    ...withEach("asks who it is", me),
    ["revokes nothing", post(`${base}/revoke`)],
    ["revokes", own(post(`${base}/revoke`))],
    ["validates a revoked one", own(post(`${base}/validate`))],
    ["forgets a password", post(`${base}/resetpassword`, { form: { username: "nobody" } })],
  ];
};

const jwtAuthPro = (pair) => {
  const base = "/jwt/v1";
  return [
    ...logins(pair, `${base}/token`).filter(([title]) => title !== "OPTIONS"),
    ["a login", post(`${base}/token`, { form: credentials(pair) }), keep("data.access_token")],
    ["verifies it", own({ route: `${base}/verify` })],
    ["verifies nothing", { route: `${base}/verify` }],
    ["knows the user", own(me)],
    ["refreshes", post(`${base}/refresh`, { cookie: true }), keep("data.access_token")],
    ["refreshes without a cookie", post(`${base}/refresh`)],
    [
      "an unknown cookie",
      post(`${base}/refresh`, { headers: { cookie: "wp_jwt_refresh_token=unknown" } }),
    ],
    ...withEach("asks who it is", me),
    ["logs out", post(`${base}/logout`, { cookie: true })],
    [
      "logs in with a stale token",
      post(`${base}/token`, { form: credentials(pair), ...bearer("stale") }),
    ],
  ];
};

const graphql = (pair) => {
  const ask = (query, variables, more) => ({
    method: "POST",
    path: "/graphql",
    json: { query, variables },
    ...more,
  });
  const login =
    "mutation Login($username: String!, $password: String!) { login(input: { username: $username, password: $password }) { authToken refreshToken user { databaseId name email username nicename } } }";
  const refresh =
    "mutation Refresh($token: String!) { refreshJwtAuthToken(input: { jwtRefreshToken: $token }) { authToken } }";
  const viewer = "{ viewer { databaseId name } generalSettings { title } }";
  return [
    [
      "a login",
      ask(login, credentials(pair)),
      keep("data.login.authToken", "data.login.refreshToken"),
    ],
    ["a wrong password", ask(login, { ...credentials(pair), password: "wrong" })],
    ["an unknown user", ask(login, { username: "nobody", password: "wrong" })],
    ["a variable too few", ask(login, { username: "editor" })],
    ["refreshes", (memory) => ask(refresh, { token: memory.refresh })],
    ["refreshes with an access token", (memory) => ask(refresh, { token: memory.token })],
    ["refreshes with nonsense", ask(refresh, { token: "x" })],
    ["the viewer", (memory) => ask(viewer, {}, { token: `Bearer ${memory.token}` })],
    ["no viewer", ask(viewer)],
    [
      "with aliases",
      ask("query Q { all: posts { nodes { databaseId title } } }"),
      { ignore: ["body.data.all.nodes"] },
    ],
    ["a bad token", ask(viewer, {}, bearer("x"))],
    ["no GraphQL", ask("{ viewer ")],
    ["an unknown field", ask("{ nothing }")],
    ["nothing", ask("")],
    ["on WordPress's routes", own(me)],
    ["a bad token on WordPress's routes", { ...me, ...bearer("x") }],
    [
      "preflight",
      { method: "OPTIONS", path: "/graphql", headers: { "access-control-request-method": "POST" } },
    ],
  ];
};

const basic = (name, password) => `Basic ${btoa(`${name}:${password}`)}`;

const basicAuth = (pair) => [
  ["the right password", { ...me, token: basic("editor", pair.password("editor")) }],
  ["an address", { ...me, token: basic("editor@example.com", pair.password("editor")) }],
  ["a wrong password", { ...me, token: basic("editor", "wrong") }],
  ["an unknown user", { route: "/wp/v2/posts", token: basic("nobody", "wrong") }],
  ["an unknown address", { route: "/", token: basic("nobody@example.com", "wrong") }],
  ["another scheme", { ...me, token: "Bearer x" }],
];

const applicationPasswords = () => [
  ["the index", { route: "/?_fields=authentication" }],
  ["a wrong password", { ...me, token: basic("editor", "wrong") }],
  [
    "posts with a wrong password",
    { route: "/wp/v2/posts?_fields=id", token: basic("editor", "wrong") },
  ],
  ["a list for nobody", { route: "/wp/v2/users/me/application-passwords" }],
  ["nobody's own", { route: "/wp/v2/users/me/application-passwords/introspect" }],
];

/** The method that a site owner chooses on the settings page. */
const byJwt = { wp_options: { mo_api_authentication_selected_authentication_method: "jwt_auth" } };

const tokens = "jwt-authentication-for-wp-rest-api";
export const servers = [
  { server: tokens, mode: "free", often: true, rows: (pair) => tmeister(pair, ["token"]) },
  {
    server: tokens,
    mode: "pro",
    often: true,
    settings: { rate_limit: 100_000 },
    ignore: ["headers.retry-after"],
    rows: pro,
  },
  { server: "jwt-auth", mode: "3", often: true, rows: jwtAuth },
  { server: "jwt-auth", mode: "3-next", rows: jwtAuth },
  { server: "jwt-auth", mode: "2", rows: jwtAuth },
  { server: "simple-jwt-login", mode: "4", often: true, rows: (pair) => simpleJwtLogin(pair, "4") },
  { server: "simple-jwt-login", mode: "3", rows: (pair) => simpleJwtLogin(pair, "3") },
  { server: "wp-rest-api-authentication", mode: "4", settings: byJwt, rows: miniOrange },
  { server: "wp-rest-api-authentication", mode: "3.7.2", settings: byJwt, rows: miniOrange },
  { server: "wp-rest-api-authentication", mode: "3.4", settings: byJwt, rows: miniOrange },
  { server: "wp-user", rows: wpUser },
  { server: "simple-jwt-authentication", rows: simpleJwtAuthentication },
  { server: "jwt-auth-pro-wp-rest-api", rows: jwtAuthPro },
  { server: "wp-graphql-jwt-authentication", mode: "0.7", rows: graphql },
  { server: "wp-graphql-jwt-authentication", mode: "0.6", rows: graphql },
  { server: "basic-auth", rows: basicAuth },
  { server: "application-passwords", rows: applicationPasswords },
];
