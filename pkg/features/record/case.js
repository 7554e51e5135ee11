import { DUMMY } from "../doctor/dummy.js";
import { isNear, timeOf } from "./numbers.js";
import { places } from "./places.js";
import { SECRET_KEY, Secrets } from "./secrets.js";
import { shapes } from "./shapes.js";
import { redactor } from "./text.js";

/**
 * @import { Answered, Exchange } from "./recorder.js"
 * @import { Step } from "./steps.js"
 * @typedef {ReturnType<typeof places>} Place
 * @typedef {ReturnType<typeof redactor>} Redact
 * @typedef {ReturnType<typeof shapes>} Shape
 * @typedef {{ text: Redact, shape: Shape, place: Place, secrets: Secrets }} Redaction
 * @typedef {Redaction & { page?: string | undefined, inPage: boolean, header: string }} Context
 * @typedef {{ to: string, when?: any, times?: number, answer?: object }} Replay a response of a case: `when` names headers
 */

/**
 * What was asked and answered, as a case of tests/field: replayable, and without anything that
 * belongs to somebody. See tests/field/README.md for the form.
 *
 * @param {object} record
 * @param {Exchange[]} record.exchanges
 * @param {Step[]} record.steps
 * @param {string} record.site @param {string} [record.given] the address that the app was given
 * @param {string} [record.root] of the REST API, where it is known
 * @param {string} [record.page] the page's origin
 * @param {boolean} record.inPage whether a browser recorded it
 * @param {string} record.named what the app's options say: a server, or "auto"
 * @param {string | null} record.plugin the server that was found or named
 * @param {unknown} record.storage
 * @param {string} [record.headerName] the header that the token travels in
 * @param {boolean} record.loggedIn whether a session was there before
 * @param {string} record.version of presskey
 */
export function caseOf(record) {
  const {
    exchanges,
    steps,
    site,
    given = site,
    root,
    page,
    plugin,
    storage,
    loggedIn,
    version,
    headerName = "Authorization",
  } = record;
  const secrets = new Secrets();
  // What was accepted comes first: the plain `{basic}` and `{apppass}` stand for it.
  const isWrong = wrongIn(steps);
  const isLogin = loginsIn(steps);
  for (const exchange of exchanges) if (!isWrong(exchange)) learn(secrets, exchange, isLogin);
  for (const exchange of exchanges) if (isWrong(exchange)) learn(secrets, exchange, isLogin);
  for (const { method, args } of steps) if (method === "login") secrets.learnSent(args[0]);
  const isSecret = (/** @type {string} */ part) => secrets.of(part) !== undefined;
  const place = places({ site, root, page, isSecret });
  const text = redactor(secrets, place);
  const shape = shapes(secrets, text);
  const inPage = record.inPage;
  const header = headerName.toLowerCase();
  const answers = answersOf(exchanges, { place, text, shape, secrets, page, inPage, header });
  const options = {
    ...(given.replace(/\/+$/, "") !== site && { site: text(given) }),
    ...(header !== "authorization" && { headerName: text(headerName) }),
  };
  return {
    title: "Recorded: say here what the site does",
    source: `recorded by presskey ${version}`,
    ...(plugin && { server: plugin }),
    plugin: record.named,
    // A page sees less than a server, so that other findings come out.
    in: [record.inPage ? "chromium" : "node"],
    storage: storage === "local" || storage === "vault" ? storage : "memory",
    ...siteOf(place),
    ...(Object.keys(options).length && { options }),
    ...tokensOf(secrets),
    answers: loggedIn
      ? [{ to: "POST|GET rest:/**/validate", pass: true, times: 1 }, ...answers]
      : answers,
    app: [
      ...(loggedIn ? [{ login: { token: "{token}" } }] : []),
      ...steps.map((step) => stepOf(step, { text, shape, place, secrets })),
    ],
  };
}

/**
 * "user:password" of a header; nothing where it is none.
 *
 * @param {string} authorization
 */
function basicIn(authorization) {
  const [, base64] = authorization.match(/^basic ([\w+/]+=*)$/i) ?? [];
  try {
    return base64 && atob(base64);
  } catch {
    return undefined;
  }
}

/**
 * Tells whether a request carries the password of a login that failed, as Basic.
 *
 * @param {Step[]} steps
 */
