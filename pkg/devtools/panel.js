// The panel: session, timeline, other tabs, doctor. A custom element with a shadow root, which keeps
// the styles of page and panel apart.
import { titleOf } from "./address.js";
import { css } from "./style.js";
import { followTabs } from "./tabs.js";
import { knownTokens, timeline } from "./trace.js";
import { definition, entryRow, expiry, findingList, h, sessionRows } from "./view.js";

/** @import { Client } from "../index.d.ts" */

const NAME = "presskey-devtools";

/** @param {Client} client @param {{ floating: boolean, open: boolean }} options */
export function createPanel(client, { floating, open }) {
  if (!customElements.get(NAME)) customElements.define(NAME, class extends HTMLElement {});
  const element = document.createElement(NAME);
  const root = element.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  root.adoptedStyleSheets = [sheet];

  const session = sessionPart(client);
  const list = timelinePart();
  const tabs = tabsPart(client);
  const parts = [session, list, tabs];
  const panel = h(
    "div",
    { class: "panel", role: "region", "aria-label": "presskey devtools", id: "panel" },
    ...[session, list, tabs, doctorPart(client)].map(({ node }) => node),
  );
  const toggle = floating ? toggleOf(client, panel, open) : undefined;
  root.append(h("div", { class: floating ? "floating" : "inline" }, panel, toggle?.node));

  const draw = () => {
    for (const part of parts) part.draw();
    toggle?.draw();
  };
  const stops = [
    client.subscribe(() => {
      draw();
      tabs.tell();
    }),
    () => timeline.listeners.delete(list.draw),
    () => tabs.close(),
  ];
  timeline.listeners.add(list.draw);
  // Only what counts down.
  const timer = setInterval(() => {
    session.draw();
    toggle?.draw();
  }, 1000);
  draw();
  return {
    element,
    close() {
      clearInterval(timer);
      for (const stop of stops) stop();
      element.remove();
    },
  };
}

/**
 * A group, not a landmark: the page may have a landmark with the same name.
 *
 * @param {string} title
 * @param {HTMLElement} body
 * @param {HTMLElement[]} actions
 */
const part = (title, body, ...actions) =>
  h(
    "section",
    { role: "group", "aria-label": title },
    h("header", {}, h("h2", {}, title), ...actions),
    body,
  );

/**
 * The button that opens and closes a floating panel; Escape closes it too.
 *
 * @param {Client} client
 * @param {HTMLElement} panel
 * @param {boolean} open
 */
function toggleOf(client, panel, open) {
  const node = h("button", { class: "toggle", type: "button", "aria-controls": "panel" });
  const show = (/** @type {boolean} */ shown) => {
    panel.hidden = !shown;
    node.setAttribute("aria-expanded", String(shown));
  };
  node.addEventListener("click", () => show(/** @type {boolean} */ (panel.hidden)));
  panel.addEventListener("keydown", ({ key }) => {
    if (key !== "Escape") return;
    show(false);
    node.focus();
  });
  show(open);
  return {
    node,
    draw() {
      const { session } = client;
      /** @type {string[]} */
      const parts = ["presskey", session.status];
      if (session.status === "authenticated") {
        const text = expiry(session);
        parts.push(text.startsWith("expired") ? text : `expires ${text}`);
      }
      node.textContent = parts.join(" · ");
    },
  };
}

/** @param {Client} client */
function sessionPart(client) {
  const body = h("dl");
  return {
    node: part("Session", body),
    draw: () => body.replaceChildren(...definition(sessionRows(client.session))),
  };
}

function timelinePart() {
  const rows = h("tbody");
  const heads = ["Time", "Call", "Token", "Response"].map((text) =>
    h("th", { scope: "col" }, text),
  );
  const table = h("table", {}, h("thead", {}, h("tr", {}, heads)), rows);
  // A region that scrolls must be reachable by keyboard.
  const scroll = h(
    "div",
    { class: "scroll", role: "region", "aria-label": "Timeline entries", tabindex: 0 },
    table,
  );
  const empty = h("p", { class: "quiet" }, "Nothing yet.");
  const clear = h("button", { type: "button", onclick: timeline.clear }, "Clear");
  return {
    node: part("Timeline", h("div", {}, empty, scroll), clear),
    draw() {
      const some = timeline.entries.length > 0;
      [empty.hidden, scroll.hidden, clear.hidden] = [some, !some, !some];
      rows.replaceChildren(...timeline.entries.map(entryRow));
    },
  };
}

/** @param {Client} client */
function tabsPart(client) {
  const body = h("div");
  const describe = () => ({
    title: titleOf(document.title, knownTokens()),
    status: client.session.status,
  });
  const { tabs, tell, close } = followTabs(describe, () => draw());
  const draw = () => {
    const items = [...tabs.values()].map(({ title, status }) => h("li", {}, `${title}: ${status}`));
    body.replaceChildren(
      items.length
        ? h("ul", {}, items)
        : h("p", { class: "quiet" }, "No other tab shows this panel."),
    );
  };
  return { node: part("Other tabs", body), draw, tell, close };
}

/** @param {Client} client */
function doctorPart(client) {
  const says = h(
    "p",
    { class: "quiet", role: "status" },
    "Checks what blocks this page from the site.",
  );
  const list = h("div");
  const button = h("button", { type: "button" }, "Run the checks");
  button.addEventListener("click", async () => {
    button.disabled = true;
    says.textContent = "Checking …";
    try {
      const { findings, ok } = await client.diagnose();
      const failing = findings.filter(({ status }) => status === "fail").length;
      says.textContent = ok ? "Nothing fails." : `Failing: ${failing}.`;
      list.replaceChildren(...findingList(findings));
    } catch (error) {
      says.textContent = /** @type {Error} */ (error).message;
    }
    button.disabled = false;
  });
  return { node: part("Doctor", h("div", {}, says, list), button) };
}
