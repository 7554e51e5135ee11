import { fetchUncached } from "../../engine/uncached.js";
import { abortable } from "../../front/signal.js";
import { cleanAddress } from "./redact.js";
import { ask } from "./rules.js";

/**
 * @typedef {{ outcome: string, status?: number, url?: string, headers?: Record<string, string>, body?: string, error?: string, ms?: number, code?: string }} Probe
 *   how a request ended: src/core/doctor/observation.rs
 */

/** Milliseconds that one probe may take. */
const PATIENCE = 2000;

/** Characters of a response that are read. A whole index may have a million. */
const MOST = 1 << 20;

/**
 * Makes one request and writes down how it ended: `Probe` in src/core/doctor/observation.rs. It
 * carries no cookie, and never rejects. It is sent as presskey sends its own requests and calls with
 * a token; with `visitor`, as a call of a visitor is: `cache: "no-store"` would pass by a cache that
 * gives a user's response to everybody.
 *
 * @param {import("../../engine/state.d.ts").State} s
 * @param {string} url
 * @param {Omit<RequestInit, "headers"> & { visitor?: boolean, headers?: Record<string, string> }} [init]
 * @param {number} [patience]
 * @returns {Promise<Probe>}
 */
export async function look(s, url, { visitor, ...init } = {}, patience = PATIENCE) {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), patience);
  const policy = watchPolicy();
  const began = performance.now();
  const ms = () => Math.round(performance.now() - began);
  try {
    const given = (/** @type {AbortSignal | undefined} */ signal) =>
      /** @type {RequestInit} */ ({
        redirect: "manual",
        credentials: "omit",
        ...init,
        // By name where there are headers, else every browser's preflight would be asked.
        headers: { Accept: "application/json", ...init.headers },
        signal,
      });
    const own = s.options.fetch;
    const send = visitor ? (own ?? globalThis.fetch) : fetchUncached.bind(null, own);
    const response = await abortable((signal) => send(url, given(signal)), controller.signal);
    return { ...(await read(s, response, url)), ms: ms() };
  } catch (error) {
    const outcome = controller.signal.aborted ? "late" : "failed";
    return {
      outcome: (await policy.broken()) ? "blocked" : outcome,
      error: reason(error),
      ms: ms(),
    };
  } finally {
    clearTimeout(timer);
    policy.end();
  }
}

/**
 * @param {import("../../engine/state.d.ts").State} s
 * @param {Response} response
 * @param {string} asked
 * @returns {Promise<Probe>}
 */
async function read(s, response, asked) {
  const { type, status, url } = response;
  if (type === "opaque") return { outcome: "opaque" };
  if (type === "opaqueredirect") return { outcome: "redirect" };
  const headers = Object.fromEntries(response.headers);
  // Before its host is written in lower case and the rules cut its query off.
  if (headers.location) headers.location = resolved(cleanAddress(s, headers.location), asked);
  const body = briefOf(await response.text());
  // Not so in browsers, which hide what a redirect says.
  const outcome = status > 300 && status < 400 && headers.location ? "redirect" : "answer";
  return { outcome, status, url: cleanAddress(s, url), headers, body };
}

/** What the rules need of a body. They get it with each question, so a long one would cost them seconds. */
export const briefOf = (/** @type {string | undefined} */ body = "") =>
  /** @type {string} */ (ask("brief", body.slice(0, MOST)));

/**
 * A location as an absolute URL. Servers also send paths, `//host` and names in upper case.
 *
 * @param {string} location
 * @param {string} url
 */
export const resolved = (location, url) =>
  URL.canParse(location, url) ? new URL(location, url).href : "";

/** What servers' runtimes say of the reason; browsers say nothing. */
export const reason = (/** @type {any} Anything may be thrown. */ error) =>
  String(error?.cause?.code ?? error?.code ?? "").slice(0, 40);

/** Whether the page's own Content-Security-Policy forbade something meanwhile. */
function watchPolicy() {
  const { document } = globalThis;
  let broken = false;
  const hear = (/** @type {SecurityPolicyViolationEvent} */ { effectiveDirective }) => {
    broken ||= effectiveDirective === "connect-src";
  };
  document?.addEventListener("securitypolicyviolation", hear);
  return {
    async broken() {
      // The event arrives after the request has failed.
      if (document) await new Promise((done) => setTimeout(done, 20));
      return broken;
    },
    end: () => document?.removeEventListener("securitypolicyviolation", hear),
  };
}

/**
 * Whether a picture can be shown, which can be seen across origins; only pages can look. It says nothing of
 * what the app's own `fetch` reaches.
 *
 * @param {import("../../engine/state.d.ts").State} s
 * @param {string} url
 * @param {number} [patience]
 * @returns {Probe | Promise<Probe>}
 */
export function lookAtPicture(s, url, patience = PATIENCE) {
  if (s.options.fetch || typeof Image === "undefined") return { outcome: "failed" };
  return new Promise((resolve) => {
    const image = new Image();
    const end = (/** @type {string} */ outcome) => () => {
      clearTimeout(timer);
      resolve({ outcome });
    };
    const timer = setTimeout(end("late"), patience);
    image.onload = end("answer");
    image.onerror = end("failed");
    image.referrerPolicy = "no-referrer";
    image.src = url;
  });
}
