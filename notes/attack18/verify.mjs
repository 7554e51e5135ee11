import { verify } from "presskey";
import { generateKeyPairSync, createSign, createHmac, randomBytes, createPublicKey, sign as sg } from "node:crypto";
const b64 = (v) => Buffer.from(typeof v === "string" || Buffer.isBuffer(v) ? v : JSON.stringify(v)).toString("base64url");
const make = (h, c, f) => { const s = `${b64(h)}.${b64(c)}`; return `${s}.${b64(f(s))}`; };
const claims = { exp: Math.floor(Date.now() / 1000) + 1000, iat: 1 };
const t = async (name, token, key, options) => { try { const r = await verify(token, key, options); console.log("ACCEPTED", name, JSON.stringify(r.claims).slice(0, 100)); } catch (e) { console.log("refused ", name, e.code, String(e.message).slice(0, 90)); } };
const weak = generateKeyPairSync("rsa", { modulusLength: 1024 });
const wj = weak.publicKey.export({ format: "jwk" });
const rs = (k) => (s) => sg("sha256", Buffer.from(s), k);
const wt = make({ alg: "RS256" }, claims, rs(weak.privateKey));
await t("rsa1024 jwk", wt, wj, { algorithms: ["RS256"] });
await t("rsa1024 jwk padded", wt, { ...wj, n: b64(Buffer.concat([Buffer.alloc(200), Buffer.from(wj.n, "base64url")])) }, { algorithms: ["RS256"] });
await t("rsa1024 pem", wt, weak.publicKey.export({ type: "spki", format: "pem" }), { algorithms: ["RS256"] });
// non-minimal DER integer
const der = (tag, c) => { const l = c.length; const len = l < 128 ? [l] : l < 256 ? [0x81, l] : [0x82, l >> 8, l & 255]; return Buffer.concat([Buffer.from([tag, ...len]), c]); };
const n = Buffer.concat([Buffer.alloc(130), Buffer.from(wj.n, "base64url")]);
const rsaPub = der(0x30, Buffer.concat([der(2, n), der(2, Buffer.from([1, 0, 1]))]));
const spki = der(0x30, Buffer.concat([der(0x30, Buffer.from("06092a864886f70d0101010500", "hex")), der(3, Buffer.concat([Buffer.from([0]), rsaPub]))]));
await t("rsa1024 spki padded", wt, new Uint8Array(spki), { algorithms: ["RS256"] });
const good = generateKeyPairSync("rsa", { modulusLength: 2048 });
const gj = good.publicKey.export({ format: "jwk" });
const gt = make({ alg: "RS256" }, claims, rs(good.privateKey));
await t("good", gt, gj, { algorithms: ["RS256"] });
// e = 1 in some forms: the signature is the padded hash itself
const pkcs1 = (s) => { const h = createHashB(s); const T = Buffer.concat([Buffer.from("3031300d060960864801650304020105000420", "hex"), h]); return Buffer.concat([Buffer.from([0, 1]), Buffer.alloc(256 - T.length - 3, 255), Buffer.from([0]), T]); };
import { createHash } from "node:crypto"; function createHashB(s) { return createHash("sha256").update(s).digest(); }
for (const e of [[1], [0, 1], [0, 0, 0, 1], [0], []]) await t(`e=${e}`, make({ alg: "RS256" }, claims, pkcs1), { ...gj, e: b64(Buffer.from(e)) }, { algorithms: ["RS256"] });
// header tricks
const secret = randomBytes(48).toString("base64");
const hs = (s) => createHmac("sha256", secret).update(s).digest();
for (const h of [{ alg: "none" }, { alg: "HS256", crit: null }, { alg: "HS256", crit: [] }, { alg: "HS256", b64: false, crit: ["b64"] }, { alg: ["HS256"] }, { alg: "hs256" }, { alg: "HS256 " }, { alg: "__proto__" }, { alg: "HS256", jwk: gj, jku: "x", kid: "../../dev/null" }])
  await t(JSON.stringify(h).slice(0, 60), make(h, claims, hs), secret, { algorithms: ["HS256"] });
for (const raw of ['{"alg":"HS256","alg":"none"}', '{"alg":"none","alg":"HS256"}', '{"alg":"HS256","crit":["x"],"crit":0}', '{"alg":"HS256","__proto__":{"crit":["a"]}}', '{"\\u0061lg":"HS256","alg":"RS256"}', '\ufeff{"alg":"HS256"}', '{"alg":"HS256"}\u0000', '{"alg":"HS256","x":1e999}', '{"alg":"HS256","crit":undefined}'])
  await t(JSON.stringify(raw).slice(0, 60), make(raw, claims, hs), secret, { algorithms: ["HS256"] });
const ok = make({ alg: "HS256" }, claims, hs);
for (const [w, x] of [["ok", ok], ["space", ` ${ok}`], ["nl", `${ok}\n`], ["Bearer", `Bearer ${ok}`], ["pad", `${ok}=`], ["4 parts", `${ok}.x`], ["5", `a.${ok}.x`], ["empty sig", ok.replace(/[^.]*$/, "")], ["none", `${b64({ alg: "none" })}.${b64(claims)}.`], ["cut sig", ok.slice(0, -4)], ["last char", ok.slice(0, -1) + String.fromCharCode(ok.charCodeAt(ok.length - 1) + 1)], ["String", new String(ok)], ["arr", [ok]]]) await t(w, x, secret, { algorithms: ["HS256"] });
// times
for (const c of [{ exp: 1 }, { exp: "9999999999" }, { exp: 1e308 }, { exp: null }, { exp: -0 }, { exp: true }, { nbf: 9e15 }, { exp: [9999999999] }, { exp: 0 }, { nbf: "99999999999999" }, { exp: { a: 1 } }, { iat: 9e15 }]) await t(JSON.stringify(c), make({ alg: "HS256" }, c, hs), secret, { algorithms: ["HS256"] });
for (const raw of ['{"exp":1,"exp":9999999999}', '{"exp":9999999999,"exp":1}', '{"exp":1e400}', '{"exp":-1e400}', '{"exp":0x7fffffff}', '{"exp":NaN}', '{"__proto__":{"exp":9},"a":1}', '{"aud":{"0":"me","includes":1},"exp":9999999999}', '{"aud":["you",["me"]]}', '{"aud":[[["me"]]]}', '{"aud":null}', '{"aud":"m"}']) await t(raw, make({ alg: "HS256" }, raw, hs), secret, { algorithms: ["HS256"], audience: "me" });
for (const k of ["", "short", "x".repeat(31), new Uint8Array(31), { kty: "oct", k: b64(Buffer.alloc(31)) }, { kty: "oct", k: b64(Buffer.alloc(31)) + "\n " }, { kty: "oct" }, null, undefined, 5, {}, [], { kty: "oct", k: null }, "é".repeat(16)]) await t("key " + JSON.stringify(k)?.slice(0, 40), make({ alg: "HS256" }, claims, (s) => createHmac("sha256", k?.k ? Buffer.from(k.k, "base64url") : k instanceof Uint8Array ? k : String(k)).update(s).digest()), k, { algorithms: ["HS256"] });
