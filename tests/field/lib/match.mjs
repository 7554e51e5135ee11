// Which request a response is for.

/** What the patterns of a case are held against. */
export async function readRequest(request, prefix) {
  const url = new URL(request.url, "http://site");
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString();
  const { method, headers } = request;
  const preflight = method === "OPTIONS" && "access-control-request-method" in headers;
  return {
    method,
    preflight,
    url: request.url,
    path: url.pathname,
    query: url.searchParams,
    route: routeOf(url, prefix),
    headers,
    text,
    fields: fieldsOf(headers["content-type"] ?? "", text),
  };
}

/** The REST route in either form of the address; null for what is no REST request. */
function routeOf({ pathname, searchParams }, prefix) {
  const plain = searchParams.get("rest_route");
  if (plain !== null) return trimmed(plain);
  const at = `${pathname}/`.indexOf(`/${prefix}/`);
  return at < 0 ? null : trimmed(pathname.slice(at + prefix.length + 1));
}

/** WordPress takes a route with a slash at its end for the same. */
const trimmed = (route) => route.replace(/\/+$/, "") || "/";

function fieldsOf(type, text) {
  try {
    if (type.includes("json")) return JSON.parse(text);
    if (type.includes("urlencoded")) return Object.fromEntries(new URLSearchParams(text));
  } catch {
    // What cannot be read has no fields.
  }
  return {};
}

/**
 * Whether a request fits `to` and `when`; see README.md. Preflights are answered as WordPress
 * responds to them unless a response in the case names OPTIONS.
 */
export function requestMatches({ to, when = {} }, asked, fill = (text) => text) {
  const [methods, target] = to.split(" ");
  if (asked.preflight && methods !== "OPTIONS") return false;
  if (methods !== "*" && !methods.split("|").includes(asked.method)) return false;
  return targetMatches(target, asked) && conditionsHold(when, asked, fill);
}

function targetMatches(target, { route, path, query }) {
  const [place, wantedQuery] = target.split("?");
  if (place.startsWith("rest:")) {
    if (route === null || !glob(place.slice(5)).test(route)) return false;
  } else if (place && !glob(place).test(path)) return false;
  return [...new URLSearchParams(wantedQuery ?? "")].every(
    ([name, value]) => query.has(name) && glob(value || "**").test(query.get(name)),
  );
}

const SPECIAL = /[.+^${}()|[\]\\?]/g;

/** `*` is any text without a slash, `**` any text. */
export const glob = (pattern) =>
  new RegExp(
    `^${pattern
      .replace(SPECIAL, "\\$&")
      .replace(/\*+/g, (stars) => (stars.length > 1 ? ".*" : "[^/]*"))}$`,
    "s",
  );

function conditionsHold({ authorization, body, form, json, text, header = {} }, asked, fill) {
  const { headers, fields } = asked;
  if (text !== undefined && !glob(fill(text)).test(asked.text)) return false;
  const type = headers["content-type"] ?? "";
  if (form && !(type.includes("urlencoded") || type.includes("form-data"))) return false;
  if (json && !type.includes("json")) return false;
  if (authorization !== undefined && !authorizes(authorization, headers.authorization, fill)) {
    return false;
  }
  const wanted = { ...body, ...form, ...json };
  const fieldsFit = Object.entries(wanted).every(
    ([name, value]) => fields[name] !== undefined && String(fields[name]) === fill(String(value)),
  );
  const headersFit = Object.entries(header).every(([name, value]) =>
    glob(fill(value)).test(headers[name.toLowerCase()] ?? ""),
  );
  return fieldsFit && headersFit;
}

function authorizes(wanted, sent, fill) {
  if (wanted === "none") return sent === undefined;
  if (wanted === "any") return sent !== undefined;
  return sent !== undefined && [wanted].flat().some((each) => glob(fill(each)).test(sent));
}
