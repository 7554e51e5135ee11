// Tokens as WordPress plugins sign them, always the same ones. Runs in Node and in browsers alike.

const COUNT = 512;
const START = 1_790_000_000;

/** What each kind of token claims; `n` makes each one different. */
const kinds = {
  "JWT Authentication": (n) => ({
    iss: "https://www.example.com",
    iat: START + n,
    nbf: START + n,
    exp: START + n + 604800,
    data: { user: { id: String(1000 + n) } },
  }),
  "Simple JWT Login": (n) => ({
    iat: START + n,
    exp: START + n + 3600,
    email: `editor-${1000 + n}@example.com`,
    id: String(1000 + n),
    site: "https://www.example.com",
    username: `editor-${1000 + n}`,
    iss: "www.example.com",
  }),
  "names outside ASCII": (n) => ({
    iat: START + n,
    exp: START + n + 3600,
    id: String(1000 + n),
    site: "https://www.example.com",
    name: "Zoë Ångström 日本 🐴",
    city: "Český Krumlov",
  }),
};

/** 512 different tokens of each kind. */
export const tokens = () =>
  Object.fromEntries(
    Object.entries(kinds).map(([kind, claims]) => [
      kind,
      Array.from({ length: COUNT }, (_, n) => token(claims(n), n)),
    ]),
  );

/** Not signed: nobody here can tell. */
export function token(claims, seed = 0) {
  // PHP's JSON: slashes are escaped.
  const json = (value) => JSON.stringify(value).replaceAll("/", "\\/");
  const head = base64url(new TextEncoder().encode(json({ typ: "JWT", alg: "HS256" })));
  const body = base64url(new TextEncoder().encode(json(claims)));
  return `${head}.${body}.${base64url(noise(32, seed))}`;
}

const base64url = (bytes) =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");

/** Bytes that look random and are not (Numerical Recipes' generator). */
function noise(length, seed) {
  let state = seed;
  return Uint8Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state >>> 24;
  });
}
