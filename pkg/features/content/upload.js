import { invalidOption, report } from "../../front/error.js";
import { fetchByXhr } from "./xhr.js";

const ROUTE = "/wp/v2/media";
/** How often WordPress is asked to go on with an image whose processing broke off. */
const TRIES = 5;
const TOO_LARGE =
  "The server could not make the image's smaller sizes. Send a smaller image, or raise memory_limit and max_execution_time of PHP.";
/** Where a file's type and its usual ending differ. */
const ENDINGS = { jpeg: "jpg", plain: "txt", mpeg: "mp3", quicktime: "mov", "svg+xml": "svg" };

/** Puts a file into the media library. */
export async function upload(answer, client, file, options) {
  const { signal, timeout = 0, onProgress, ...fields } = options ?? {};
  if (onProgress != null && typeof onProgress !== "function") {
    throw invalidOption("`onProgress` must be a function.");
  }
  const init = { method: "POST", auth: "required", signal, timeout };
  const body = formOf(file, fields);
  const tell = (sent) => {
    try {
      // The form around the file is sent, too.
      onProgress?.({ loaded: Math.min(sent, file.size), total: file.size });
    } catch (error) {
      // The app's own fault, which undoes no upload.
      report(error);
    }
  };
  let more;
  if (onProgress && canUseXhr(client)) {
    await probe(answer, init);
    more = { fetch: fetchByXhr(tell) };
  }
  tell(0);
  try {
    const { value } = await answer(ROUTE, { ...init, body }, more);
    tell(file.size);
    return value;
  } catch (error) {
    const id = error.response?.headers.get("X-WP-Upload-Attachment-ID");
    // The file has arrived; making its smaller sizes was too much for one request.
    if (!(error.status >= 500 && /^\d+$/.test(id))) throw error;
    tell(file.size);
    return finish(answer, id, { ...init, error });
  }
}

/** Has WordPress make the sizes that are missing, a few at a time; else removes the file again. */
async function finish(answer, id, { error, ...init }) {
  const route = `${ROUTE}/${id}`;
  const { signal } = init;
  for (let tries = TRIES; tries && !signal?.aborted; tries--) {
    try {
      const json = { action: "create-image-subsizes" };
      return (await answer(`${route}/post-process`, { ...init, json })).value;
    } catch ({ status }) {
      // A refusal will not change.
      if (status < 500) break;
    }
  }
  const gone = { ...init, method: "DELETE", signal: undefined, query: { force: true } };
  await answer(route, gone).catch(() => {});
  signal?.throwIfAborted();
  error.hint ??= TOO_LARGE;
  throw error;
}

/**
 * XMLHttpRequest alone tells how much has been sent, but follows redirects, with the token and the
 * file. So the server is asked first in the very same way, with an empty hand: it answers that there
 * is no file (`rest_upload_no_data`), and everything else is told before the file leaves.
 */
async function probe(answer, init) {
  try {
    await answer(ROUTE, init);
  } catch (error) {
    if (error.wpCode !== "rest_upload_no_data") throw error;
  }
}

/** Not to the page's own origin: there it sends cookies, which override the token. */
const canUseXhr = ({ fetch, site }) =>
  !fetch &&
  typeof XMLHttpRequest === "function" &&
  new URL(site).origin !== globalThis.location?.origin;

function formOf(file, { filename, title, alt, caption, post }) {
  if (typeof Blob === "undefined" || !(file instanceof Blob)) {
    throw invalidOption("upload() takes a Blob or a File.");
  }
  const form = new FormData();
  const texts = { title, alt_text: alt, caption, post };
  // PHP reads a form as it comes: what is long stands last.
  for (const [name, text] of Object.entries(texts)) if (text != null) form.set(name, String(text));
  form.set("file", file, filename ?? file.name ?? nameFor(file));
  return form;
}

/** WordPress refuses a file whose name does not say what it is. */
function nameFor({ type }) {
  const [, kind] = /\/([\w.+-]+)/.exec(type) ?? [];
  if (!kind) throw invalidOption("upload() needs a `filename` for a Blob without a type.");
  return `upload.${ENDINGS[kind] ?? kind}`;
}
