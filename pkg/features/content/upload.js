import { invalidOption } from "../../engine/error.js";
import { report } from "../../front/report.js";
import { throwIfAborted } from "../../front/signal.js";
import { forOne } from "./for-one.js";
import { malformed } from "./malformed.js";
import { written } from "./multipart.js";
import { parcelOf } from "./parcel.js";
import { fetchByXhr } from "./xhr.js";

/**
 * @import { NativeFile, PresskeyError, UploadOptions, WpRequestInit } from "../../index.d.ts"
 * @import { Answer, Ask, Options, Whose } from "../../front/types.d.ts"
 */

const ROUTE = "/wp/v2/media";
/** How often WordPress is asked to go on with an image whose processing broke off. */
const TRIES = 5;
const TOO_LARGE =
  "The server could not create the image's smaller sizes. Send a smaller image, or raise PHP's memory_limit and max_execution_time.";

/**
 * Puts a file into the media library.
 *
 * @param {Ask} given
 * @param {Whose} whose
 * @param {Options} client
 * @param {Partial<File & NativeFile>} file
 * @param {UploadOptions} [options]
 */
export async function upload(given, whose, client, file, options) {
  const { signal, timeout = 0, onProgress, ...fields } = options ?? {};
  if (onProgress != null && typeof onProgress !== "function") {
    throw invalidOption("`onProgress` must be a function.");
  }
  /** @type {WpRequestInit} */
  const init = { method: "POST", auth: "required", signal, timeout };
  const answer = forOne(given, whose);
  let parcel = parcelOf(file, fields);
  // Of a file that is only named, its sender knows the size.
  let { size } = file;
  /** @param {number} sent @param {number} [total] */
  const tell = (sent, total) => {
    size ??= total;
    try {
      // The form around the file is sent, too.
      onProgress?.({ loaded: Math.min(sent, size ?? 0), total: size ?? 0 });
    } catch (error) {
      // The app's own fault, which undoes no upload.
      report(error);
    }
  };
  /** @type {Parameters<Ask>[2]} */
  let more = { size: file.size };
  if (onProgress && canUseXhr(client)) {
    if (!client.via) await probe(answer, init);
    more = { ...more, fetch: fetchByXhr(tell) };
  } else if (!client.fetch && !fetchTakes(parcel.body, file)) {
    parcel = { ...parcel, ...(await written(/** @type {FormData} */ (parcel.body))) };
  }
  tell(0);
  try {
    const answered = await answer(ROUTE, { ...init, ...parcel }, more);
    const { value } = answered;
    if (!(/** @type {{ id?: unknown } | null} */ (value)?.id)) throw noFile(answered);
    tell(/** @type {number} */ (size));
    return value;
  } catch (/** @type {any} A PresskeyError, or whatever was thrown. */ error) {
    const id = error.response?.headers.get("X-WP-Upload-Attachment-ID");
    // The file has arrived; making its smaller sizes was too much for one request.
    if (!(error.status >= 500 && /^\d+$/.test(id))) throw error;
    tell(/** @type {number} */ (size));
    return finish(answer, id, { ...init, error });
  }
}

const noFile = (/** @type {Answer} */ answered) =>
  malformed(answered, "The response does not describe the uploaded file.", {
    hint: "A firewall in front of WordPress, or a plugin, responded instead of the media library. Look in its log.",
  });

/**
 * Has WordPress make the sizes that are missing, a few at a time; else removes the file again.
 *
 * @param {Ask} answer
 * @param {string} id
 * @param {WpRequestInit & { error: unknown }} init
 */
async function finish(answer, id, { error, ...init }) {
  const route = `${ROUTE}/${id}`;
  const { signal } = init;
  for (let tries = TRIES; tries && !signal?.aborted; tries--) {
    try {
      const json = { action: "create-image-subsizes" };
      return (await answer(`${route}/post-process`, { ...init, json })).value;
    } catch (/** @type {any} Anything may be thrown. */ problem) {
      const { code, status } = problem;
      // Nor can the file be removed: it is another user's.
      if (code === "user_mismatch") throw problem;
      // A refusal will not change.
      if (status < 500) break;
    }
  }
  const gone = { ...init, method: "DELETE", signal: undefined, query: { force: true } };
  await answer(route, gone).catch(() => {});
  throwIfAborted(signal);
  // That PHP crashed is known by then; here is why.
  /** @type {{ hint?: string }} */ (error).hint = TOO_LARGE;
  throw error;
}

/**
 * React Native follows every redirect. So the server is asked first in the very same way, without the
 * file: it reports that there is no file (`rest_upload_no_data`), and any other problem shows before
 * the file is sent.
 *
 * @param {Ask} answer
 * @param {WpRequestInit} init
 */
async function probe(answer, init) {
  try {
    await answer(ROUTE, init);
  } catch (error) {
    if (/** @type {PresskeyError} */ (error).wpCode !== "rest_upload_no_data") throw error;
  }
}

/**
 * Node's `fetch` makes a text of the forms of jsdom, or waits for ever for their files, which have no
 * `stream`.
 *
 * @param {ReturnType<typeof parcelOf>["body"]} body
 * @param {Partial<File>} file
 */
function fetchTakes(body, file) {
  if (!(typeof Request === "function" && "body" in Request.prototype && body !== file)) return true;
  const { headers } = new Request("http://x", { method: "POST", body });
  return (
    /^multipart/.test(/** @type {string} */ (headers.get("Content-Type"))) &&
    typeof file.stream === "function"
  );
}

/**
 * XMLHttpRequest alone tells how much has been sent, but it follows redirects, and nothing can stop
 * it. So it gets no token where `fetch` would refuse a redirect. In the page of a backend there is no
 * token, and a backend never redirects.
 */
const canUseXhr = (/** @type {Options} */ { fetch, via }) =>
  !fetch &&
  typeof XMLHttpRequest === "function" &&
  (via || (typeof Request === "function" && !("redirect" in Request.prototype)));
