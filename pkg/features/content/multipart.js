const escaped = (/** @type {string} */ name) =>
  name.replaceAll("\r", "%0D").replaceAll("\n", "%0A").replaceAll('"', "%22");

/**
 * A form of jsdom in bytes (RFC 7578), for a `fetch` that can't read it.
 *
 * @param {FormData} form
 */
export async function written(form) {
  const boundary = `presskey-${Math.random().toString(36).slice(2)}`;
  /** @type {BlobPart[]} */
  const parts = [];
  for (const [name, value] of form) {
    parts.push(`--${boundary}\r\nContent-Disposition: form-data; name="${escaped(name)}"`);
    if (typeof value === "string") parts.push("\r\n\r\n");
    else {
      const type = value.type || "application/octet-stream";
      parts.push(`; filename="${escaped(value.name)}"\r\nContent-Type: ${type}\r\n\r\n`);
    }
    parts.push(value, "\r\n");
  }
  parts.push(`--${boundary}--\r\n`);
  return {
    body: await bytesOf(new Blob(parts)),
    headers: { "Content-Type": `multipart/form-data; boundary=${boundary}` },
  };
}

/** @param {Blob} blob of jsdom, which has no `arrayBuffer` @returns {Promise<Uint8Array<ArrayBuffer>>} */
const bytesOf = (blob) =>
  new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(new Uint8Array(/** @type {ArrayBuffer} */ (reader.result)));
    reader.onerror = () => reject(reader.error);
    reader.readAsArrayBuffer(blob);
  });
