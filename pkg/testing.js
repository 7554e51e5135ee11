// presskey/testing: an in-memory WordPress for an app's own tests.
import { failureOf, isMeant } from "./testing/failures.js";
import { makeFetch, responseOf } from "./testing/fetch.js";
import { answerRoute } from "./testing/playwright.js";
import { readRequest } from "./testing/request.js";
import { checked, makeSite } from "./testing/site.js";
import { answerPage } from "./testing/wordpress/pages.js";
import { answerInstead, answerRest } from "./testing/wordpress/rest.js";

/** @import { PlaywrightRoute } from "./testing.d.ts" */
/** @import { Answer, Failure, From, PlannedFailure, Routed, WpRequest } from "./testing/types.d.ts" */

/** @type {typeof import("./testing.d.ts").createTestSite} */
export function createTestSite(options) {
  const settings = checked(options);
  const { latency = 0 } = settings;
  /** @type {import("./testing.d.ts").TestRequest[]} */
  const requests = [];
  /** @type {PlannedFailure[]} */
  let failures = [];
  let site = makeSite(settings);
  /**
   * The network error of the last request: the probe that follows it fails too.
   *
   * @type {Failure | null}
   */
  let down = null;

  const host = {
    get site() {
      return site;
    },
    delay: () => (typeof latency === "function" ? latency() : latency),
    handle,
  };

  /**
   * Responds to a `Request`. `from` has the parts that a `Request` can't hold: origin, cookie, preflight.
   *
   * @param {Request} sent
   * @param {From} [from]
   * @returns {Promise<Answer>}
   */
  async function handle(sent, { origin = null, cookie = null, preflight, mode, form } = {}) {
    // A failure may be a function of the app's that reads the body itself.
    const read = failures.length ? sent.clone() : sent;
    const request = await readRequest(read, site.path, cookie, form);
    request.origin ??= origin;
    if (preflight) request.preflight = true;
    // presskey probes with "no-cors" after a network error: the probe must fail as well.
    if (mode === "no-cors" && down) return down;
    const failure = request.preflight ? undefined : take(request);
    if (failure?.strips) request.authorization = "";
    const answer = await answerUnder(failure, request, sent);
    down = failure?.rejects ? failure : null;
    if (!request.preflight) log(request, answer);
    return request.method === "HEAD" ? { ...answer, body: "", html: undefined } : answer;
  }

  /**
   * @param {Failure | undefined} failure
   * @param {WpRequest} request
   * @param {Request} sent
   * @returns {Promise<Answer>}
   */
  async function answerUnder(failure, request, sent) {
    if (failure?.respond) return { response: await failure.respond(sent) };
    if (failure?.make) return failure.make();
    if (failure?.error) return answerInstead(site, request, failure.error);
    if (failure?.rejects || failure?.hangs) return failure;
    return { ...answerTo(request), ...failure };
  }

  /** @param {WpRequest} request @returns {Answer} */
  function answerTo(request) {
    if (request.route === undefined) return answerPage(site, request);
    return answerRest(site, /** @type {Routed} */ (request));
  }

  /** @param {WpRequest} request */
  function take(request) {
    const failure = failures.find((each) => isMeant(each, request));
    if (failure && --failure.times <= 0) failures = failures.filter((each) => each !== failure);
    return failure?.failure;
  }

  /** @param {WpRequest} request @param {Answer} answer */
  function log(request, answer) {
    const { route = null, url, query, json, fields, files, text, authorization } = request;
    const names = Object.keys(files);
    const form = Object.keys(fields).length || names.length ? { ...fields, ...files } : undefined;
    requests.push({
      ...{ method: request.sentMethod, route, url: url.href, query },
      body: json ?? form ?? (text || undefined),
      authorization: authorization ? authorization.split(" ")[0] : null,
      user: request.user?.username ?? null,
      status: answer.response?.status ?? answer.status ?? null,
    });
  }

  const fetch = makeFetch(host);
  const testSite = {
    site: settings.url,
    fetch,
    get users() {
      return site.users;
    },
    get posts() {
      return site.posts;
    },
    get media() {
      return site.media;
    },
    secret: site.secret,
    requests,
    expireTokens({ refreshTokens = false } = {}) {
      if (refreshTokens) site.server.expireRefresh?.(site);
      site.expire();
    },
    /** @type {import("./testing.d.ts").TestSite["fail"]} */
    fail(next, { times = 1, route } = {}) {
      failures.push({ failure: failureOf(next), times, route });
    },
    reset() {
      site = makeSite({ ...settings, secret: site.secret });
      failures = [];
      down = null;
      requests.length = 0;
      fetch.forget();
    },
    /**
     * Responds to a `Request` with an origin and cookies, which `fetch` can't send in tests.
     *
     * @param {Request} request
     * @param {From} [from]
     */
    async answer(request, from) {
      return responseOf(await handle(request, from), request.url);
    },
    /** @type {(target: any) => Promise<void>} any: a page or a route of Playwright */
    route: (target) =>
      typeof target.fulfill === "function"
        ? answerRoute(host, target)
        : target.route(`${settings.url}/**`, (/** @type {PlaywrightRoute} */ each) =>
            answerRoute(host, each),
          ),
  };
  return testSite;
}

/**
 * A handler for Playwright's `page.route()`.
 *
 * @type {typeof import("./testing.d.ts").route}
 */
export const route = (testSite) => (each) => testSite.route(each);
