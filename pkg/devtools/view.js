// The sections of the panel, as DOM. Outside input is only set as text.

/** An element: `h("p", { class: "quiet" }, "text", child)`. */
export function h(name, props = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(props)) {
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (value === true) element.setAttribute(key, "");
    else if (value !== false && value !== undefined) element.setAttribute(key, value);
  }
  element.append(
    ...children.flat().filter((child) => child !== null && child !== undefined && child !== false),
  );
  return element;
}

export const clock = (at) => new Date(at).toLocaleTimeString([], { hour12: false });

/** "6 d 23 h", "59 min", "4:05". */
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

export function expiry({ expiresAt, canRefresh }) {
  if (expiresAt === null) return "never";
  const left = expiresAt - Date.now();
  if (left > 0) return `in ${span(left)}`;
  return canRefresh ? "expired; the next call renews it" : "expired";
}

const yes = (value) => (value ? "yes" : "no");

/** Rows of the session. */
export function sessionRows(session) {
  if (session.status !== "authenticated") {
    return [["Status", session.reason ? `${session.status} (${session.reason})` : session.status]];
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

export const definition = (rows) =>
  rows.flatMap(([term, text]) => [h("dt", {}, term), h("dd", {}, text)]);

const isBad = (outcome) =>
  typeof outcome === "number" ? outcome >= 400 : outcome !== "…" && outcome !== "aborted";

/** A row of the timeline. */
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

/** A line for a server's file or for PHP, unlike a name or a value in a sentence. */
const isLine = (code) => /\n|\s.*[;(){}"'=$<]|\([^)]|;$/.test(code);

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

function block(text) {
  const code = h("code", {}, text);
  const onclick = ({ target }) => void copy(code, target);
  return h(
    "div",
    { class: "block" },
    // A region that scrolls must be reachable by keyboard.
    h("pre", { tabindex: 0 }, code),
    h("button", { type: "button", onclick }, "Copy"),
  );
}

/** A fix, in which code stands between backticks. A line to paste becomes a block with a button. */
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

const finding = ({ status, title, detail, fix }) =>
  h(
    "li",
    {},
    h("h3", {}, h("span", { class: tones[status] }, `${status}: `), title),
    h("p", { class: "quiet" }, detail),
    fix && fixOf(fix),
  );

const order = ["fail", "warn", "pass"];

/** The doctor's findings: what fails first, what was skipped folded. */
export function findingList(findings) {
  const of = (wanted) => findings.filter(({ status }) => status === wanted).map(finding);
  const skipped = of("skip");
  return [
    h("ul", {}, order.flatMap(of)),
    skipped.length > 0 &&
      h("details", {}, h("summary", {}, `Skipped: ${skipped.length}`), h("ul", {}, skipped)),
  ].filter(Boolean);
}
