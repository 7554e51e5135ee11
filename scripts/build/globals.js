// Globals that jsdom lacks, in which Jest runs tests of pages. In the CommonJS files esbuild puts these
// in the place of the globals of the same name.
import * as utf8 from "../../pkg/engine/utf8.js";

class Encoder {
  encode(text = "") {
    const bytes = new Uint8Array(3 * text.length + 1);
    return bytes.slice(0, utf8.encodeInto(text, bytes).written);
  }

  encodeInto(text, bytes) {
    return utf8.encodeInto(text, bytes);
  }
}

class Decoder {
  constructor(_encoding, { fatal = false, ignoreBOM = false } = {}) {
    Object.assign(this, { fatal, ignoreBOM });
  }

  decode(input = new Uint8Array()) {
    const bytes = ArrayBuffer.isView(input)
      ? new Uint8Array(input.buffer, input.byteOffset, input.byteLength)
      : new Uint8Array(input);
    const text = utf8.decode(bytes);
    if (this.fatal && !isSame(new Encoder().encode(text), bytes)) {
      throw new TypeError("The encoded data was not valid.");
    }
    return this.ignoreBOM ? text : text.replace(/^\ufeff/, "");
  }
}

const isSame = (one, other) =>
  one.length === other.length && one.every((byte, at) => byte === other[at]);

let node;

/** Node's own globals: Jest hides them from tests of pages, but not Node's modules. */
function ofNode() {
  node ??= globalThis.process?.getBuiltinModule?.("node:vm")?.runInThisContext("globalThis");
  return node;
}

/** All of one kind: Node's Request does not know jsdom's URLSearchParams. */
const global = (name) => ((globalThis.Request ? undefined : ofNode()) ?? globalThis)[name];

/** A class that is looked up when it is used: importing the package touches no global. */
const late = (name) =>
  new Proxy(function late() {}, {
    construct: (_, args) => Reflect.construct(global(name), args),
    get: (_, key) => global(name)[key],
  });

const { TextEncoder = Encoder, TextDecoder = Decoder } = globalThis;
const [Headers, Request, Response] = ["Headers", "Request", "Response"].map(late);
const URLSearchParams = late("URLSearchParams");

export { Headers, Request, Response, TextDecoder, TextEncoder, URLSearchParams };
