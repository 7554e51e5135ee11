// P14: verify() takes a public key as the secret of HS256 in these standard formats and spellings.
import { verify } from "/tmp/fresh/p/pkg/index.js";
import crypto from "node:crypto";
const rsa = crypto.generateKeyPairSync("rsa", { modulusLength: 2048 }).publicKey, jwk = rsa.export({ format: "jwk" });
const n = Buffer.from(jwk.n, "base64url"), e = Buffer.from(jwk.e, "base64url"), N = BigInt("0x" + n.toString("hex"));
const ec = crypto.generateKeyPairSync("ec", { namedCurve: "P-256" }).publicKey, ej = ec.export({ format: "jwk" });
const x = Buffer.from(ej.x, "base64url"), y = Buffer.from(ej.y, "base64url");
const ed = crypto.generateKeyPairSync("ed25519").publicKey, edx = Buffer.from(ed.export({ format: "jwk" }).x, "base64url");
const spki = rsa.export({ type: "spki", format: "der" }), pem = rsa.export({ type: "spki", format: "pem" }), pkcs1 = rsa.export({ type: "pkcs1", format: "der" }), pkcs1pem = rsa.export({ type: "pkcs1", format: "pem" });
const b58 = (buf) => { const A = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"; let v = BigInt("0x" + buf.toString("hex")), s = ""; while (v) { s = A[Number(v % 58n)] + s; v /= 58n; } return s; };
const capi = Buffer.concat([Buffer.from([6, 2, 0, 0, 0, 0xa4, 0, 0]), Buffer.from("RSA1"), Buffer.from(new Uint32Array([2048]).buffer), Buffer.from(new Uint32Array([65537]).buffer), Buffer.from(n).reverse()]);
const bcrypt = Buffer.concat([Buffer.from("RSA1"), Buffer.from(new Uint32Array([2048, 3, 256, 0, 0]).buffer), e, n]);
const ecs1 = Buffer.concat([Buffer.from("ECS1"), Buffer.from(new Uint32Array([32]).buffer), x, y]);
const dns = Buffer.concat([Buffer.from([3]), e, n]);
const { gzipSync, deflateSync } = await import("node:zlib");
const zb32 = (b, A) => { let bits = ""; for (const v of b) bits += v.toString(2).padStart(8, "0"); return (bits.match(/.{1,5}/g) ?? []).map((g) => A[parseInt(g.padEnd(5, "0"), 2)]).join(""); };
const a85 = (b) => { let s = ""; for (let i = 0; i < b.length; i += 4) { const c = Buffer.alloc(4); b.copy(c, 0, i, Math.min(i + 4, b.length)); let v = c.readUInt32BE(), t = ""; for (let k = 0; k < 5; k++) { t = String.fromCharCode(33 + (v % 85)) + t; v = Math.floor(v / 85); } s += t; } return `<~${s}~>`; };
const keys = {
  "control: PEM": pem, "control: random": crypto.randomBytes(40).toString("hex"),
  "DNSKEY record (RFC 3110)": `example.com. IN DNSKEY 257 3 8 ${dns.toString("base64")}`, "RFC 3110 bytes": dns,
  "CAPI PUBLICKEYBLOB (.NET ExportCspBlob, sn -p)": capi, "the same in base64": capi.toString("base64"),
  "CNG BCRYPT_RSAPUBLIC_BLOB": bcrypt, "CNG BCRYPT_ECCPUBLIC_BLOB": ecs1, "the same in hex": ecs1.toString("hex"),
  "SSH1 line": `2048 65537 ${N} me@host`,
  "Python RSAPublicNumbers": `<RSAPublicNumbers(e=65537, n=${N})>`, "Go rsa.PublicKey": `&{N:${N} E:65537}`, "Java RSAPublicKeySpec": `modulus=${N}, publicExponent=65537`,
  "JSON of n and e as numbers": JSON.stringify({ n: String(N), e: 65537 }), "JSON of n and e in hex": JSON.stringify({ n: n.toString("hex"), e: "010001" }),
  "JWK without kty, keys n/e reversed spelling": JSON.stringify({ e: jwk.e, n: jwk.n }), "EC x,y in JSON, no crv": JSON.stringify({ x: ej.x, y: ej.y }),
  "did:key P-256": "did:key:z" + b58(Buffer.concat([Buffer.from([0x80, 0x24, 2 + (y[31] & 1)]), x])), "did:key RSA": "did:key:z" + b58(Buffer.concat([Buffer.from([0x85, 0x24]), pkcs1])),
  "SPKI in base58": b58(spki), "SPKI in ascii85": a85(spki), "SPKI gzipped": gzipSync(spki), "PEM gzipped, base64": gzipSync(pem).toString("base64"),
  "SPKI in z-base-32": zb32(spki, "ybndrfg8ejkmcpqxot1uwisza345h769"), "SPKI in base32hex": zb32(spki, "0123456789ABCDEFGHIJKLMNOPQRSTUV"),
  "SPKI in octal": [...spki].map((b) => "\\" + b.toString(8).padStart(3, "0")).join(""), "SPKI in binary digits": [...spki].map((b) => b.toString(2).padStart(8, "0")).join(" "),
  "PEM in quoted-printable (= at line ends)": pem.replace(/-----[^-]+-----\n/g, "").replace(/(.{10})/g, "$1=\n"),
  "SPKI base64 reversed": [...spki.toString("base64")].reverse().join(""), "PKCS1 lines with numbers": pkcs1pem.replace(/-----[^-]+-----\n/g, "").split("\n").map((l, i) => `${i} ${l}`).join("\n"),
  "PEM in UTF-7/rot13": pem.replace(/[a-z]/gi, (c) => String.fromCharCode(c.charCodeAt(0) + (/[a-m]/i.test(c) ? 13 : -13))),
  "PASERK k4.public": "k4.public." + edx.toString("base64url"), "minisign": `untrusted comment: minisign public key E7620F1842B4E81F\n${Buffer.concat([Buffer.from("Ed"), crypto.randomBytes(8), edx]).toString("base64")}`,
  "age recipient": "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kudcr0l9qz4y9nd", "uuencoded SPKI": "M" + [...spki.subarray(0, 45)].map(String).join(""),
  "COSE_Key map, crv first": Buffer.concat([Buffer.from("a5200101020326", "hex"), Buffer.from("215820", "hex"), x, Buffer.from("2258", "hex"), Buffer.from([0x20]), y]),
  "TPM2B ECC point": Buffer.concat([Buffer.from([0, 68, 0, 32]), x, Buffer.from([0, 32]), y]), "0x04 point in decimal list": [4, ...x, ...y].join(","), "EC point inside text": `key: ${Buffer.concat([Buffer.from([4]), x, y]).toString("base64")}`,
  "x and y in hex": `x: ${x.toString("hex")}\ny: ${y.toString("hex")}`, "Solidity style decimal point": `(${BigInt("0x" + x.toString("hex"))}, ${BigInt("0x" + y.toString("hex"))})`,
};
for (const [name, key] of Object.entries(keys)) {
  const h = Buffer.from('{"alg":"HS256"}').toString("base64url") + "." + Buffer.from('{"sub":"1"}').toString("base64url");
  const token = h + "." + crypto.createHmac("sha256", key).update(h).digest("base64url");
  const r = await verify(token, typeof key === "string" ? key : new Uint8Array(key), { algorithms: ["HS256"] }).then(() => "ACCEPTED", (e) => "refused: " + e.message.slice(0, 50));
  console.log(name.padEnd(50), r);
}
