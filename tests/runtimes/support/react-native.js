// What React Native adds to a bare engine, as its own sources have it (Libraries/Network, Libraries/
// Blob): whatwg-fetch over an XMLHttpRequest that hands bodies to native code. Bundled into the
// world of react-native.mjs, which gives `sendNatively`.
import { AbortController, AbortSignal } from "abort-controller/dist/abort-controller";

/** Its bytes stay outside of JavaScript. */
class Blob {
  constructor(parts = [], { type = "" } = {}) {
    this.data = { blobId: globalThis.keepNatively(parts.map(String).join("")), type };
    this.data.size = parts.join("").length;
  }
  set data(data) {
    this._data = data;
  }
  get data() {
    return this._data;
  }
  get size() {
    return this.data.size;
  }
  get type() {
    return this.data.type;
  }
}

class FormData {
  _parts = [];
  append(key, value) {
    this._parts.push([key, value]);
  }
  getParts() {
    return this._parts.map(([name, value]) => {
      const headers = { "content-disposition": `form-data; name="${name}"` };
      if (typeof value !== "object" || value === null) {
        return { string: String(value), headers, fieldName: name };
      }
      if (typeof value.name === "string") {
        headers["content-disposition"] += `; filename="${encodeURIComponent(value.name)}"`;
      }
      if (typeof value.type === "string") headers["content-type"] = value.type;
      return { ...value, headers, fieldName: name };
    });
  }
}

/** convertRequestBody.js: what is none of these goes as it is, and native code finds nothing in it. */
function convert(body) {
  if (typeof body === "string") return { string: body };
  if (body instanceof Blob) return { blob: body.data };
  if (body instanceof FormData) return { formData: body.getParts() };
  return body;
}

class XMLHttpRequest {
  headers = {};
  upload = {};
  open(method, url) {
    Object.assign(this, { method, url });
  }
  setRequestHeader(name, value) {
    this.headers[name.toLowerCase()] = value;
  }
  getAllResponseHeaders() {
    return this.told.headers;
  }
  abort() {
    this.aborted = true;
    this.onabort?.();
  }
  send(body) {
    const { method, url, headers } = this;
    const request = { method, url, headers, body: body == null ? undefined : convert(body) };
    globalThis.sendNatively(JSON.stringify(request), (told) => {
      if (this.aborted) return;
      this.told = told && JSON.parse(told);
      if (!told) return this.onerror?.();
      const { status, url: responseURL, body: responseText } = this.told;
      Object.assign(this, { status, responseURL, responseText, statusText: "", readyState: 4 });
      this.onload?.();
    });
  }
}

Object.assign(globalThis, { AbortController, AbortSignal, Blob, FormData, XMLHttpRequest });
