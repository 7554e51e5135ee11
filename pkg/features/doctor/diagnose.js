import { FORM_TYPE } from "../../front/form.js";
import { DUMMY } from "./dummy.js";
import { look, lookAtPicture } from "./look.js";
import { redacting } from "./redact.js";
import { ask } from "./rules.js";
import { siteOf } from "./site.js";

/**
 * @import { Diagnosis, Finding } from "../../index.d.ts"
 * @import { ServerRequest, State } from "../../engine/state.d.ts"
 * @import { Probe } from "./look.js"
 * @import { Seen, Site } from "./site.js"
 * @import { Sentence } from "./redact.js"
 * @typedef {ReturnType<typeof prober>} MakeProbe
 * @typedef {Omit<Finding, "detail" | "fix"> & { detail: Sentence, fix?: Sentence }} Found
 * @typedef {(sentence: Sentence) => string} Redact
 * @typedef {{ origin?: string | undefined, progress?: (what: string) => void, typed?: string[] }} Options
 */

/** Milliseconds that one probe may take: a person has asked for it. */
const PATIENCE = 8000;

/**
 * Looks at everything that can be seen of a site: `Diagnosis` in index.d.ts.
 *
 * @param {State} s
 * @param {Options} [options] `origin`: outside of
 *   browsers, of the pages that are to call the site; `typed`: what a login sent that is part of it
 * @returns {Promise<Diagnosis>}
 */
export async function diagnose(s, { typed = [], ...options } = {}) {
  const sent = Object.fromEntries(Object.entries(typed));
  s.typed.add(sent);
  const found = redacting(s, undefined, (redact) => lookAround(s, options, redact));
  return found.finally(() => s.typed.delete(sent));
}

/**
 * @param {State} s
 * @param {Options} options
 * @param {Redact} redact
 * @returns {Promise<Diagnosis>}
 */
async function lookAround(s, { origin, progress = () => {} }, redact) {
  progress("looking for the REST API");
  // What is known of the site, as a login would find it. Why not, the probes tell.
  await (async () => s.search(s, true))().catch(() => {});
  const site = siteOf(s);
  const { seen } = site;
  if (!seen.page) seen.origin = origin;
  const probe = prober(s, seen);

  let [index, pretty] = await Promise.all([
    probe("index", site.query),
    probe("pretty", site.pretty),
  ]);
  if (index.outcome === "redirect") await probe("followed", site.query, { redirect: "follow" });
  if (seen.page && index.outcome === "failed") {
    const direct = await probe("direct", site.query, { mode: "no-cors", redirect: "follow" });
    seen.probes.picture = await lookAtPicture(s, site.picture);
    // The connection may have come back meanwhile. A response that the browser hides stays hidden.
    if (direct.outcome === "opaque") index = await probe("index", site.query);
  }
  if ([index, pretty].some(({ outcome }) => outcome === "answer")) {
    seen.skew = skewOf(s, index);
    // Refusals, of which too many would lock the login.
    const { counts } = ask("counts", seen);
    progress("looking at CORS");
    const readable = index.outcome === "answer" ? site.query : site.pretty;
    if (!counts)
      await (seen.page ? sendHeaders(probe, readable) : askHeaders(probe, readable, site.route));
    progress("looking at the login");
    await lookAtPlugin(s, probe, readable, site.route, counts);
  }
  const { findings, ...rest } = ask("diagnose", seen);
  return {
    ...rest,
    findings: findings.map((/** @type {Found} */ { detail, fix, ...finding }) => ({
      ...finding,
      detail: redact(detail),
      ...(fix && { fix: redact(fix) }),
    })),
  };
}

/**
 * Makes a probe under a name and writes it down. A server sees what a page of `origin` would.
 *
 * @param {State} s
 * @param {Seen} seen
 */
const prober =
  (s, seen) =>
  /**
   * @param {string} name
   * @param {string} url
   * @param {Parameters<typeof look>[2]} [init]
   * @returns {Promise<Probe>}
   */
  async (name, url, { headers, ...init } = {}) => {
    /** @type {Record<string, string>} */
    const origin = !seen.page && seen.origin ? { Origin: seen.origin } : {};
    const asked = { ...init, headers: { ...origin, ...headers } };
    const patience = Math.min(s.options.timeout || PATIENCE, PATIENCE);
    seen.probes[name] = await look(s, url, asked, patience);
    return seen.probes[name];
  };

/**
 * Makes a probe, and again if it gets no response: one request that gets lost fails as one does that the
 * browser or the server refuses. The index between them shows whether the connection was gone.
 *
 * @param {MakeProbe} probe
 * @param {string} index
 * @param {Parameters<MakeProbe>} asked
 */