function wrongIn(steps) {
  /** @param {boolean} failed */
  const passwordsOf = (failed) =>
    steps
      .filter(({ method, error }) => method === "login" && Boolean(error) === failed)
      .map(({ args: [given] }) => given?.password);
  const right = passwordsOf(false);
  const wrong = passwordsOf(true).filter((password) => password && !right.includes(password));
  return ({ headers: { authorization = "" } }) =>
    wrong.some((password) => basicIn(authorization)?.endsWith(`:${password}`));
}

/**
 * Tells whether a request logs in or renews: it carries a password, or what its name calls a secret.
 *
 * @param {Step[]} steps
 * @returns {(exchange: Exchange) => boolean}
 */
function loginsIn(steps) {
  const passwords = steps
    .filter(({ method }) => method === "login")
    .map(({ args: [given] }) => given?.password);
  return ({ fields }) =>
    Object.entries(fields ?? {}).some(
      ([name, value]) => SECRET_KEY.test(name) || (value && passwords.includes(value)),
    );
}

/**
 * @param {Secrets} secrets
 * @param {Exchange} exchange
 * @param {(exchange: Exchange) => boolean} isLogin
 */
function learn(secrets, exchange, isLogin) {
  const { headers, fields, answer } = exchange;
  for (const [name, value] of Object.entries(headers)) {
    if (!/^(accept|content-type|origin|access-control-.*)$/.test(name)) {
      secrets.learnHeader(name, value);
    }
  }
  secrets.learnSent(fields);
  if (!answer) return;
  for (const [name, value] of answer.headers) {
    if (/cookie|nonce|token|jwt|auth/i.test(name) && name !== "www-authenticate") {
      secrets.learnHeader(name, value);
    }
  }
  try {
    const value = JSON.parse(answer.body);
    secrets.learnReceived(value);
    if (answer.status < 300 && isLogin(exchange)) secrets.learnGiven(value);
  } catch {
    // No JSON: what is secret in it is found by how it looks.
  }
}

/** @param {Place} place */
function siteOf({ isSecure, folder }) {
  const site = { ...(isSecure && { tls: true, host: "site.test" }), ...(folder && { folder }) };
  return Object.keys(site).length ? { site } : {};
}

/**
 * Times of the recorded tokens, from now: nothing else of their claims.
 *
 * @param {Secrets} secrets
 */
function tokensOf(secrets) {
  const now = Math.floor(Date.now() / 1000);
  /** @param {Record<string, any>} claims of any server */
  const relative = (claims) =>
    Object.fromEntries(
      ["iat", "nbf", "exp"]
        .filter((name) => Number.isFinite(claims[name]))
        // What is no time of these years is a fault that must replay.
        .map((name) => [
          name,
          isNear(claims[name]) ? signed(claims[name] - now) : timeOf(claims[name]),
        ]),
    );
  const entries = Object.entries(secrets.tokens).map(([name, claims]) => [name, relative(claims)]);
  const kept = entries.filter(([, claims]) => Object.keys(claims).length);
  return kept.length ? { tokens: Object.fromEntries(kept) } : {};
}

/** @param {number} seconds */
const signed = (seconds) => `${seconds < 0 ? "-" : "+"}${Math.abs(Math.round(seconds))}`;

/**
 * One response for each kind of request; several in their order, if a later one differed.
 *
 * @param {Exchange[]} exchanges
 * @param {Context} context
 */
function answersOf(exchanges, context) {
  const all = exchanges.flatMap((/** @type {Exchange} */ exchange) =>
    answersTo(exchange, exchanges, context),
  );
  const byTarget = Object.values(groups(all));
  return byTarget.flatMap((same) => {
    // Whether there was a token does not matter where it changed nothing.
    const plain = same.map(({ when, ...answer }) => answer);
    if (plain.every((each) => isSame(each, plain[0]))) return [plain[0]];
    const byToken = Object.values(groups(same, ({ when }) => JSON.stringify(when)));
    // A rule for every token comes after the rules for one token.
    const isAny = (/** @type {Replay[]} */ [{ when }]) =>
      Number(!when || when.authorization === "any");
    return byToken.sort((a, b) => isAny(a) - isAny(b)).flatMap(inOrder);
  });
}

