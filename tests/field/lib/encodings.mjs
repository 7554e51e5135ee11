// The ways in which servers spell what they were sent. Independent of how presskey reads them.

const hex = (text, before, after = "") =>
  [...Buffer.from(text)]
    .map((byte) => before + byte.toString(16).padStart(2, "0") + after)
    .join("");

export const encodings = {
  asItIs: (text) => text,
  percent: encodeURIComponent,
  percentAll: (text) => hex(text, "%"),
  form: (text) => String(new URLSearchParams({ "": text })).slice(1),
  json: (text) => JSON.stringify(text).slice(1, -1),
  jsonSlashes: (text) => JSON.stringify(text).slice(1, -1).replaceAll("/", "\\/"),
  jsonAscii: (text) =>
    [...Array(text.length).keys()]
      .map((at) => `\\u${text.charCodeAt(at).toString(16).padStart(4, "0")}`)
      .join(""),
  slashed: (text) => text.replace(/["'\\]/g, "\\$&"),
  base64: (text) => Buffer.from(text).toString("base64"),
  base64url: (text) => Buffer.from(text).toString("base64url"),
  hex: (text) => hex(text, ""),
  html: (text) => text.replace(/[&<>"']/g, (one) => `&#${one.charCodeAt(0)};`),
  htmlNamed: (text) =>
    text
      .replaceAll("&", "&amp;")
      .replaceAll("<", "&lt;")
      .replaceAll(">", "&gt;")
      .replaceAll('"', "&quot;")
      .replaceAll("'", "&#039;"),
};
