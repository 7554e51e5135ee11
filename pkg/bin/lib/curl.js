/** Headers that curl sets itself. */
/** @type {Record<string, string>} */
const IMPLIED = { "content-type": "application/x-www-form-urlencoded;charset=UTF-8" };

/**
 * A request as a curl command for POSIX shells (sh, bash, zsh). `{{token}}` becomes `$TOKEN`.
 *
 * @param {import("./rehearse.js").Recorded} request
 */
export function curlCommand({ url, method, headers, body }) {
  const lines = headers
    .filter(([name, value]) => IMPLIED[name] !== value)
    .map(([name, value]) => `-H ${withVariable(`${capitalised(name)}: ${value}`)}`);
  if (body) lines.push(`--data-raw ${quoted(body)}`);
  // --globoff: curl gives brackets and braces in an address a meaning of its own.
  const glob = /[[\]{}]/.test(url) ? " --globoff" : "";
  const verb = method === "HEAD" ? " --head" : method === "GET" ? "" : ` -X ${method}`;
  return [`curl${glob}${verb} ${quoted(url)}`, ...lines].join(" \\\n  ");
}

/** @param {string} name */
const capitalised = (name) => name.replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase());

/**
 * Within single quotes a shell gives no character a meaning.
 *
 * @param {string} text
 */
const quoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;

/**
 * The shell replaces `$TOKEN` only within double quotes.
 *
 * @param {string} text
 */
const withVariable = (text) =>
  /^[\w .:-]*\{\{token\}\}$/.test(text) ? `"${text.replace("{{token}}", "$TOKEN")}"` : quoted(text);
