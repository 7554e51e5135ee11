// Requests that no cache may store, in every runtime that presskey runs in.
import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import { fetchUncached } from "../../pkg/engine/uncached.js";

const replaced = new Map();
function replace(name, value) {
  if (!replaced.has(name)) replaced.set(name, Object.getOwnPropertyDescriptor(globalThis, name));
  Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
}
afterEach(() => {
  for (const [name, descriptor] of replaced) {
    if (descriptor) Object.defineProperty(globalThis, name, descriptor);
    else delete globalThis[name];
  }
  replaced.clear();
});

let sent;
beforeEach(() => {
  sent = [];
});
const own = async (url, init) => {
  sent.push({ url, ...init });
  return "response";
};
const headers = ({ headers }) => Object.fromEntries(new Headers(headers));

/** What is sent, of a request with a method and a header next to this. */
async function of(init) {
  const given = { method: "POST", headers: { a: "b" }, ...init };
  assert.equal(await fetchUncached(own, "https://e.com/", given), "response");
  return sent.at(-1);
}

it("asks for no cache, whatever the app wants of one", async () => {
  assert.deepEqual(await of({ cache: "force-cache", next: { revalidate: 60 } }), {
    url: "https://e.com/",
    method: "POST",
    headers: { a: "b" },
    cache: "no-store",
  });
  assert.equal(await fetchUncached(own, "https://e.com/"), "response");
  assert.deepEqual(sent[1], { url: "https://e.com/", cache: "no-store" });
});

it("takes from Cloudflare's options those of its cache", async () => {
  const caching = { cacheTtl: 60, cacheEverything: true, cacheTtlByStatus: {} };
  assert.deepEqual((await of({ cf: { ...caching, image: {}, noCache: 1 } })).cf, {
    image: {},
    noCache: 1,
  });
  assert.equal("cf" in (await of({ cf: caching })), false);
  assert.equal("cf" in (await of({ cf: {} })), false);
});

describe("where `cache` is unknown", () => {
  /** A worker without the option: Request lacks it. */
  const old = () => replace("Request", class {});

  it("asks the caches on the way", async () => {
    old();
    const request = await of({ cache: "default" });
    assert.equal("cache" in request, false);
    assert.deepEqual(headers(request), { a: "b", "cache-control": "no-store" });
    assert.equal(request.method, "POST");
    const other = await of({ headers: { "Cache-Control": "max-age=0" } });
    assert.deepEqual(headers(other), { "cache-control": "max-age=0" });
  });

  it("asks no cache from a page or its worker, where the header needs a preflight", async () => {
    for (const [name, value] of [
      ["document", {}],
      ["importScripts", () => {}],
    ]) {
      old();
      replace(name, value);
      assert.deepEqual(headers(await of()), { a: "b" }, name);
      replace(name, undefined);
    }
    replace("importScripts", {});
    assert.equal(headers(await of())["cache-control"], "no-store", "no function");
  });

  it("uses it where there is no Request", async () => {
    replace("Request", undefined);
    assert.equal((await of()).cache, "no-store");
  });

  it("sends again where the runtime refuses it before it sends", async () => {
    const worker = async (url, init) => {
      if (init.cache) {
        throw new Error("The 'cache' field on 'RequestInitializerDict' is not implemented.");
      }
      return own(url, init);
    };
    assert.equal(await fetchUncached(worker, "https://e.com/", { method: "POST" }), "response");
    assert.equal(sent.length, 1);
    assert.deepEqual([sent[0].method, headers(sent[0])], ["POST", { "cache-control": "no-store" }]);
  });

  it("does not send twice what failed otherwise", async () => {
    for (const error of [
      new TypeError("failed"),
      new Error("not implemented"),
      new Error("The 'cache' field is wrong."),
      undefined,
      null,
    ]) {
      let calls = 0;
      const failing = async () => {
        calls++;
        throw error;
      };
      await assert.rejects(fetchUncached(failing, "https://e.com/"), (thrown) => thrown === error);
      assert.equal(calls, 1);
    }
  });
});

describe("without a fetch of the app's", () => {
  it("uses the runtime's", async () => {
    replace("fetch", own);
    assert.equal(await fetchUncached(undefined, "https://e.com/"), "response");
    assert.equal(sent.length, 1);
  });

  it("goes round the one of Next.js where a page wants everything stored", async () => {
    for (const [store, around] of [
      [{ getStore: () => ({ fetchCache: "force-cache" }) }, true],
      [{ getStore: () => ({ fetchCache: "default-cache" }) }, false],
      [{ getStore: () => undefined }, false],
      [{}, false],
      [undefined, false],
    ]) {
      const wrapped = Object.assign(async () => "wrapped", {
        __nextGetStaticStore: () => store,
        _nextOriginalFetch: async () => "original",
      });
      replace("fetch", wrapped);
      const response = await fetchUncached(undefined, "https://e.com/");
      assert.equal(response, around ? "original" : "wrapped");
    }
    replace("fetch", undefined);
    await assert.rejects(fetchUncached(undefined, "https://e.com/"), TypeError);
  });
});