/** @param {Replay[]} list @param {(each: Replay) => string} [keyOf] */
function groups(list, keyOf = ({ to }) => to) {
  /** @type {Record<string, Replay[]>} */
  const found = {};
  for (const each of list) {
    found[keyOf(each)] ??= [];
    found[keyOf(each)].push(each);
  }
  return found;
}

/**
 * `times` for all but the last.
 *
 * @param {Replay[]} list
 */
function inOrder(list) {
  /** @type {{ answer: Replay, times: number }[]} */
  const runs = [];
  for (const each of list) {
    const last = runs.at(-1);
    if (last && isSame(last.answer, each)) last.times++;
    else runs.push({ answer: each, times: 1 });
  }
  return runs.map(({ answer, times }, at) =>
    at < runs.length - 1 ? { ...answer, times } : answer,
  );
}

/** @param {unknown} a @param {unknown} b */
const isSame = (a, b) => JSON.stringify(a) === JSON.stringify(b);

/**
 * @param {Exchange} exchange
 * @param {Exchange[]} exchanges
 * @param {Context} context
 * @returns {Replay[]}
 */
function answersTo(exchange, exchanges, context) {
  const { place } = context;
  const target = place.targetOf(exchange.url);
  // Other servers than the site's are no part of the case.
  if (!target) return [];
  const { method, answer } = exchange;
  const to = `${method} ${target}`;
  const asked = { to, ...whenOf(exchange, context) };
  if (!answer) return unanswered(exchange, exchanges, asked, context);
  const given = {
    ...asked,
    ...responseOf(answer, context),
    ...undecodable(/** @type {Exchange & { answer: Answered }} */ (exchange)),
  };
  const final = answer.from && place.targetOf(answer.from);
  if (!answer.from || final === target) return [given];
  const moved = { ...asked, status: 302, redirect: context.text(answer.from) };
  return final ? [moved, { ...given, to: `${method} ${final}` }] : [moved];
}

/** @param {Answered} answer @param {Context} context */
function responseOf({ status, headers, body }, { text, shape, page }) {
  const [, location] = headers.find(([name]) => name === "location") ?? [];
  const content = shape.body(body, status >= 400);
  // The runner sends WordPress's own headers of CORS, unless these were others.
  /** @param {[string, string]} header */
  const isUsual = ([name, value]) =>
    name === "location" ||
    (/^access-control-/.test(name) && !/allow-origin$/.test(name)) ||
    value === "*" ||
    value === page;
  const kept = shape.headers(
    headers.filter((/** @type {[string, string]} */ header) => !isUsual(header)),
    content.json !== undefined,
  );
  return {
    ...(status !== 200 && { status }),
    ...(location && { redirect: text(location) }),
    ...(Object.keys(kept).length && { headers: kept }),
    ...content,
  };
}

/**
 * The header that carries the token; one of the app's own is only named where it is sent.
 *
 * @param {Exchange} exchange
 * @param {Context} context
 */
function whenOf({ headers }, { secrets, header, text }) {
  const value = tokenOf(headers[header], secrets);
  if (header === "authorization") return { when: { authorization: value } };
  return value === "none"
    ? {}
    : { when: { header: { [text(header)]: value === "any" ? "** **" : value } } };
}

const ENCODING = /^(?:(?:(?:x-)?gzip|br|deflate|zstd|compress|identity)(?:, ?|$)){1,4}$/;

/**
 * A body that could not be read, because it is not encoded as its header says.
 *
 * @param {Exchange & { answer: Answered }} exchange
 */
function undecodable({ cut, answer: { headers } }) {
  const [, encoding] = headers.find(([name]) => name === "content-encoding") ?? [];
  if (!cut || !ENCODING.test(encoding ?? "")) return undefined;
  return { headers: { "content-encoding": encoding }, body: "not encoded" };
}

