// A DOM for frameworks that look for one while they are loaded: import this first.
import { Window } from "happy-dom";

const window = new Window({ url: "http://127.0.0.1/" });
const names = [
  ...["window", "document", "navigator", "Node", "Element", "HTMLElement", "SVGElement", "Text"],
  ...[
    "Comment",
    "Event",
    "CustomEvent",
    "MutationObserver",
    "HTMLMediaElement",
    "DocumentFragment",
  ],
  ...["ShadowRoot", "customElements", "HTMLTemplateElement", "getComputedStyle"],
];
for (const name of names) {
  // Defined, not assigned: later versions of Node have a navigator that is read-only.
  Object.defineProperty(globalThis, name, { value: window[name], configurable: true });
}

export const container = () => document.body.appendChild(document.createElement("div"));
