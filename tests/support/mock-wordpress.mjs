// WordPress with the plugin, as far as a client can see, in one Node server. It starts immediately,
// and it can hang, break off or redirect, which the embedded WordPress cannot.
import { createHmac, randomUUID } from "node:crypto";
import { users } from "../../scripts/wordpress/users.mjs";
import { bodyOf, openCors, serve } from "./servers.mjs";

const base64url = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");

/** A JWT signed by HS256. */
export function sign(claims, secret = "the mock's secret") {
  const signed = `${base64url({ typ: "JWT", alg: "HS256" })}.${base64url(claims)}`;
  return `${signed}.${createHmac("sha256", secret).update(signed).digest("base64url")}`;
}

/** A user as `/users/me` describes it. */
const profile = (id) => {
  const { name, role } = users[id - 1] ?? {};
  return { id: Number(id), name, roles: [role] };
};

const USUAL = {
  mode: "free",
  lifetime: 604800,
  // WordPress's own.
  allowedHeaders: "Authorization, X-WP-Nonce, Content-Disposition, Content-MD5, Content-Type",
};

const seconds = () => Math.floor(Date.now() / 1000);
const refusal = (code, status = 403, message = code) => ({
  status,
  body: { code, message, data: { status } },
});

/**
 * Settings: `mode`, `lifetime`, `clock_offset`, `secret`, `refresh_error` as in
 * scripts/wordpress/knobs.mjs; `allowedHeaders` of CORS; and `answer(request)`, asked first, whose result is sent instead:
 * { status, headers, body } or "hang" or "break". `request` has method, route, query, headers, fields,
 * text and token. A body may be an async iterable: then it comes piece by piece.
 */
