// The other tabs of this origin that show a panel. They exchange a title and a status, nothing else.

const CHANNEL = "presskey-devtools";

/** @param {() => { title: string, status: string }} describe @param {() => void} changed */
export function followTabs(describe, changed) {
  const tabs = new Map();
  if (typeof BroadcastChannel === "undefined") return { tabs, tell() {}, close() {} };
  const channel = new BroadcastChannel(CHANNEL);
  const id = Math.random().toString(36).slice(2);
  const say = (/** @type {string} */ what) => channel.postMessage({ id, what, ...describe() });
  channel.onmessage = ({ data }) => {
    if (typeof data?.id !== "string") return;
    if (data.what === "bye") tabs.delete(data.id);
    else tabs.set(data.id, { title: String(data.title), status: String(data.status) });
    if (data.what === "hello") say("here");
    changed();
  };
  say("hello");
  const leave = () => say("bye");
  addEventListener("pagehide", leave);
  return {
    tabs,
    tell: () => say("here"),
    close() {
      leave();
      removeEventListener("pagehide", leave);
      channel.close();
    },
  };
}
