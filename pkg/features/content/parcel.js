import { invalidOption } from "../../engine/error.js";

/**
 * @import { NativeFile, UploadOptions } from "../../index.d.ts"
 * @typedef {Blob & { name?: string, data?: { blobId?: unknown } }} BlobLike a Blob; React Native keeps its `data` elsewhere
 */

/** Where a file's type and its usual ending differ. */
/** @type {Record<string, string>} */
const ENDINGS = { jpeg: "jpg", plain: "txt", mpeg: "mp3", quicktime: "mov", "svg+xml": "svg" };

/**
 * What carries a file and its fields to the media library: a form, or the file as the whole body.
 * React Native needs care: a file there is `{ uri, name, type }`, its `FormData` has `append` only,
 * with two parameters, and its native side sends a `Blob` as a body, but not as a part of a form.
 *
 * @param {any} file a Blob or a NativeFile: a caller may pass anything else
 * @param {UploadOptions} options
 * @returns {{ body: FormData | Blob | Uint8Array<ArrayBuffer>, query?: object, headers?: object }} as `fetch()` takes it
 */
export function parcelOf(file, { filename, title, alt, caption, post }) {
  const given = Object.entries({ title, alt_text: alt, caption, post });
  const fields = given
    .filter(([, value]) => value != null)
    .map(([name, value]) => /** @type {[string, string]} */ ([name, `${value}`]));
  if (isNative(file)) {
    const name = filename ?? file.name ?? nameFor(file);
    return alone(file, name, fields);
  }
  const isBlob = typeof Blob !== "undefined" && file instanceof Blob;
  if (!isBlob && !(typeof file?.uri === "string" && takesNamed())) {
    throw invalidOption("upload() takes a Blob or a File.");
  }
  const name = String(filename ?? file.name ?? nameFor(file));
  const form = new FormData();
  // PHP reads a form as it comes: what is long stands last.
  for (const [field, value] of fields) form.append(field, value);
  if (isBlob) form.append("file", named(file, name), name);
  else
    form.append(
      "file",
      /** @type {any} For React Native. */ ({
        uri: file.uri,
        name,
        type: file.type ?? "application/octet-stream",
      }),
    );
  return { body: form };
}

/**
 * Forms of React Native and happy-dom do not look at the name that they are given.
 *
 * @param {BlobLike} file
 * @param {string} name
 */
const named = (file, name) =>
  file.name === name || typeof File === "undefined"
    ? file
    : new File([file], name, { type: file.type });

/** A Blob whose bytes React Native keeps outside of JavaScript. */
const isNative = (/** @type {BlobLike} */ file) => typeof file?.data?.blobId === "string";

/**
 * WordPress takes the fields out of the query as well.
 *
 * @param {Blob} body
 * @param {string} name
 * @param {[string, string][]} fields
 */
const alone = (body, name, fields) => ({
  body,
  query: Object.fromEntries(fields),
  headers: {
    "Content-Type": body.type || "application/octet-stream",
    "Content-Disposition": `attachment; filename="${encodeURIComponent(name)}"`,
  },
});

/** Whether forms take a file that is only named: elsewhere "[object Object]" would be sent. */
function takesNamed() {
  const form = new FormData();
  /** @type {any} No browser's form takes it. */
  const probe = { uri: "" };
  form.append("file", probe);
  const [kept = probe] = form.getAll?.("file") ?? [];
  return kept === probe;
}

/**
 * WordPress refuses a file whose name does not say what it is.
 *
 * @param {{ type?: string }} file
 */
function nameFor({ type }) {
  const [, kind] = /\/([\w.+-]+)/.exec(/** @type {string} */ (type)) ?? [];
  if (!kind) throw invalidOption("upload() needs a `filename` for a Blob without a type.");
  return `upload.${ENDINGS[kind] ?? kind}`;
}