export async function startMock(always = {}) {
  let options;
  let log = [];
  const pairs = new Map();
  const issued = new Set();
  const mock = {
    setOptions(changes) {
      options = changes ? { ...options, ...changes } : { ...USUAL, ...always };
    },
    log: () => log,
    clearLog: () => {
      log = [];
    },
    /** Every token and refresh token so far. */
    secrets: () => [...issued],
    /** A token of the user with this id, good for this site. */
    token: (id = 2, changes = {}) => issue(id, changes),
  };
  mock.setOptions();

  const server = await serve(async (request, response) => {
    const asked = await read(request);
    const entry = {
      method: asked.method,
      route: asked.route,
      authorization: Boolean(asked.headers.authorization),
      token: asked.token,
      origin: asked.headers.origin,
      fields: Object.keys(asked.fields),
      cookie: Boolean(asked.headers.cookie),
      contentType: asked.headers["content-type"] ?? null,
    };
    log.push(entry);
    const own = asked.preflight ? undefined : await options.answer?.(asked);
    if (own === "hang") return;
    if (own === "break") return void request.socket.destroy();
    const { status = 200, body = {}, headers } = own ?? answer(asked);
    entry.status = status;
    response.writeHead(status, {
      "content-type": "application/json; charset=UTF-8",
      ...openCors(request),
      "access-control-allow-headers": options.allowedHeaders,
      "access-control-expose-headers": "X-WP-Total, X-WP-TotalPages, Link",
      link: `<${mock.url}/wp-json/>; rel="https://api.w.org/"`,
      ...headers,
    });
    if (body[Symbol.asyncIterator]) {
      response.flushHeaders();
      for await (const piece of body) {
        if (response.destroyed) return;
        response.write(piece);
      }
      return void response.end();
    }
    response.end(asked.method === "HEAD" ? "" : text(body));
  });

  function issue(id, changes = {}) {
    const iat = seconds() + (options.clock_offset ?? 0);
    const data = { user: { id: String(id) } };
    // Two tokens of the same second must differ, as PRO's rows do.
    const claims = { iss: mock.url, iat, nbf: iat, exp: iat + options.lifetime, data };
    const token = sign({ ...claims, jti: randomUUID(), ...changes }, options.secret);
    issued.add(token);
    return token;
  }

  function pair(id) {
    const [token, refresh] = [issue(id), randomUUID()];
    pairs.set(refresh, { id, token });
    issued.add(refresh);
    return { token, refresh };
  }

  /** The claims of a good token; null for a bad one. */
  function check(token) {
    const [, payload] = token.split(".");
    try {
      const claims = JSON.parse(Buffer.from(payload, "base64url"));
      if (sign(claims, options.secret) !== token) return null;
      if (claims.exp !== undefined && claims.exp <= seconds() + (options.clock_offset ?? 0))
        return null;
      if (options.mode === "pro" && ![...pairs.values()].some((row) => row.token === token))
        return null;
      return claims;
    } catch {
      return null;
    }
  }

  function answer({ method, route, headers, fields, token, text: sent }) {
    if (route === null) return { headers: { "content-type": "text/html" }, body: "<p>A page</p>" };
    if (method === "OPTIONS") return { body: {} };
    const claims = token === undefined ? null : check(token);
    const validating = route.includes("token/validate");
    if (options.mode === "free" && token !== undefined && !claims && !validating) {
      return refusal("jwt_auth_invalid_token", 403, "Expired token");
    }
    const id = claims?.data.user.id;
    switch (`${method} ${route}`) {
      case "GET /":
        return {
          body: { url: mock.url, home: mock.url, namespaces: ["jwt-auth/v1", "wp/v2"], routes: {} },
        };
      case "POST /jwt-auth/v1/token": {
        const at = users.findIndex(({ username }) => username === fields.username);
        if (users[at]?.password !== fields.password || at < 0) {
          const code = options.mode === "pro" ? "jwt_auth_failed" : "[jwt_auth] incorrect_password";
          return refusal(code, 403, "<strong>Error:</strong> The password is incorrect.");
        }
        const { email, name, username } = users[at];
        const made = options.mode === "pro" ? pair(at + 1) : { token: issue(at + 1) };
        return {
          body: {
            token: made.token,
            ...(made.refresh && { user_id: at + 1, refresh_token: made.refresh }),
            user_email: email,
            user_nicename: username,
            user_display_name: name,
          },
        };
      }
      case "POST /jwt-auth/v1/token/validate":
        if (token === undefined) return refusal("jwt_auth_no_auth_header");
        if (!claims) return refusal("jwt_auth_invalid_token");
        return { body: { code: "jwt_auth_valid_token", data: { status: 200 } } };
      case "POST /jwt-auth/v1/token/refresh": {
        if (options.mode !== "pro") return refusal("rest_no_route", 404);
        if (options.refresh_error) return refusal(options.refresh_error);
        const row = pairs.get(fields.refresh_token);
        if (!row) return refusal("jwt_auth_invalid_refresh_token");
        pairs.delete(fields.refresh_token);
        const { token, refresh } = pair(row.id);
        return {
          body: {
            access_token: token,
            expires_in: options.lifetime,
            token_type: "Bearer",
            refresh_token: refresh,
          },
        };
      }
      case "POST /jwt-auth/v1/token/revoke":
        if (options.mode !== "pro") return refusal("rest_no_route", 404);
        if (!claims) return refusal("jwt_auth_invalid_token");
        for (const [refresh, row] of pairs) if (row.token === token) pairs.delete(refresh);
        return { body: { code: "jwt_auth_token_revoked", data: { status: 200 } } };
      case "GET /wp/v2/users/me":
        return id ? { body: profile(id) } : refusal("rest_not_logged_in", 401);
      case "GET /wp/v2/posts":
        return { body: [{ id: 1 }], headers: { "x-wp-total": "1" } };
      case "POST /wp/v2/posts":
        return id ? { status: 201, body: { id: 7, sent } } : refusal("rest_cannot_create", 401);
    }
    if (route.startsWith("/echo")) {
      return {
        body: { method, route, type: headers["content-type"] ?? null, sent, user: id ?? null },
      };
    }
    return refusal("rest_no_route", 404);
  }

  return Object.assign(mock, server);
}

async function read(request) {
  const url = new URL(request.url, "http://mock");
  const found = url.pathname.match(/\/wp-json(\/.*)?$/);
  const asked = url.searchParams.get("rest_route") ?? (found ? (found[1] ?? "/") : null);
  // rest_api_loaded() takes the slashes at the end away: no route differs by them.
  const route = asked && (asked.replace(/\/+$/, "") || "/");
  const sent = await bodyOf(request);
  const type = request.headers["content-type"] ?? "";
  let fields = {};
  if (type.includes("urlencoded")) fields = Object.fromEntries(new URLSearchParams(sent));
  if (type.includes("json")) fields = JSON.parse(sent || "{}");
  const token = request.headers.authorization?.replace(/^Bearer /, "");
  const { method, headers } = request;
  const preflight = "access-control-request-method" in headers;
  return {
    preflight,
    method,
    url,
    route,
    query: url.searchParams,
    headers,
    fields,
    text: sent,
    token,
  };
}

const text = (body) => (typeof body === "string" ? body : JSON.stringify(body));
