import { verify } from "presskey";
import { createHmac, randomBytes } from "node:crypto";
const b64u = (x) => Buffer.from(x).toString("base64url");
const s = JSON.stringify({ kty: "AKP", alg: "ML-DSA-44", pub: randomBytes(1312).toString("base64url") });
const h = b64u('{"alg":"HS256"}') + "." + b64u('{"sub":"1"}');
console.log(await verify(h + "." + createHmac("sha256", s).update(h).digest("base64url"), s, { algorithms: ["HS256"] }).then(() => "accepted", (e) => e.message));
// CryptoKey made of a PEM
import { generateKeyPairSync } from "node:crypto";
const pem = generateKeyPairSync("rsa", { modulusLength: 2048 }).publicKey.export({ type: "spki", format: "pem" });
const ck = await crypto.subtle.importKey("raw", Buffer.from(pem), { name: "HMAC", hash: "SHA-256" }, true, ["verify"]);
console.log(await verify(h + "." + createHmac("sha256", pem).update(h).digest("base64url"), ck, { algorithms: ["HS256"] }).then(() => "accepted CryptoKey of PEM (extractable)", (e) => e.message));
// proto
for (const hd of ['{"alg":"none"}', '{"alg":"HS256","crit":null}', '{"alg":"HS256","crit":[]}', '{"alg":"hs256"}', '{"alg":["HS256"]}', '{"alg":"HS256","b64":false}', '{"alg":"HS256","jwk":{"kty":"oct","k":"AAAA"}}']) {
  const t = b64u(hd) + "." + b64u('{"sub":"1"}'); const k = "x".repeat(40);
  console.log(hd, await verify(t + "." + createHmac("sha256", k).update(t).digest("base64url"), k, { algorithms: ["HS256"] }).then(() => "accepted", (e) => e.message));
}
