// What a tab hears of the others, and of its page.
import assert from "node:assert/strict";
import { afterEach, describe, it } from "node:test";
import { tabsOf } from "../../pkg/engine/tabs.js";

const before = new Map();
function replace(name, value) {
  if (!before.has(name)) before.set(name, Object.getOwnPropertyDescriptor(globalThis, name));
  Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
}
afterEach(() => {
  for (const [name, descriptor] of before) {
    if (descriptor) Object.defineProperty(globalThis, name, descriptor);
    else delete globalThis[name];
  }
  before.clear();
});

/** A page: the client's connection to the other tabs, and what it has heard. */
function page({ channels = true, listens = true } = {}) {
  const opened = [];
  class Channel {
    said = [];
    closed = false;
    isUnref = false;
    constructor(name) {
      if (!channels) throw new Error("denied");
      this.name = name;
      opened.push(this);
    }
    postMessage(message) {
      if (this.closed) throw new Error("closed");
      this.said.push(message);
    }
    close() {
      this.closed = true;
    }
    unref() {
      this.isUnref = true;
    }
  }
  const [global, document] = [new EventTarget(), new EventTarget()];
  replace("BroadcastChannel", Channel);
  replace("document", listens ? document : undefined);
  for (const name of ["addEventListener", "removeEventListener"]) {
    replace(name, listens ? global[name].bind(global) : undefined);
  }
  const heard = [];
  const tabs = tabsOf("key", "page", (message) => heard.push(message));
  const tell = (target, type, more) => target.dispatchEvent(Object.assign(new Event(type), more));
  return { tabs, heard, channel: opened[0], global, document, tell };
}

it("says messages to the others, and hears theirs", () => {
  const { tabs, heard, channel } = page();
  assert.deepEqual([channel.name, channel.isUnref], ["key", true]);
  tabs.say("hello");
  assert.deepEqual(channel.said, ["hello"]);
  channel.onmessage({ data: "answer" });
  channel.onmessage({ data: 7 });
  assert.deepEqual(heard, ["answer", "7"]);
});

describe("looks something up", () => {
  for (const [type, key, looks] of [
    ["storage", "key", true],
    ["storage", "key:used", true],
    ["storage", "other", false],
    ["storage", "a key", false],
    // Everything was cleared.
    ["storage", null, true],
    ["online", undefined, true],
    ["pageshow", "other", true],
  ]) {
    it(`${looks ? "" : "not "}after ${type} of ${key}`, () => {
      const { heard, global, tell } = page();
      tell(global, type, { key });
      assert.deepEqual(heard, looks ? [undefined] : []);
    });
  }

  for (const type of ["visibilitychange", "resume"]) {
    it(`after ${type} of the document`, () => {
      const { heard, document, global, tell } = page();
      tell(document, type);
      assert.deepEqual(heard, [undefined]);
      tell(global, type);
      assert.deepEqual(heard, [undefined]);
    });
  }
});

it("hears nothing after it is closed, and says nothing", () => {
  const { tabs, heard, channel, global, document, tell } = page();
  tabs.close();
  assert.equal(channel.closed, true);
  for (const type of ["storage", "online", "pageshow"]) tell(global, type, { key: "key" });
  for (const type of ["visibilitychange", "resume"]) tell(document, type);
  assert.deepEqual(heard, []);
  tabs.say("too late");
  assert.deepEqual(channel.said, []);
});

it("does without channels, and without events", () => {
  const { tabs, heard, global, tell } = page({ channels: false });
  tabs.say("nobody hears it");
  tell(global, "storage", { key: "key" });
  assert.deepEqual(heard, [undefined]);
  tabs.close();
  const silent = page({ listens: false });
  silent.tabs.say("hello");
  assert.deepEqual(silent.channel.said, ["hello"]);
  silent.tabs.close();
});

it("does without unref, which browsers do not have", () => {
  replace(
    "BroadcastChannel",
    class {
      close() {}
    },
  );
  const heard = [];
  const tabs = tabsOf("key", "page", (message) => heard.push(message));
  tabs.close();
  assert.deepEqual(heard, []);
});

it("is alone on a server", () => {
  const used = [];
  replace(
    "BroadcastChannel",
    class {
      constructor(name) {
        used.push(name);
      }
      close() {}
    },
  );
  replace("addEventListener", (name) => used.push(name));
  replace("removeEventListener", () => {});
  const tabs = tabsOf("key", "server", () => assert.fail("nothing is heard"));
  assert.equal(tabs, undefined);
  assert.deepEqual(used, []);
});
