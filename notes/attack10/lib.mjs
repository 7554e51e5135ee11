export const P = "/work/wt/attack10/pkg/";
export const { createClient, decode, verify, PresskeyError } = await import(P + "index.js");
const b = (x) => Buffer.from(typeof x === "string" ? x : JSON.stringify(x)).toString("base64url");
export const jwt = (claims = {}) => b({ alg: "HS256", typ: "JWT" }) + "." + b({ iss: "https://e.com", iat: Math.floor(Date.now()/1000), exp: Math.floor(Date.now()/1000) + 3600, data: { user: { id: "7" } }, ...claims }) + "." + b("sig-" + (claims.jti ?? "abcdefghijklmnopqrstuvw"));
export const index = (o={}) => ({ name: "x", url: "https://e.com", home: "https://e.com", namespaces: ["wp/v2", "jwt-auth/v1"], routes: {}, authentication: [], ...o });
export const json = (v, status = 200, headers = {}) => new Response(JSON.stringify(v), { status, headers: { "content-type": "application/json", ...headers } });
