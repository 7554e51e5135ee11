// Public keys as they come out of settings, programs and clipboards.

/** By the name of the spelling: text or bytes. */
export function spellings({ rsa, ec, ed, sec1 }) {
  const pem = rsa.export({ format: "pem", type: "spki" });
  const der = rsa.export({ format: "der", type: "spki" });
  const ecDer = ec.export({ format: "der", type: "spki" });
  const jwk = rsa.export({ format: "jwk" }),
    ejwk = ec.export({ format: "jwk" });
  const lines = pem.trim().split("\n").slice(1, -1);
  const body = lines.join("");
  const hex = der.toString("hex");
  const A = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const b32 = (b) => {
    let s = "",
      v = 0,
      n = 0;
    for (const x of b) {
      v = ((v << 8) | x) >>> 0;
      n += 8;
      while (n >= 5) {
        s += A[(v >>> (n - 5)) & 31];
        n -= 5;
      }
      v &= (1 << n) - 1;
    }
    if (n) s += A[(v << (5 - n)) & 31];
    return s;
  };
  const pkcs1 = rsa.export({ format: "der", type: "pkcs1" });
  const asText = pkcs1.toString("latin1");
  const hexList = (bytes) =>
    [...Buffer.from(bytes)].map((byte) => `0x${byte.toString(16)}`).join(", ");
  const python = [...pkcs1]
    .map((byte) => `\\x${byte.toString(16).padStart(2, "0")}`)
    .map((escaped, at) => (/[ -&(-[\]-~]/.test(asText[at]) ? asText[at] : escaped))
    .join("");
  const c = [...pkcs1].map((byte) => `\\${byte.toString(8).padStart(3, "0")}`).join("");
  /** A key of OpenPGP: version 4, a time, an algorithm, a curve, a point (RFC 9580 section 5.5.2). */
  const openPgp = (algorithm, curve, point) => {
    const bits = [point.length >> 5, (point.length * 8 - 5) & 255];
    const body = [
      4,
      1,
      2,
      3,
      4,
      algorithm,
      curve.length / 2,
      ...Buffer.from(curve, "hex"),
      ...bits,
    ];
    return Uint8Array.of(0x98, body.length + point.length, ...body, ...point);
  };
  return {
    "PEM, hex bytes": hexList(pem),
    "JWK, hex bytes": hexList(JSON.stringify(jwk)),
    "PKCS#1 \\x": pkcs1.toString("hex").replace(/../g, "\\x$&"),
    "PKCS#1 %": pkcs1.toString("hex").replace(/../g, "%$&"),
    "PKCS#1 as Python's bytes": `b'${python}'`,
    "PKCS#1 in octal escapes": c,
    "PKCS#1 as Latin-1": asText,
    "PKCS#1 in JSON": JSON.stringify(asText),
    "PKCS#1 in a URL": encodeURIComponent(asText),
    "PKCS#1 in entities": [...pkcs1].map((byte) => `&#${byte};`).join(""),
    "PKCS#1 in UTF-16": new Uint8Array(Buffer.from(asText, "utf16le")),
    "OpenPGP, P-256": openPgp(19, "2a8648ce3d030107", ecDer.subarray(-65)),
    "OpenPGP, P-384": openPgp(19, "2b81040022", new Uint8Array(97).fill(4)),
    "OpenPGP, Ed25519": openPgp(22, "2b06010401da470f01", new Uint8Array(33).fill(0x40)),
    "OpenPGP, brainpool": openPgp(19, "2b2403030208010107", new Uint8Array(65).fill(4)),
    "JWK of ML-DSA": JSON.stringify({ kty: "AKP", alg: "ML-DSA-44", pub: body }),
    "JWK of ML-DSA without kty": JSON.stringify({ alg: "ML-DSA-44", pub: body }),
    "percent PEM": encodeURIComponent(pem),
    "form PEM": new URLSearchParams({ pem }).toString(),
    "lower PEM": pem.replace(/-----(.*)-----/g, (m) => m.toLowerCase()),
    "long dashes": pem.replaceAll("-----", "—"),
    "no dashes": pem.replaceAll("-----", ""),
    "squeezed PEM": pem.replace(/\s/g, ""),
    underscored: pem.replaceAll(" ", "_"),
    entities: pem.replaceAll("\n", "&#10;"),
    "glued name": `key${body}`,
    "glued name 2": `k${body}`,
    "glued 3": `ke${body}`,
    "name=body": `PUBLIC_KEY=${body}`,
    "yaml block": `certificate: |\n${lines.map((l) => `  ${l}`).join("\n")}`,
    comment: `# my public key of 2024\n${lines.join("\n")}`,
    "js concat": lines.map((l) => `"${l}\\n"`).join(" +\n"),
    "php concat": lines.map((l) => `'${l}'`).join(" .\n"),
    "tabs, semicolons": lines.join(";\n"),
    pipes: lines.join("|"),
    brackets: `[${lines.join("][")}]`,
    "numbered lines": lines.map((l, i) => `${i + 1}. ${l}`).join("\n"),
    "quoted-printable": lines.map((l) => `${l}=\n`).join(""),
    "escaped JWK": JSON.stringify(JSON.stringify(jwk)),
    "yaml JWK": `kty: RSA\nn: ${jwk.n}\ne: AQAB`,
    "twice escaped JWK": JSON.stringify(JSON.stringify(JSON.stringify(jwk))),
    "js JWK": `{kty:"RSA",n:"${jwk.n}",e:"AQAB"}`,
    "percent JWK": encodeURIComponent(JSON.stringify(jwk)),
    "JWK without kty": JSON.stringify({ n: jwk.n, e: jwk.e }),
    "Python's numbers": `<RSAPublicNumbers(e=65537, n=${BigInt(`0x${Buffer.from(jwk.n, "base64url").toString("hex")}`)})>`,
    "Go's struct": `&{N:${BigInt(`0x${Buffer.from(jwk.n, "base64url").toString("hex")}`)} E:65537}`,
    "hex members": `n = 0x${Buffer.from(jwk.n, "base64url").toString("hex")}, e = 0x10001`,
    "EC JWK without kty": JSON.stringify({ crv: ejwk.crv, x: ejwk.x, y: ejwk.y }),
    "JWK unicode": JSON.stringify(jwk).replace("kty", "\\u006bty"),
    "php array": `['kty' => 'RSA', 'n' => '${jwk.n}', 'e' => 'AQAB']`,
    "entities JWK": JSON.stringify(jwk).replaceAll('"', "&quot;"),
    "hex spaces": hex.match(/../g).join(" "),
    "hex 0x": hex
      .match(/../g)
      .map((h) => `0x${h}`)
      .join(", "),
    "hex \\x": hex
      .match(/../g)
      .map((h) => `\\x${h}`)
      .join(""),
    "0x hex": `0x${hex}`,
    HEX: hex.toUpperCase(),
    "hex dashes": hex.match(/../g).join("-"),
    "hex lines": hex.match(/.{1,30}/g).join("\n    "),
    xxd: hex
      .match(/.{1,32}/g)
      .map(
        (l, i) =>
          `${(i * 16).toString(16).padStart(8, "0")}: ${l.match(/.{1,4}/g).join(" ")}  ................`,
      )
      .join("\n"),
    decimals: `[${[...der].join(",")}]`,
    "buffer JSON": JSON.stringify(der),
    "signed decimals": JSON.stringify([...new Int8Array(der)]),
    "Java's bytes": [...new Int8Array(der)].map((byte) => `(byte) ${byte}`).join(", "),
    "decimals with dashes": [...der].join("-"),
    "decimals of a PEM": JSON.stringify([...Buffer.from(pem)]),
    "decimals of base64": `[${[...Buffer.from(body)].join(", ")}]`,
    octal: [...der].map((byte) => `\\${byte.toString(8).padStart(3, "0")}`).join(""),
    "octal of a PEM": [...Buffer.from(pem)]
      .map((byte) => `\\${byte.toString(8).padStart(3, "0")}`)
      .join(""),
    "json of bytes": JSON.stringify(Object.assign({}, [...der])),
    base32: b32(der),
    "base64 of hex": Buffer.from(hex).toString("base64"),
    "percent bytes": hex.replace(/../g, "%$&"),
    "trailing bytes": Buffer.concat([der, Buffer.from([1, 2, 3])]),
    "leading zero": Buffer.concat([Buffer.alloc(1), der]),
    "leading NULs and DER": Buffer.concat([Buffer.alloc(7), der, Buffer.alloc(5)]),
    "in OCTET STRING": Buffer.concat([
      Buffer.from([4, 0x82, der.length >> 8, der.length & 255]),
      der,
    ]),
    "bit string": Buffer.concat([
      Buffer.from([3, 0x82, (der.length + 1) >> 8, (der.length + 1) & 255, 0]),
      der,
    ]),
    "pkcs1 in text": `key: ${rsa.export({ format: "der", type: "pkcs1" }).toString("base64")}`,
    "pkcs1 glued": `xx${rsa.export({ format: "der", type: "pkcs1" }).toString("base64")}`,
    DKIM: `v=DKIM1; k=rsa; p=${body}`,
    "DKIM split": `v=DKIM1; k=rsa; p=" "${body.slice(0, 200)}" "${body.slice(200)}`,
    "openssl modulus": `Modulus=${Buffer.from(jwk.n, "base64url").toString("hex").toUpperCase()}`,
    "openssl text": `Public-Key: (2048 bit)\nModulus:\n    00:${Buffer.from(jwk.n, "base64url").toString("hex").match(/../g).join(":")}\nExponent: 65537 (0x10001)`,
    "XML modulus": `<Modulus>${Buffer.from(jwk.n, "base64url").toString("base64")}</Modulus><Exponent>AQAB</Exponent>`,
    "XML escaped": `&lt;RSAKeyValue&gt;&lt;Modulus&gt;${Buffer.from(jwk.n, "base64url").toString("base64")}&lt;/Modulus&gt;`,
    X509Certificate: `<X509Certificate>${body}</X509Certificate>`,
    "EC glued": `public${ecDer.toString("base64")}`,
    "EC base64 in JSON": JSON.stringify({ key: ecDer.toString("base64"), n: 1 }),
    "ed SPKI text": `key "${ed.export({ format: "der", type: "spki" }).toString("base64")}"`,
    "ed SPKI glued": `k${ed.export({ format: "der", type: "spki" }).toString("base64")}`,
    "point in JSON": JSON.stringify({ q: ecDer.subarray(-65).toString("base64url") }),
    "point 0x": `0x${ecDer.subarray(-65).toString("hex")}`,
    "uncompressed without 04": ecDer.subarray(-64),
    "uncompressed without 04, hex": ecDer.subarray(-64).toString("hex"),
    "a private key": sec1.export({ format: "pem", type: "pkcs8" }).replace(/-----.*-----/g, "body"),
    "utf-16be": Buffer.from(pem, "utf16le").swap16(),
    "utf-32": Buffer.from([...body].flatMap((c) => [c.charCodeAt(0), 0, 0, 0])),
    "utf-7 plus": body.replaceAll("+", "+-"),
    "space for +": body.replaceAll("+", " "),
    "escaped slashes": body.replaceAll("/", "\\/"),
    "zero width": lines.join("\u200b"),
    nbsp: lines.join("\u00a0"),
    bom: `\ufeff${body}`,
    "literal \\n letters": lines.join("/n"),
    "u escapes": [...body]
      .map((c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`)
      .join(""),
    "u escapes with braces": [...body]
      .map((c) => `\\u{${c.charCodeAt(0).toString(16).padStart(4, "0")}}`)
      .join(""),
    "entities all": [...body].map((c) => `&#${c.charCodeAt(0)};`).join(""),
    "ssh text cut": `ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABgQC${body.slice(40, 200)}`,
    putty:
      "PuTTY-User-Key-File-2: ssh-ed25519\nEncryption: none\nComment: x\nPublic-Lines: 2\nAAAAC3NzaC1lZDI1NTE5AAAAIJ\nabc",
    COSE: Buffer.concat([
      Buffer.from("a5010203262001215820", "hex"),
      ecDer.subarray(-64, -32),
      Buffer.from("225820", "hex"),
      ecDer.subarray(-32),
    ]),
  };
}
