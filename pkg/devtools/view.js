// The sections of the panel, as DOM. Outside input is only set as text.

/**
 * @import { AuthenticatedSession, Finding, Session } from "../index.d.ts"
 * @import { Entry } from "./trace.js"
 * @typedef {Node | string | null | undefined | false} Child
 */

/**
 * An element: `h("p", { class: "quiet" }, "text", child)`.
 *
 * @template {keyof HTMLElementTagNameMap} Name
 * @param {Name} name
 * @param {Record<string, unknown>} [props] attributes, and listeners under `on…`
 * @param {(Child | Child[])[]} children
 */
export function h(name, props = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(props)) {
    if (key.startsWith("on"))
      element.addEventListener(key.slice(2), /** @type {EventListener} */ (value));
    else if (value === true) element.setAttribute(key, "");
    else if (value !== false && value !== undefined)
      element.setAttribute(key, /** @type {string} */ (value));
  }
  element.append(
    .../** @type {(Node | string)[]} */ (
      children.flat().filter((child) => child !== null && child !== undefined && child !== false)
    ),
  );
  return element;
}

export const clock = (/** @type {number} */ at) =>
  new Date(at).toLocaleTimeString([], { hour12: false });

/**
 * "6 d 23 h", "59 min", "4:05".
 *
 * @param {number} ms
 */
export function span(ms) {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  const minutes = Math.floor(seconds / 60);
  if (minutes < 10) return `${minutes}:${String(seconds % 60).padStart(2, "0")}`;
  if (minutes < 120) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 48
    ? `${hours} h ${minutes % 60} min`
    : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** @param {AuthenticatedSession} session */
export function expiry({ expiresAt, canRefresh }) {
  if (expiresAt === null) return "never";
  const left = expiresAt - Date.now();
  if (left > 0) return `in ${span(left)}`;
  return canRefresh ? "expired; the next call renews it" : "expired";
}

const yes = (/** @type {boolean} */ value) => (value ? "yes" : "no");

/**
 * Rows of the session.
 *
 * @param {Session} session
 * @returns {[term: string, text: string][]}
 */
export function sessionRows(session) {
  if (session.status !== "authenticated") {
    const { status, reason } = /** @type {{ status: string, reason?: string }} */ (session);
    return [["Status", reason ? `${status} (${reason})` : status]];
  }
  const { user, plugin, canRefresh, persisted, issuedAt } = session;
  const name = user.displayName ?? user.username ?? "unknown";
  return [
    ["Status", session.status],
    ["User", user.id === null ? name : `${name} (id ${user.id})`],
    ["Token expires", expiry(session)],
    ["Issued", issuedAt === null ? "unknown" : clock(issuedAt)],
    ["Renewable", yes(canRefresh)],
    ["Kept after a reload", yes(persisted)],
    ["Server", plugin],
  ];
}

export const definition = (/** @type {[string, string][]} */ rows) =>
  rows.flatMap(([term, text]) => [h("dt", {}, term), h("dd", {}, text)]);

const isBad = (/** @type {string | number} */ outcome) =>
  typeof outcome === "number" ? outcome >= 400 : outcome !== "…" && outcome !== "aborted";

/**
 * A row of the timeline.
 *
 * @param {Entry} entry
 */
export function entryRow(entry) {
  const time = h("td", { class: "number quiet" }, clock(entry.at));
  if (entry.kind === "event")
    return h("tr", {}, time, h("td", { colspan: 3 }, h("strong", {}, entry.text)));
  const { method, route, query, token, outcome, ms } = entry;
  return h(
    "tr",
    {},
    time,
    h(
      "td",
      {},
      h("code", {}, `${method} ${route}`),
      query && h("div", {}, h("code", { class: "quiet" }, query)),
    ),
    h("td", { class: token ? "good" : "quiet" }, token ? "with" : "without"),
    h(
      "td",
      { class: "number" },
      h("span", { class: isBad(outcome) && "bad" }, String(outcome)),
      ms === undefined ? null : h("span", { class: "quiet" }, ` ${ms} ms`),
    ),
  );
}

const tones = { pass: "good", fail: "bad", warn: "", skip: "quiet" };

/**
 * A line for a server's file or for PHP, unlike a name or a value in a sentence.
 *
 * @param {string} code
 */
const isLine = (code) => /\n|\s.*[;(){}"'=$<]|\([^)]|;$/.test(code);

/** @param {HTMLElement} code @param {HTMLElement} button */
async function copy(code, button) {
  try {
    await navigator.clipboard.writeText(code.textContent);
    button.textContent = "Copied";
  } catch {
    // There is no clipboard on http: pages other than loopback.
    getSelection()?.selectAllChildren(code);
    button.textContent = "Selected";
  }
}

/** @param {string} text */
function block(text) {
  const code = h("code", {}, text);
  const onclick = (/** @type {MouseEvent} */ { target }) =>
    void copy(code, /** @type {HTMLElement} */ (target));
  return h(
    "div",
    { class: "block" },
    // A region that scrolls must be reachable by keyboard.
    h("pre", { tabindex: 0 }, code),
    h("button", { type: "button", onclick }, "Copy"),
  );
}

/**
 * A fix, in which code stands between backticks. A line to paste becomes a block with a button.
 *
 * @param {string} fix
 */
const fixOf = (fix) =>
  h(
    "div",
    { class: "fix" },
    fix.split("`").map((part, n, all) => {
      // After a block, a full stop would begin the next line.
      if (n % 2 === 0)
        return n > 0 && isLine(all[n - 1]) ? part.replace(/^[.,;]?\s+|^\.$/, "") : part;
      return isLine(part) ? block(part) : h("code", {}, part);
    }),
  );

/** @param {Finding} finding */
const finding = ({ status, title, detail, fix }) =>
  h(
    "li",
    {},
    h("h3", {}, h("span", { class: tones[status] }, `${status}: `), title),
    h("p", { class: "quiet" }, detail),
    fix && fixOf(fix),
  );

const order = /** @type {const} */ (["fail", "warn", "pass"]);

/**
 * The doctor's findings: what fails first, what was skipped folded.
 *
 * @param {Finding[]} findings
 */
export function findingList(findings) {
  const of = (/** @type {Finding["status"]} */ wanted) =>
    findings.filter(({ status }) => status === wanted).map(finding);
  const skipped = of("skip");
  return /** @type {HTMLElement[]} */ (
    [
      h("ul", {}, order.flatMap(of)),
      skipped.length > 0 &&
        h("details", {}, h("summary", {}, `Skipped: ${skipped.length}`), h("ul", {}, skipped)),
    ].filter(Boolean)
  );
}
