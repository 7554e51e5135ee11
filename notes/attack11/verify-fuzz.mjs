import { verify } from "presskey";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { createHmac, generateKeyPairSync } from "node:crypto";
import { join } from "node:path";
const b64u = (x) => Buffer.from(x).toString("base64url");
const token = (secret) => { const h = b64u('{"alg":"HS256"}') + "." + b64u('{"sub":"1"}'); return h + "." + createHmac("sha256", secret).update(h).digest("base64url"); };
export const accepts = async (secret) => { try { await verify(token(typeof secret === "string" ? Buffer.from(secret) : secret), secret, { algorithms: ["HS256"] }); return true; } catch (e) { if (!/public key/.test(e.message)) return e.message; return false; } };
const dir = mkdtempSync("/tmp/a11-");
const home = mkdtempSync("/tmp/a11gpg-");
const gpg = (...a) => execFileSync("gpg", ["--homedir", home, "--batch", "--yes", "--quiet", ...a], { stdio: ["ignore", "pipe", "ignore"] });
const keys = {};
for (const alg of ["rsa2048", "ed25519", "nistp256", "nistp384", "nistp521", "brainpoolP256r1", "secp256k1", "dsa2048"]) {
  try { gpg("--passphrase", "", "--quick-gen-key", `${alg} <${alg}@x.test>`, alg, "sign"); 
  keys["gpg " + alg] = gpg("--export", `${alg}@x.test`);
  keys["gpg min " + alg] = gpg("--export-options", "export-minimal", "--export", `${alg}@x.test`);
  keys["gpg armor " + alg] = gpg("--armor", "--export", `${alg}@x.test`).toString();
  keys["gpg ssh " + alg] = (() => { try { return gpg("--export-ssh-key", `${alg}@x.test!`).toString(); } catch { return undefined; } })();
  } catch (e) { console.log("no", alg, e.message.slice(0,80)); }
}
try { gpg("--passphrase", "", "--quick-gen-key", `def <def@x.test>`, "default", "default"); keys["gpg default"] = gpg("--export", "def@x.test"); } catch (e) { console.log("nodef"); }
for (const [type, bits] of [["rsa", 2048], ["ecdsa", 256], ["ecdsa", 521], ["ed25519", 0]]) {
  const f = join(dir, type + bits);
  execFileSync("ssh-keygen", ["-q", "-t", type, ...(bits ? ["-b", bits] : []), "-N", "", "-f", f]);
  keys["ssh " + type + bits] = readFileSync(f + ".pub", "utf8");
  for (const m of ["RFC4716", "PKCS8", "PEM"]) try { keys[`ssh ${m} ${type}${bits}`] = execFileSync("ssh-keygen", ["-e", "-m", m, "-f", f + ".pub"], { stdio: ["ignore", "pipe", "ignore"] }).toString(); } catch {}
  keys["ssh blob " + type + bits] = Buffer.from(readFileSync(f + ".pub", "utf8").split(" ")[1], "base64");
}
const pairs = { rsa: generateKeyPairSync("rsa", { modulusLength: 2048 }), rsapss: generateKeyPairSync("rsa-pss", { modulusLength: 2048 }), p256: generateKeyPairSync("ec", { namedCurve: "P-256" }), p521: generateKeyPairSync("ec", { namedCurve: "P-521" }), k1: generateKeyPairSync("ec", { namedCurve: "secp256k1" }), ed: generateKeyPairSync("ed25519"), ed448: generateKeyPairSync("ed448"), x: generateKeyPairSync("x25519"), dsa: generateKeyPairSync("dsa", { modulusLength: 2048 }) };
for (const [n, { publicKey: k }] of Object.entries(pairs)) {
  keys[n + " pem"] = k.export({ format: "pem", type: "spki" });
  keys[n + " der"] = k.export({ format: "der", type: "spki" });
  if (n === "rsa") { keys[n + " pkcs1"] = k.export({ format: "pem", type: "pkcs1" }); keys[n + " pkcs1der"] = k.export({ format: "der", type: "pkcs1" }); }
  try { const j = k.export({ format: "jwk" }); keys[n + " jwk"] = JSON.stringify(j); keys[n + " jwks"] = JSON.stringify({ keys: [{ ...j, kid: "1", use: "sig" }] }, null, 2); } catch {}
}
const rj = pairs.rsa.publicKey.export({ format: "jwk" });
const B = (x) => Buffer.from(x, "base64url").toString("base64");
keys["xml rsa"] = `<RSAKeyValue><Modulus>${B(rj.n)}</Modulus><Exponent>AQAB</Exponent></RSAKeyValue>`;
const ej = pairs.p256.publicKey.export({ format: "jwk" });
keys["xml ec"] = `<ECKeyValue xmlns="http://www.w3.org/2009/xmldsig11#"><NamedCurve URI="urn:oid:1.2.840.10045.3.1.7"/><PublicKey>${B(Buffer.from("04" + Buffer.from(ej.x, "base64url").toString("hex") + Buffer.from(ej.y, "base64url").toString("hex"), "hex").toString("base64url"))}</PublicKey></ECKeyValue>`;
for (const [n, k] of Object.entries(keys)) { if (k === undefined) continue; const r = await accepts(typeof k === "string" ? k : new Uint8Array(k)); if (r !== false) console.log("ACCEPTED", n, r); }
export { keys };
const buf = (k) => Buffer.from(k);
const oct = (b) => [...b].map((x) => "\\" + x.toString(8).padStart(3, "0")).join("");
const W = {
  b64: (k) => buf(k).toString("base64"), b64u: (k) => buf(k).toString("base64url"), b64lines: (k) => buf(k).toString("base64").match(/.{1,64}/g).join("\n"), b64crlf76: (k) => buf(k).toString("base64").match(/.{1,76}/g).join("\r\n"),
  hex: (k) => buf(k).toString("hex"), HEX: (k) => buf(k).toString("hex").toUpperCase(), colon: (k) => buf(k).toString("hex").match(/../g).join(":"), sp: (k) => buf(k).toString("hex").match(/../g).join(" "),
  x: (k) => buf(k).toString("hex").replace(/../g, "\\x$&"), u: (k) => buf(k).toString("hex").replace(/../g, "\\u00$&"), pct: (k) => buf(k).toString("hex").replace(/../g, "%$&"), pctU: (k) => buf(k).toString("hex").toUpperCase().replace(/../g, "%$&"),
  uri: (k) => encodeURIComponent(buf(k).toString("latin1")), json: (k) => JSON.stringify(buf(k).toString("latin1")), list: (k) => JSON.stringify([...buf(k)]), listsp: (k) => [...buf(k)].join(", "), bufjson: (k) => JSON.stringify(buf(k)), java: (k) => [...new Int8Array(buf(k))].join(","), hexlist: (k) => [...buf(k)].map((x) => "0x" + x.toString(16).padStart(2, "0")).join(", "),
  oct: (k) => oct(buf(k)), html: (k) => [...buf(k)].map((c) => `&#${c};`).join(""), htmlx: (k) => [...buf(k)].map((c) => `&#x${c.toString(16).padStart(2, "0")};`).join(""), utf16: (k) => Buffer.from(buf(k).toString("latin1"), "utf16le"), csharp: (k) => "{ " + [...buf(k)].map((x) => "0x" + x.toString(16).toUpperCase()).join(", ") + " }", pct1: (k) => encodeURIComponent(buf(k).toString("latin1")).replaceAll("%20", "+"),
  py: (k) => "b'" + [...buf(k)].map((c) => c === 10 ? "\\n" : c === 92 ? "\\\\" : c > 31 && c < 127 ? String.fromCharCode(c) : "\\x" + c.toString(16).padStart(2, "0")).join("") + "'",
  oct1: (k) => [...buf(k)].map((c) => c > 32 && c < 127 && c !== 92 ? String.fromCharCode(c) : "\\" + c.toString(8).padStart(3, "0")).join(""),
};
if (process.argv[2] === "all") {
  const names = Object.keys(W); const bad = {};
  const small = Object.entries(keys).filter(([n, k]) => k && !/^gpg (min )?(ed|nist|brain|secp|dsa)/.test(n) && buf(k).length < 1000);
  const test = async (label, k) => { const r = await accepts(typeof k === "string" ? k : new Uint8Array(k)); if (r !== false) { bad[label] = r; console.log("ACC", label, r); } };
  for (const [n, k] of small) for (const a of names) { await test(`${n} < ${a}`, W[a](k)); }
  if (process.argv[3]) for (let i = 0; i < +process.argv[3]; i++) { const [n, k] = small[Math.random() * small.length | 0]; const c = [0, 1, 2].slice(0, 2 + (Math.random() * 2 | 0)).map(() => names[Math.random() * names.length | 0]); let v = k; for (const a of c) v = W[a](v); if (buf(v).length > 30000) continue; await test(`${n} < ${c.join(" < ")}`, v); }
}
