// "WPGraphQL" with "WPGraphQL JWT Authentication" 0.7.2 ("0.7") and up to 0.7.0 ("0.6"), as far as a
// client that logs in needs it. Errors have HTTP status 200.
import { WpError } from "../answers.js";
import { TokenError } from "../jwt.js";
import { authenticate, can } from "../wordpress/users.js";
import { InvalidQuery, parseOperation, SyntaxProblem } from "./graphql.js";

/** @import { Selection } from "./graphql.js" */
/** @import { Answer, Fields, Server, Site, User, WpRequest } from "../types.d.ts" */

const LEEWAY = 60;
const YEAR = 31_536_000;
class FieldError extends Error {}

/** @param {string} text */
const escapeHtml = (text) =>
  text.replace(
    /[&<>"']/g,
    (char) => `&${{ "&": "amp", "<": "lt", ">": "gt", '"': "quot", "'": "#039" }[char]};`,
  );

/** @param {Site} site @param {User} user @param {unknown} [refresh] */
function issue(site, user, refresh = false) {
  const iat = site.seconds();
  const exp = iat + (refresh ? YEAR : site.lifetime);
  const id = String(user.id);
  const secret = refresh ? { user_secret: secretOf(site, user) } : {};
  const claims = { iss: site.url, iat, nbf: iat, exp, data: { user: { id, ...secret } } };
  return refresh ? site.signRefresh(claims) : site.sign(claims);
}

/** @param {Site} site @param {User} user */
function secretOf(site, user) {
  const secrets = site.store("secrets");
  if (!secrets.has(user.id)) secrets.set(user.id, `graphql_jwt_${site.random(7)}`);
  return secrets.get(user.id);
}

/**
 * The user of a token; throws a WpError with the HTTP status that it brings about.
 *
 * @param {Site} site
 * @param {string} token
 */
function check(site, token) {
  let claims;
  try {
    claims = site.read(token, LEEWAY);
  } catch (error) {
    if (!(error instanceof TokenError)) throw error;
    throw new WpError("invalid-secret-key", error.message, 200);
  }
  if (claims.iss !== site.url) {
    throw new WpError("invalid-jwt", "The iss do not match with this server", 401);
  }
  const { id, user_secret } = claims.data?.user ?? {};
  if (!id) throw new WpError("invalid-jwt", "User ID not found in the token", 401);
  const user = site.userById(id);
  // The secret is in the user's meta, which is deleted with the user.
  if (user_secret && (!user || site.store("revoked").has(user_secret))) {
    const message = "The User Secret does not match or has been revoked for this user";
    throw new WpError("invalid-jwt", message, 401);
  }
  return user ?? null;
}

/** @param {Site} site @param {WpRequest} request */
function bearer(site, { authorization }) {
  const [, token] = /^Bearer\s*(\S+)/.exec(authorization) ?? [];
  return token ? check(site, token) : null;
}

/** @param {Site} site @param {User} user */
const userFields = (site, user) => ({
  ...{ id: btoa(`user:${user.id}`), databaseId: user.id, name: user.displayName },
  ...{ username: user.username, email: user.email, nicename: user.nicename },
  ...{ firstName: user.firstName || null, lastName: user.lastName || null },
  jwtAuthToken: issue(site, user),
  jwtRefreshToken: issue(site, user, true),
  isJwtAuthSecretRevoked: false,
});

/** @param {Site} site @param {Fields} params */
function login(site, { username, password }) {
  let user;
  try {
    user = authenticate(site, username, password);
  } catch (error) {
    const { code, message } = /** @type {WpError} */ (error);
    throw new FieldError(escapeHtml(site.edition === "0.6" ? code : message));
  }
  const tokens = { authToken: issue(site, user), refreshToken: issue(site, user, true) };
  return { ...tokens, user: userFields(site, user) };
}

/** @param {Site} site @param {Fields} params @param {Answer} answer */
function refresh(site, { jwtRefreshToken }, answer) {
  try {
    const user = check(site, jwtRefreshToken);
    if (user) return { authToken: issue(site, user) };
  } catch (error) {
    if (!(error instanceof WpError)) throw error;
    answer.status = error.status;
  }
  throw new FieldError("The provided refresh token is invalid");
}

/** @param {Site} site @param {Fields} input @param {User | null} user */
function createPost(site, input, user) {
  if (!user || !can(user, "edit_posts")) {
    throw new FieldError("Sorry, you are not allowed to create posts");
  }
  const status = (input.status ?? "draft").toLowerCase();
  const post = site.newPost({
    id: site.nextId(),
    title: input.title ?? "",
    status,
    author: user.id,
  });
  site.posts.push(post);
  return { post: { title: post.title, databaseId: post.id } };
}

/** @param {Site} site */
const published = (site) => site.posts.filter(({ status }) => status === "publish");

/**
 * @typedef {Record<string, (input: Fields) => unknown>} Resolvers
 * @param {Site} site
 * @param {User | null} user
 * @param {Answer} answer
 * @returns {Record<string, Resolvers>}
 */
const schema = (site, user, answer) => ({
  query: {
    viewer: () => user && userFields(site, user),
    generalSettings: () => ({ title: site.name, url: site.url }),
    posts: () => ({
      nodes: published(site).map(({ id, title }) => ({ title, databaseId: id })),
    }),
  },
  mutation: {
    login: (input) => login(site, input),
    refreshJwtAuthToken: (input) => refresh(site, input, answer),
    createPost: (input) => createPost(site, input, user),
  },
});
/** @type {Record<string, string[]>} */
const REQUIRED = { login: ["username", "password"], refreshJwtAuthToken: ["jwtRefreshToken"] };

/**
 * Of a value only what was asked for; a mutation gives its id back.
 *
 * @param {unknown} value
 * @param {Selection} fields
 * @param {Fields} [input]
 * @returns {unknown}
 */
function pick(value, fields, input) {
  if (Array.isArray(value)) return value.map((one) => pick(one, fields));
  if (value === null || typeof value !== "object" || !Object.keys(fields).length) return value;
  /** @type {Fields} */
  const all = { clientMutationId: input?.clientMutationId ?? null, ...value };
  return Object.fromEntries(
    Object.entries(fields).map(([alias, { name, fields }]) => [
      alias,
      pick(all[name] ?? null, fields),
    ]),
  );
}

/** @param {string} message */
const problems = (message) => ({ errors: [{ message }] });

/** @param {string} kind @param {Selection} fields @param {Resolvers} resolvers */
function checkFields(kind, fields, resolvers) {
  for (const { name, arguments: given } of Object.values(fields)) {
    if (!Object.hasOwn(resolvers, name)) {
      const root = `Root${kind[0].toUpperCase()}${kind.slice(1)}`;
      throw new InvalidQuery(`Cannot query field "${name}" on type "${root}".`);
    }
    if ((REQUIRED[name] ?? []).some((field) => !(field in (given.input ?? {})))) {
      const type = `${name[0].toUpperCase()}${name.slice(1)}Input!`;
      const text = `Field "${name}" argument "input" of type "${type}" is required but not provided.`;
      throw new InvalidQuery(text);
    }
  }
}

/**
 * With a bad token every field fails, public ones too.
 *
 * @param {Resolvers} resolvers
 * @param {Selection} fields
 * @param {WpError | null} refused
 */
function execute(resolvers, fields, refused) {
  /** @type {Fields} */
  const data = {};
  const errors = [];
  for (const [alias, field] of Object.entries(fields)) {
    data[alias] = null;
    try {
      if (refused) throw new FieldError("Internal server error");
      const input = field.arguments.input ?? {};
      data[alias] = pick(resolvers[field.name](input), field.fields, input);
    } catch (error) {
      if (!(error instanceof FieldError)) throw error;
      errors.push({ message: error.message, path: [alias] });
    }
  }
  return { ...(errors.length && { errors }), data };
}

/** @param {Site} site @param {WpRequest} request @param {Answer} answer */
function answerTo(site, request, answer) {
  const { query, variables } = request.json ?? request.query;
  if (!query) {
    const parts = '"query" or "queryId"';
    return problems(`GraphQL Request must include at least one of those two parameters: ${parts}`);
  }
  if (typeof query !== "string") {
    const got = JSON.stringify(query);
    return problems(`GraphQL Request parameter "query" must be string, but got ${got}`);
  }
  let user = null;
  let refused = null;
  try {
    user = bearer(site, request);
  } catch (error) {
    if (!(error instanceof WpError)) throw error;
    refused = error;
  }
  try {
    const { kind, fields } = parseOperation(query, variables ?? {});
    const resolvers = schema(site, user, answer)[kind];
    if (!resolvers) throw new InvalidQuery(`Schema is not configured for ${kind}s.`);
    checkFields(kind, fields, resolvers);
    if (refused) answer.status = refused.status;
    return execute(resolvers, fields, refused);
  } catch (error) {
    if (error instanceof SyntaxProblem) answer.status = 500;
    else if (!(error instanceof InvalidQuery)) throw error;
    return problems(error.message);
  }
}

/** @type {Server} */
export const server = {
  editions: ["0.7", "0.6"],
  namespaces: [],
  lifetime: 300,
  routes: () => ({}),
  /** On WordPress's own routes a bad token is ignored. */
  authenticate(request, site) {
    try {
      return bearer(site, request);
    } catch (error) {
      if (error instanceof WpError) return null;
      throw error;
    }
  },
  expireRefresh(site) {
    for (const secret of site.store("secrets").values()) site.store("revoked").set(secret, true);
    site.store("secrets").clear();
  },
  /** The endpoint, which is no REST route. */
  serve(request, site) {
    if (!/\/graphql\/?$/.test(request.url.pathname) && request.query.graphql === undefined)
      return undefined;
    const answer = { status: 200 };
    const body = request.method === "OPTIONS" ? null : answerTo(site, request, answer);
    const exposed = site.edition === "0.6" ? "X-JWT-Refresh" : "X-JWT-Auth,X-JWT-Refresh";
    const headers = {
      "Content-Type": "application/json; charset=UTF-8",
      "Access-Control-Allow-Origin": "*",
      "Access-Control-Allow-Headers": "Authorization, Content-Type, X-JWT-Auth, X-JWT-Refresh",
      "Access-Control-Max-Age": "600",
      "Access-Control-Expose-Headers": exposed,
    };
    return { status: answer.status, body, headers };
  },
};
