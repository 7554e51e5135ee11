// presskey among the globals of jsdom or happy-dom, as Vitest and Jest set them: everything that the
// window has takes the place of Node's, but not the language itself, nor its clock. The results of the app
// go to standard output, as JSON. Then the process has to end on its own.
import assert from "node:assert/strict";
import process from "node:process";

const [kind, site] = process.argv.slice(2);
const login = JSON.parse(process.env.LOGIN);

const KEPT =
  /^(_|globalThis$|global$|undefined$|console$|performance$|crypto$|queueMicrotask$|(set|clear)(Timeout|Interval|Immediate)$|Buffer$|process$)/;
const language = new Set(
  "Object Function Array Promise Error JSON Math Symbol Map Set WeakMap WeakSet WeakRef Proxy Reflect WebAssembly Intl Infinity NaN eval Date RegExp String Number Boolean BigInt DataView ArrayBuffer SharedArrayBuffer Atomics FinalizationRegistry Iterator AggregateError EvalError RangeError ReferenceError SyntaxError TypeError URIError Uint8Array Int8Array Uint16Array Int16Array Uint32Array Int32Array Uint8ClampedArray Float32Array Float64Array BigInt64Array BigUint64Array isNaN isFinite parseInt parseFloat encodeURIComponent decodeURIComponent encodeURI decodeURI escape unescape".split(
    " ",
  ),
);

async function windowOf() {
  const options = { url: "http://localhost:3000/" };
  if (kind === "happy-dom") return new (await import("happy-dom")).Window(options);
  return new (await import("jsdom")).JSDOM("<p>", options).window;
}

const from = await windowOf();
const names = [from, Object.getPrototypeOf(from)].flatMap(Object.getOwnPropertyNames);
for (const name of new Set(names)) {
  if (KEPT.test(name) || language.has(name)) continue;
  try {
    const value = from[name];
    // Functions of the window itself need it as `this`; classes must stay as they are.
    const bound = typeof value === "function" && !/^[A-Z]/.test(name) ? value.bind(from) : value;
    Object.defineProperty(globalThis, name, { value: bound, configurable: true, writable: true });
  } catch {
    // Not every member can be read or replaced.
  }
}
globalThis.window = globalThis;
assert.equal(document.defaultView, from);

const { createClient } = await import("presskey");
const wp = createClient(site);
const told = {};

told.login = (await wp.login(login)).status;
told.me = (await wp.json("/wp/v2/users/me")).id;
const body = new URLSearchParams({ a: "b" });
told.form = await wp.json("/echo", { method: "POST", body });
told.posts = [];
for await (const post of wp.paginate("/wp/v2/posts")) told.posts.push(post.id);
const { signal } = new AbortController();
told.signal = (await wp.json("/wp/v2/posts", { signal })).length;
told.page = (await wp.page?.("/wp/v2/posts"))?.items.length;

const problem = await wp.json("/missing").catch((error) => error);
told.missing = [problem.wpCode, JSON.parse(await problem.response.text()).code];
const refused = await wp.json("/refused").catch((error) => error);
told.refused = [refused.code, JSON.parse(await refused.response.text()).code];
const bare = await wp.fetch("/refused");
told.bare = [bare.status, JSON.parse(await bare.text()).code];

const controller = new AbortController();
setTimeout(() => controller.abort(), 50);
told.aborted = await wp.json("/hang", { signal: controller.signal }).catch(({ name }) => name);
told.late = await wp.json("/hang", { timeout: 50 }).catch(({ code }) => code);

const image = new Blob(["bytes"], { type: "image/png" });
told.upload = (await wp.upload(image, { filename: "a.png", alt: "A" })).id;
const loaded = [];
await wp.upload(new File(["bytes"], "b.png"), { onProgress: (p) => loaded.push(p.loaded) });
told.loaded = loaded.at(-1);

// A returning visitor, whose session is in sessionStorage.
const returning = createClient(site);
told.returning = [returning.session.status];
told.returning.push((await returning.json("/wp/v2/users/me")).id, returning.session.status);

told.failing = (await wp.diagnose()).findings.filter(({ status }) => status === "fail").length;
await wp.refresh();
console.log(JSON.stringify(told));
