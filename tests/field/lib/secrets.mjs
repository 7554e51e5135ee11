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

/** Results that may hold a secret: what gives the token, and answers of the server as they are. */
const MAY_HOLD = /^(token|getToken|claims|fetch|json|page|paginate|batch|upload)$/;

/** What a step's outcome, and what the session says, give away. */
export function outcomeLeaks(verb, { value, error, session }, secrets) {
  const said = [JSON.stringify(session)];
  if (error) said.push(error.everything, JSON.stringify(error));
  else if (!MAY_HOLD.test(verb)) said.push(JSON.stringify(value) ?? "");
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
