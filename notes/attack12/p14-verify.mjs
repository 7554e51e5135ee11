// P14: public keys as HS256 secrets in more spellings; odd headers; odd keys.
import { verify } from "presskey";
import { generateKeyPairSync, createHmac, createSign, sign as nsign, constants, createPublicKey } from "node:crypto";
const b = (x) => Buffer.from(typeof x === "string" || Buffer.isBuffer(x) ? x : JSON.stringify(x)).toString("base64url");
const hs = (secret, alg = "HS256", hdr = {}) => { const s = `${b({ alg, typ: "JWT", ...hdr })}.${b({ sub: "1" })}`; return `${s}.${createHmac(alg.replace("HS", "sha"), secret).update(s).digest("base64url")}`; };
const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 });
const ec = generateKeyPairSync("ec", { namedCurve: "P-256" });
const ed = generateKeyPairSync("ed25519");
const out = [];
const attempt = async (name, token, key, options) => { try { await verify(token, key, options); out.push("ACCEPTED " + name); } catch (e) { out.push(`refused  ${name}: ${e.code} ${e.message.slice(0, 70)}`); } };
for (const [kn, { publicKey }] of Object.entries({ rsa, ec, ed })) {
  const pem = publicKey.export({ type: "spki", format: "pem" });
  const der = publicKey.export({ type: "spki", format: "der" });
  const jwk = publicKey.export({ format: "jwk" });
  const body = der.toString("base64");
  const forms = {
    pem, "pem crlf": pem.replace(/\n/g, "\r\n"), "pem one line": pem.replace(/\n/g, ""), "pem \\n": pem.trim().replace(/\n/g, "\\n"), "pem \\\\n": pem.trim().replace(/\n/g, "\\\\n"),
    "body": body, "body url": der.toString("base64url"), "body spaced": body.match(/.{1,64}/g).join(" "), "body reversed?": [...body].reverse().join(""), "body quoted printable": body.replace(/=/g, "=3D"), "body pct": encodeURIComponent(body), "body pct2": encodeURIComponent(encodeURIComponent(body)),
    "hex": der.toString("hex"), "HEX": der.toString("hex").toUpperCase(), "hex colons": der.toString("hex").match(/../g).join(":"), "hex 0x": "0x" + der.toString("hex"), "hex \\x": der.toString("hex").replace(/../g, "\\x$&"), "hex spaces newline": der.toString("hex").match(/.{1,32}/g).join("\n"),
    "json array": JSON.stringify([...der]), "php array": "[" + [...der].join(", ") + "]", "Buffer json": JSON.stringify(der), "octal": [...der].map((x) => "\\" + x.toString(8).padStart(3, "0")).join(""), "binary 01": [...der].map((x) => x.toString(2).padStart(8, "0")).join(""),
    "jwk": JSON.stringify(jwk), "jwk b64": b(jwk), "jwks": JSON.stringify({ keys: [jwk] }), "jwk yaml": Object.entries(jwk).map(([k, v]) => `${k}: ${v}`).join("\n"), "jwk php": Object.entries(jwk).map(([k, v]) => `'${k}' => '${v}'`).join(", "), "jwk query": new URLSearchParams(jwk).toString(),
    "b64 of pem": Buffer.from(pem).toString("base64"), "b64 of b64 of pem": Buffer.from(Buffer.from(pem).toString("base64")).toString("base64"), "hex of pem": Buffer.from(pem).toString("hex"), "hex of body": Buffer.from(body).toString("hex"),
    "json pem": JSON.stringify(pem), "json k": JSON.stringify({ key: pem }), "html": pem.replace(/\+/g, "&#43;").replace(/\n/g, "<br>"), "data url": "data:application/x-pem-file;base64," + Buffer.from(pem).toString("base64"),
    "utf16 pem": Buffer.from(pem, "utf16le"), "utf16be": Buffer.from(pem, "utf16le").swap16(), "der bytes": der, "der+nul": Buffer.concat([der, Buffer.from([0])]), "nul+der": Buffer.concat([Buffer.from([0]), der]), "bom pem": "\ufeff" + pem, "latin1 der": der.toString("latin1"),
    "base32": [...der].map((x) => x.toString(2).padStart(8, "0")).join("").match(/.{1,5}/g).map((x) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[parseInt(x.padEnd(5, "0"), 2)]).join(""),
    "c array": "{" + [...der].map((x) => "0x" + x.toString(16).padStart(2, "0")).join(", ") + "}", "unicode esc": [...body].map((c) => "\\u" + c.charCodeAt(0).toString(16).padStart(4, "0")).join(""), "html numeric": [...body].map((c) => `&#${c.charCodeAt(0)};`).join(""), "zero width": [...body].join("\u200b"), "tabs": body.match(/.{1,10}/g).join("\t"), "commas": body.match(/.{1,64}/g).join(","), "js concat": body.match(/.{1,64}/g).map((l) => `"${l}\\n"`).join(" +\n"), "php concat": body.match(/.{1,64}/g).map((l) => `'${l}'`).join(" . "), "indent |": "key: |\n" + pem.split("\n").map((l) => "  " + l).join("\n"), "pgp-like": "-----BEGIN PUBLIC KEY-----\nVersion: 1\n\n" + body,
    "gt quote": pem.split("\n").map((l) => "> " + l).join("\n"), "cut header pem": body.match(/.{1,64}/g).join("\n") + "\n-----END PUBLIC KEY-----", "signed array": JSON.stringify([...der].map((x) => (x > 127 ? x - 256 : x))), "float64 arr": JSON.stringify(Object.fromEntries([...der].map((x, i) => [i, x]))), "octets spaced": [...der].join(" "), "b64 std of hex": Buffer.from(der.toString("hex")).toString("base64"),
  };
  for (const [n, f] of Object.entries(forms)) await attempt(`${kn} ${n}`, hs(f), f, { algorithms: ["HS256"] });
}
const good = "correct horse battery staple, 40 chars!!";
const t = hs(good);
await attempt("alg none", `${b({ alg: "none" })}.${b({ sub: "1" })}.`, good, { algorithms: ["none"] });
for (const h of [{ crit: ["b64"], b64: false }, { crit: ["x"] }, { crit: [] }, { b64: false }, { zip: "DEF" }, { enc: "A128GCM" }, { jwk: { kty: "oct", k: b("x") } }, { alg: "hs256" }]) await attempt("header " + JSON.stringify(h), hs(good, "HS256", h), good, { algorithms: ["HS256"] });
await attempt("RS256 listed, HS256 token", hs(good), good, { algorithms: ["RS256"] });
const rsSign = (alg, key, extra) => { const s = `${b({ alg })}.${b({ sub: "1" })}`; return `${s}.${nsign("sha256", Buffer.from(s), { key, ...extra }).toString("base64url")}`; };
await attempt("OK RS256", rsSign("RS256", rsa.privateKey), rsa.publicKey.export({ type: "spki", format: "pem" }), { algorithms: ["RS256"] });
await attempt("ES256 DER signature", rsSign("ES256", ec.privateKey), ec.publicKey.export({ format: "jwk" }), { algorithms: ["ES256"] });
await attempt("OK ES256", rsSign("ES256", ec.privateKey, { dsaEncoding: "ieee-p1363" }), ec.publicKey.export({ format: "jwk" }), { algorithms: ["ES256"] });
const small = generateKeyPairSync("rsa", { modulusLength: 1024 });
const jw = small.publicKey.export({ format: "jwk" });
await attempt("1024 jwk", rsSign("RS256", small.privateKey), jw, { algorithms: ["RS256"] });
await attempt("1024 jwk zero padded n", rsSign("RS256", small.privateKey), { ...jw, n: Buffer.concat([Buffer.alloc(200), Buffer.from(jw.n, "base64url")]).toString("base64url") }, { algorithms: ["RS256"] });
await attempt("1024 pem", rsSign("RS256", small.privateKey), small.publicKey.export({ type: "spki", format: "pem" }), { algorithms: ["RS256"] });
await attempt("1024 CryptoKey", rsSign("RS256", small.privateKey), await crypto.subtle.importKey("jwk", jw, { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" }, false, ["verify"]), { algorithms: ["RS256"] });
await attempt("CryptoKey hmac SHA-1 / short", hs(good), await crypto.subtle.importKey("raw", Buffer.from("short"), { name: "HMAC", hash: "SHA-256" }, false, ["verify"]), { algorithms: ["HS256"] });
await attempt("CryptoKey hmac other hash", hs(good), await crypto.subtle.importKey("raw", Buffer.from(good), { name: "HMAC", hash: "SHA-512" }, false, ["verify"]), { algorithms: ["HS256"] });
await attempt("jwk oct with use enc", hs(good), { kty: "oct", k: b(good), use: "enc" }, { algorithms: ["HS256"] });
await attempt("jwk oct with alg HS512", hs(good), { kty: "oct", k: b(good), alg: "HS512" }, { algorithms: ["HS256"] });
await attempt("jwk oct short", hs("short"), { kty: "oct", k: b("short") }, { algorithms: ["HS256"] });
await attempt("jwk rsa with k", hs(good), { ...rsa.publicKey.export({ format: "jwk" }), k: b(good) }, { algorithms: ["HS256"] });
await attempt("jwk oct+n", hs(rsa.publicKey.export({ format: "jwk" }).n), { kty: "oct", k: b(rsa.publicKey.export({ format: "jwk" }).n) }, { algorithms: ["HS256"] });
await attempt("secret = modulus n b64", hs(rsa.publicKey.export({ format: "jwk" }).n), rsa.publicKey.export({ format: "jwk" }).n, { algorithms: ["HS256"] });
await attempt("getter algorithms", hs(good), good, { get algorithms() { return ["HS256"]; } });
await attempt("algorithms string", hs(good), good, { algorithms: "HS256" });
await attempt("exp past", (() => { const s = `${b({ alg: "HS256" })}.${b({ exp: 1 })}`; return `${s}.${createHmac("sha256", good).update(s).digest("base64url")}`; })(), good, { algorithms: ["HS256"] });
await attempt("clockTolerance Infinity", (() => { const s = `${b({ alg: "HS256" })}.${b({ exp: 1 })}`; return `${s}.${createHmac("sha256", good).update(s).digest("base64url")}`; })(), good, { algorithms: ["HS256"], clockTolerance: Infinity });
await attempt("now NaN", (() => { const s = `${b({ alg: "HS256" })}.${b({ exp: 1 })}`; return `${s}.${createHmac("sha256", good).update(s).digest("base64url")}`; })(), good, { algorithms: ["HS256"], now: NaN });
await attempt("issuer ''", hs(good), good, { algorithms: ["HS256"], issuer: "" });
await attempt("audience undefined key", hs(good), good, { algorithms: ["HS256"], audience: undefined });
await attempt("sig non canonical", t.slice(0, -1) + String.fromCharCode(t.charCodeAt(t.length - 1) + 1), good, { algorithms: ["HS256"] });
console.log(out.filter((l) => l.startsWith("ACC")).join("\n")); console.log(out.filter((l) => !l.startsWith("ACC")).slice(-32).join("\n"));
process.exit(0);