async function isSilent(probe, index, ...asked) {
  const fails = async () => ["failed", "late"].includes((await probe(...asked)).outcome);
  if (!(await fails())) return false;
  await probe("still", index);
  return fails();
}

/**
 * What a page can learn of preflights: whether calls with these headers come through.
 *
 * @param {MakeProbe} probe
 * @param {string} index
 */
async function sendHeaders(probe, index) {
  const token = { Authorization: DUMMY };
  const typed = { "Content-Type": "application/json" };
  const both = { headers: { ...token, ...typed } };
  if (!(await isSilent(probe, index, "preflighted", index, both))) return;
  await probe("typed", index, { headers: typed });
  await probe("others", index, { headers: token });
}

/**
 * What a browser would ask before an authorised call, and what it would be answered then.
 *
 * @param {MakeProbe} probe
 * @param {string} index
 * @param {Site["route"]} route
 */
async function askHeaders(probe, index, route) {
  /** @param {string} method @param {string} names */
  const asks = (method, names) => ({
    method: "OPTIONS",
    headers: {
      "Access-Control-Request-Method": method,
      "Access-Control-Request-Headers": names,
    },
  });
  const headers = { Authorization: DUMMY };
  const [me, posts] = [route("/wp/v2/users/me"), route("/wp/v2/posts")];
  await isSilent(probe, index, "preflightGet", me, asks("GET", "authorization"));
  await probe("me", me, { headers });
  await isSilent(probe, index, "preflightPost", posts, asks("POST", "authorization,content-type"));
  // Nobody's: WordPress refuses it, whatever the site.
  await probe("write", posts, { method: "POST", headers });
}

/**
 * The login plugin's own routes: without credentials, and with the session's token.
 *
 * @param {State} s
 * @param {MakeProbe} probe
 * @param {string} index
 * @param {Site["route"]} route
 * @param {boolean} counts
 */
async function lookAtPlugin(s, probe, index, route, counts) {
  const login = requestOf(s, "login");
  // Others log in by no route of their own.
  if (!counts && login?.method === "POST" && !login.auth && !login.static) {
    await isSilent(probe, index, "login", login.url, empty(login));
  }
  const validate = requestOf(s, "validate");
  // Only what a bearer token is asked about tells whether the header arrives.
  if (!validate?.auth || validate.sign) return;
  const name = validate.header ?? s.options.headerName;
  /** @param {Record<string, string>} [headers] */
  const ask = (headers) => empty(validate, headers);
  if (!counts) {
    await probe("bare", validate.url, ask());
    await probe("header", validate.url, ask({ [name]: `Bearer ${DUMMY}` }));
  }
  const begun = { epoch: s.epoch };
  const header = s.engine.header(-1);
  if (!header || s.isOver(s, begun)) return;
  const me = route("/wp/v2/users/me");
  await probe("validated", validate.url, ask({ [name]: header }));
  // A logout meanwhile, here or in another tab.
  if (!s.isOver(s, begun)) await probe("mine", me, { headers: { [name]: header } });
  if (!counts) await probe("nobodys", me, { visitor: true });
}

/**
 * One of the plugin's own requests, if the plugin is known and has it.
 *
 * @param {State} s
 * @param {string} operation
 * @returns {ServerRequest | undefined}
 */
function requestOf(s, operation) {
  try {
    return JSON.parse(s.engine.request(-1, operation));
  } catch {
    return undefined;
  }
}

/**
 * The same with nothing of a user's in it.
 *
 * @param {ServerRequest} request
 * @param {Record<string, string>} [headers]
 * @returns {Parameters<typeof look>[2]}
 */
const empty = ({ method }, headers) =>
  method === "GET"
    ? { method, headers }
    : { method, body: "", headers: { "Content-Type": FORM_TYPE, ...headers } };

/**
 * Seconds by which the server's clock is ahead: by its `Date`, or by the token it issued.
 *
 * @param {State} s
 * @param {Probe} probe
 */
function skewOf(s, { headers, ms }) {
  const date = Date.parse(/** @type {string} */ (headers?.date));
  if (!Number.isNaN(date))
    return Math.round((date - Date.now() + /** @type {number} */ (ms) / 2) / 1000);
  const { issuedAt } = JSON.parse(s.engine.session());
  const { iat } = JSON.parse(s.engine.claims() ?? "{}");
  return issuedAt && iat ? Math.round(iat - issuedAt / 1000) : undefined;
}
