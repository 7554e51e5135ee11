// No secret may be where it must not: checked for every play, whatever its case is about.

/** The ways in which a text may be written elsewhere. */
export function spellings(secret) {
  const json = JSON.stringify(secret).slice(1, -1);
  return new Set([
    secret,
    json,
    json.replaceAll("/", "\\/"),
    secret.replace(/["'\\]/g, "\\$&"),
    encodeURIComponent(secret),
    String(new URLSearchParams({ "": secret })).slice(1),
    Buffer.from(secret).toString("base64").replace(/=+$/, ""),
  ]);
}

/** What a text gives away, as sentences. */
export const leaks = (where, text, secrets) =>
  [...secrets]
    .filter((secret) => [...spellings(secret)].some((spelling) => text.includes(spelling)))
    .map((secret) => `${where} shows the secret ${secret.slice(0, 12)}…`);

/** Results that may hold a secret: methods that return the token, and responses of the server as they are. */
const MAY_HOLD = /^(token|getToken|claims|fetch|json|page|paginate|batch|upload)$/;

/** Every text in a value, keys too: as JSON they would be escaped once more. */
export function texts(value) {
  if (!value || typeof value !== "object") return [String(value)];
  return Object.entries(value).flatMap(([key, each]) => [key, ...texts(each)]);
}

/** What a step's outcome, and what the session says, give away. */
export function outcomeLeaks(verb, { value, error, session }, secrets) {
  const said = texts({ error, session, value: MAY_HOLD.test(verb) ? undefined : value });
  return leaks(verb, said.join("\n"), secrets);
}

/** What addresses, and requests to other origins, give away. */
export function requestLeaks(log, elsewhere, secrets) {
  const addresses = log.map(({ url, headers }) => `${url}\n${headers.referer ?? ""}`).join("\n");
  const foreign = elsewhere.map(({ url, headers, text }) => JSON.stringify([url, headers, text]));
  return [
    ...leaks("an address", addresses, secrets),
    ...leaks("a request to another origin", foreign.join("\n"), secrets),
  ];
}
