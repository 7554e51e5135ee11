import { reasonOf } from "../../front/signal.js";

/** @typedef {{ method: string, headers: Headers, body: FormData | string, signal: AbortSignal }} Sent */

/**
 * A `fetch` by XMLHttpRequest, which tells how many bytes it has sent. It is for a form or a text. It
 * follows redirects: upload.js says where it may be used.
 *
 * @param {(sent: number, total: number) => void} tell
 * @returns {typeof fetch} for requests as request.js makes them
 */
export const fetchByXhr = (tell) =>
  /** @type {any} Of what `fetch` takes, only this much. */
  (
    (/** @type {string} */ url, /** @type {Sent} */ { method, headers, body, signal }) =>
      new Promise((resolve, reject) => {
        const xhr = new XMLHttpRequest();
        xhr.open(method, url);
        xhr.responseType = "arraybuffer";
        for (const [name, value] of headers) xhr.setRequestHeader(name, value);
        const abort = () => {
          xhr.abort();
          reject(reasonOf(signal));
        };
        if (signal.aborted) return abort();
        signal.addEventListener("abort", abort);
        xhr.upload.onprogress = ({ loaded, total }) => tell(loaded, total);
        xhr.onerror = () => reject(new TypeError("The upload got no response."));
        xhr.onload = () => resolve(responseOf(xhr, url));
        xhr.onloadend = () => signal.removeEventListener("abort", abort);
        xhr.send(body);
      })
  );

/** @param {XMLHttpRequest} xhr @param {string} url */
function responseOf(xhr, url) {
  // It has followed a redirect. Nothing of what the other address says is taken for a response.
  if (xhr.responseURL.split("#")[0] !== url.split("#")[0])
    return new Response(null, { status: 302 });
  const headers = new Headers();
  for (const line of xhr.getAllResponseHeaders().trim().split("\r\n")) {
    const at = line.indexOf(":");
    if (at > 0) headers.append(line.slice(0, at), line.slice(at + 1).trim());
  }
  const { status, statusText } = xhr;
  const bodyless = [204, 205, 304].includes(status);
  return new Response(bodyless ? null : xhr.response, { status, statusText, headers });
}