/** @param {string | undefined} authorization @param {Secrets} secrets */
function tokenOf(authorization, secrets) {
  if (!authorization) return "none";
  if (authorization.endsWith(DUMMY)) return authorization;
  const [scheme, credential] = authorization.split(" ");
  const known = /** @type {ReturnType<Secrets["of"]>} */ (credential && secrets.of(credential));
  // A second one is another password: the case logs in with one that is right, and one that is not.
  if (/^\{basic:/.test(/** @type {string} */ (known?.placeholder))) return "any";
  return known ? `${scheme} ${known.placeholder}` : "any";
}

/**
 * A request without a response: hidden from the page, late, or really without one.
 *
 * @param {Exchange} exchange
 * @param {Exchange[]} exchanges
 * @param {Replay} asked
 * @param {Context} context
 */
function unanswered(exchange, exchanges, asked, { text, inPage }) {
  const { url, hidden, failed } = exchange;
  const others = exchanges.filter((each) => each.url === url);
  if (hidden === "opaqueredirect") {
    const from = /** @type {{ answer: Answered } | undefined} */ (
      others.find(({ answer }) => answer?.from)
    )?.answer.from;
    return [{ ...asked, status: 302, redirect: from ? text(from) : "{elsewhere}/" }];
  }
  if (failed === "late") return [{ ...asked, hang: true }];
  // Nothing is hidden from a server.
  if (!inPage) return [{ ...asked, drop: true }];
  // Browsers ask first: then the request itself was never sent.
  if (others.some(({ answer }) => answer)) {
    return hidden ? [] : [{ to: asked.to.replace(/^\S+/, "OPTIONS"), status: 403, cors: false }];
  }
  const { origin } = new URL(url);
  /** @param {Exchange} exchange */
  const isAnswered = ({ url, answer, hidden }) =>
    (answer || hidden) && new URL(url).origin === origin;
  return [{ ...asked, ...(exchanges.some(isAnswered) ? { cors: false } : { drop: true }) }];
}

/**
 * A step with its result.
 *
 * @param {Step} step
 * @param {Redaction} redaction
 */
function stepOf({ method, args, result, error, findings }, { text, shape, place, secrets }) {
  const [first, init] = args;
  const given = givenTo(method, first, { text, shape, place, secrets });
  return {
    [method]: given,
    ...(init && { init: initOf(init, shape) }),
    ...(error && { fails: { code: error.code, ...(error.status && { status: error.status }) } }),
    ...(findings && { finds: Object.fromEntries(findings.map(({ id, status }) => [id, status])) }),
    ...(!error && !findings && typeof result === "boolean" && { gives: result }),
  };
}

/**
 * @param {string} method
 * @param {any} first whatever the app passed
 * @param {Redaction} redaction
 */
function givenTo(method, first, { text, shape, place, secrets }) {
  if (method === "login") return credentialsOf(first, secrets);
  if (method !== "batch" || !Array.isArray(first)) return argumentOf(first, text, shape, place);
  // Each is a call: its route and its method are needed as they are.
  return first.map(({ path, ...request }) => ({
    path: argumentOf(path, text, shape, place),
    ...initOf(request, shape),
  }));
}

/** @param {unknown} value @param {Redact} text @param {Shape} shape @param {Place} place */
function argumentOf(value, text, shape, place) {
  if (value === undefined) return true;
  if (value instanceof URL || typeof value === "string") {
    const address = String(value);
    return text(address.startsWith("/") ? place.routeOf(address) : address);
  }
  // As JSON has it: no signals, no files.
  return JSON.parse(JSON.stringify(shape.json(value)) ?? "true");
}

/**
 * Options of a call: what says how it is sent, and the shape of its content.
 *
 * @param {Record<string, any>} options whatever the app passed
 * @param {Shape} shape
 */
function initOf({ method, auth, perPage, envelope, methodOverride, json, query, body }, shape) {
  // The body of a batch's request is JSON.
  const isJson = typeof body === "object" && Object.getPrototypeOf(body) === Object.prototype;
  const content = shape.json({ json, query, ...(isJson && { body }) });
  return JSON.parse(
    JSON.stringify({ method, auth, perPage, envelope, methodOverride, ...content }),
  );
}

/**
 * Credentials, by the placeholder for them.
 *
 * @param {any} given whatever the app passed
 * @param {Secrets} secrets
 */
function credentialsOf(given, secrets) {
  const stands = secrets.of(given?.password)?.placeholder;
  if (stands?.startsWith("{apppass")) {
    const password = stands === "{apppass}" ? stands : "wrong-password";
    return { username: "{username}", password };
  }
  if (given?.password !== undefined) return "editor";
  if (given?.token !== undefined) return { token: "{token}" };
  return Object.fromEntries(Object.keys(given ?? {}).map((name) => [name, `{secret:${name}}`]));
}
