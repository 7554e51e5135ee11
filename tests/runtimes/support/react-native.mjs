// presskey in an engine that has nothing of the web but what React Native adds to it. The native side
// is here: it follows redirects, and sends of a body what React Native's own would.
import { createContext, runInContext } from "node:vm";
import { build } from "esbuild";

const CONTENTS = `
import "./react-native.js";
import * as web from "whatwg-fetch";
const { fetch, Headers, Request, Response } = web;
Object.assign(globalThis, { fetch, Headers, Request, Response });
export * from "presskey";
`;

/** The package, and the world's globals. */
export async function reactNative() {
  const { outputFiles } = await build({
    stdin: { contents: CONTENTS, resolveDir: import.meta.dirname },
    conditions: ["react-native"],
    bundle: true,
    format: "iife",
    globalName: "presskey",
    write: false,
    logLevel: "error",
  });
  const blobs = new Map();
  const world = createContext({
    ...{ URL, URLSearchParams, clearTimeout, console, queueMicrotask, setTimeout },
    keepNatively(text) {
      const id = `blob-${blobs.size}`;
      blobs.set(id, text);
      return id;
    },
    sendNatively: (request, done) => void send(JSON.parse(request), blobs).then(done),
  });
  const presskey = runInContext(`${outputFiles[0].text}; presskey`, world);
  return { ...presskey, world };
}

async function send({ method, url, headers, body }, blobs) {
  const sent = bodyOf(body ?? {}, blobs);
  if (sent?.type) headers["content-type"] = sent.type;
  try {
    const response = await fetch(url, { method, headers, body: sent?.text });
    const lines = [...response.headers].map(([name, value]) => `${name}: ${value}\r\n`);
    const told = { status: response.status, url: response.url, headers: lines.join("") };
    return JSON.stringify({ ...told, body: await response.text() });
  } catch {
    return "";
  }
}

/** `NetworkingModule` on Android, `RCTNetworking` on iOS: they know these, and nothing else. */
function bodyOf({ string, blob, formData }, blobs) {
  if (string !== undefined) return { text: string };
  if (blob) return { text: blobs.get(blob.blobId) };
  if (!formData) return undefined;
  const parts = formData.map(({ headers, string, uri }) => {
    if (string === undefined && uri === undefined) throw new Error("Unrecognized FormData part.");
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    return `--boundary\r\n${lines.join("")}\r\n${string ?? `content of ${uri}`}\r\n`;
  });
  return {
    text: `${parts.join("")}--boundary--\r\n`,
    type: "multipart/form-data; boundary=boundary",
  };
}
