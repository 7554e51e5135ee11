// What isPublicKey() finds in a secret, one mark of a public key at a time: the other tests use whole keys,
// which have several.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { isPublicKey } from "../../pkg/features/verify/public-key.js";
import { bytesOf, FILLER, filled, finds, ignores, isKey, part } from "./bytes.mjs";

const fromHex = (hex) => Uint8Array.from(hex.match(/../g), (pair) => Number.parseInt(pair, 16));

const isKeyText = (text) => isPublicKey(bytesOf(`${text}${FILLER}`));

/** Bytes that have nothing of a key, with some that may have. */
const isKeyHex = (hex) => isPublicKey(fromHex(`${"15".repeat(20)}${hex}${"15".repeat(20)}`));

it("finds nothing in fillers", () => {
  ignores(isKeyText, "");
  ignores(isKeyHex, "");
});

describe("words", () => {
  it("of a PEM and its relatives", () => {
    const kinds = ["SSH2", "OPENSSH", "X509", "PGP", "RSA", "DSA", "EC", "ANY", "TRUSTED"];
    for (const kind of [...kinds, "ENCRYPTED", "PUBLIC", "PRIVATE", "CERTIFICATE"]) {
      finds(isKeyText, `BEGIN ${kind}`, `-----begin_${kind.toLowerCase()}-----`);
      ignores(isKeyText, `BEGUN ${kind}`, kind, `BEGIN the ${kind}`);
    }
    finds(isKeyText, "BEGIN-20PUBLIC");
    ignores(isKeyText, "BEGIN-2PUBLIC", "BEGIN-30PUBLIC", "BEGIN-2020PUBLIC", "BEGIN");
  });

  it("of a JWK", () => {
    finds(isKeyText, '"kty":"RSA"', "kty: EC", "kty=OKP", "kty AKP");
    ignores(isKeyText, '"kty":"oct"', "kty", "RSA");
  });

  it("of XML", () => {
    finds(isKeyText, "<RSAKeyValue", "EC-Key-Value", "DSAKeyValue", "<X509Certificate");
    ignores(isKeyText, "KeyValue", "<X509Data");
  });

  it("of SSH", () => {
    // With a hyphen it is a mark in bytes, too.
    finds(isKeyText, "ssh rsa AAAA", "ssh_dss AAAA", "ssh.ed25519 AAAA");
    finds(isKeyText, "ecdsa-sha2-nistp256 AAAA", "sha2-nistp521 AAAA", "sha2-nistp9AAAA");
    ignores(isKeyText, "ssh rsa AAA", "ssh-dsa AAAA", "ssh-AAAA", "rsa AAAA");
    ignores(isKeyText, "sha2-nistp AAAA", "sha2-nistpx AAAA", "sha2-nistp256 AAA");
  });

  it("of openssl and PuTTY", () => {
    finds(isKeyText, "Public-Key: (2048 bit)", "Public-Key: (9 bit)");
    ignores(isKeyText, "Public-Key: (bit)", "Public-Key: (x bit)", "Public-Key: (2048)");
    finds(isKeyText, `Modulus=${"7z".repeat(40)}`, `Modulus: ${"ab:".repeat(40)}`);
    ignores(isKeyText, `Modulus=${"7z".repeat(39)}7`, `Modulus=${"č".repeat(80)}`);
    finds(isKeyText, "PuTTY-User-Key-File-2");
    ignores(isKeyText, "PuTTY-User-Key");
  });
});

describe("members of a JWK without its type", () => {
  const n = "gq_w-".repeat(16);
  const x = "gq_w-".repeat(8);

  it("of RSA", () => {
    finds(isKeyText, `"n":"${n}","e":"AQAB"`, `n: ${n} e: AQ`, `(N=${n}, E=AAEAAQAB)`);
    finds(isKeyText, `n=${n};e=65537`, `n=${n};e=0x10001`, `n=${n};e=10001`, `n=${n};e=0x0010001`);
    finds(isKeyText, `n.. ::  =${n} e--------A_`, `n=${n};e=010001`);
    ignores(isKeyText, `"n":"${n}"`, `"e":"AQAB"`, `"n":"${n.slice(1)}","e":"AQAB"`);
    ignores(isKeyText, `"an":"${n}","e":"AQAB"`, `"n":"${n}","be":"AQAB"`);
    ignores(isKeyText, `n${" ".repeat(9)}${n} e=AQAB`, `n=${n} e${" ".repeat(9)}AQAB`);
    ignores(isKeyText, `n=${n} e=A`, `n=${n} e=A.`, `n=${n} e=AQABAQABA`, `n=${n} e=BQAB`);
    ignores(isKeyText, `n=${n} e=65538`, `n=${n} e=655370`, `n=${n} e=1x10001`, `n=${n} e=x10001`);
    ignores(isKeyText, `n=${n} eAQAB`, `n=${n.slice(1)}. e=AQAB`, `n=${n} e=165537`);
  });

  it("of a curve", () => {
    finds(isKeyText, `crv:P,x:${x}`, `{"crv":"Ed25519","x":"${x}"}`);
    finds(isKeyText, `crv${" ".repeat(8)}P,x${" ".repeat(8)}${x}`);
    ignores(isKeyText, `x:${x}`, "crv:P", `crv:P,x:${x.slice(1)}`, `crv:P,ax:${x}`);
    ignores(isKeyText, `acrv:P,x:${x}`, `crv${" ".repeat(9)}P,x:${x}`, `crvP,x:${x}`);
    ignores(isKeyText, `crv:P,x${" ".repeat(9)}${x}`, `crv:,x${" ".repeat(9)}${x}`, `crv:P,x${x}`);
    ignores(isKeyText, `crv:P,x:${x.slice(1)}.`);
  });

  it("of ML-DSA", () => {
    finds(isKeyText, `alg:ML-DSA-44,pub:${x}`, `{"alg":"SLH-DSA-SHA2-128s","pub":"${x}"}`);
    finds(isKeyText, `alg${" ".repeat(8)}ML-DSA pub${" ".repeat(8)}${x}`);
    ignores(isKeyText, `alg:ML-KEM,pub:${x}`, "alg:ML-DSA", `pub:${x}`, `alg:DSA,pub:${x}`);
    ignores(isKeyText, `alg:ML-DSA,pub:${x.slice(1)}`, `galg:ML-DSA,pub:${x}`);
    ignores(isKeyText, `alg:ML-DSA,apub:${x}`, `alg${" ".repeat(9)}ML-DSA,pub:${x}`);
    ignores(isKeyText, `alg:ML-DSA,pub${" ".repeat(9)}${x}`, `algML-DSA,pub:${x}`);
    ignores(isKeyText, `alg:ML-DSA,pub:${x.slice(1)}.`, `alg:ML-DSA,pub${x}`);
  });
});

describe("bytes", () => {
  it("of object identifiers", () => {
    const all = ["06092a864886f70d01", "06072a8648ce", "06082a8648ce", "06052b8104", "06032b656e"];
    all.push("06032b656f", "06032b6570", "06032b6571", "06092b2403", "060960864801650304");
    all.push("2b060104019755010501", "2b06010401da470f01", "2a8648ce3d0301");
    all.push("2b8104000a", "2b81040022", "2b81040023", "2b240303020801");
    finds(isKeyHex, ...all);
    ignores(isKeyHex, "06062a8648ce", "06092a8648ce", "06032b656d", "06032b6572", "06032b6670");
    ignores(isKeyHex, "2b81040009", "2b81040021", "2b81040024");
    ignores(isKeyHex, ...all.map((hex) => `${hex.slice(0, -2)}ee`));
    ignores(isKeyHex, ...all.map((hex) => `ee${hex.slice(2)}`));
  });

  it("of the name in an SSH key", () => {
    const all = ["ssh-rsa", "ssh-dss", "ssh-ed25", "ecdsa-sh"];
    finds((name) => isKeyHex(Buffer.from(name).toString("hex")), ...all);
    ignores(
      (name) => isKeyHex(Buffer.from(name).toString("hex")),
      ...["ssh-rsb", "ssh-dsa", "ssh-ed24", "ssh-", "ssi-rsa", "ecdsa-sg"],
    );
  });

  it("of the coordinates in a COSE key", () => {
    const x = "15".repeat(32);
    finds(isKeyHex, `215820${x}225820`);
    ignores(isKeyHex, `215820${x}15225820`, `215820${x.slice(2)}225820`, `215820${x}225821`);
    ignores(isKeyHex, `225820${x}225820`);
  });

  it("of a key of OpenPGP, at the beginning", () => {
    const rest = "15".repeat(32);
    const isPgp = (hex) => isPublicKey(fromHex(`${hex}${rest}`));
    finds(
      isPgp,
      "99010d041234567801080015",
      "99010d04123456781104001515",
      "99ffff04ffffffff011000",
    );
    finds(isPgp, "99010d0412345678010c00", "99010d0412345678112c00", "99010d0412345678012000");
    finds(isPgp, "c6c0cd0412345678010800", "c6dfff0412345678010400");
    ignores(isPgp, "c6e0cd0412345678010800", "c6b0cd0412345678010800", "98010d0412345678010800");
    ignores(isPgp, "c7c0cd0412345678010800", "99010d0312345678010800", "99010d0412345678020800");
    ignores(isPgp, "99010d0412345678013800", "99010d0412345678010900", "99010d0412345678010801");
    ignores(isPgp, "99010d0412345678210800", "99010d0412345678100800", "1599010d0412345678010800");
    ignores(isPgp, "99010d1504123456780108001515", "99010d041234567801150800");
    ignores(isPgp, "990d0412345678010800", "99010d041234567815010800", "99010d041234560108001515");
  });
});

describe("DER", () => {
  const integer = part(2, [5]);
  const rest = part(4, filled(40));

  it("is a sequence of two parts or more", () => {
    assert.equal(isKey(part(0x30, [...integer, ...rest])), true);
    assert.equal(isKey(part(0x30, [...integer, ...rest, ...integer])), true);
    assert.equal(isKey(part(0x30, [...integer, ...rest, 5, 0])), true);
    assert.equal(isKey(part(0x30, part(2, filled(40)))), false);
    assert.equal(isKey(part(0x31, [...integer, ...rest])), false);
    assert.equal(isKey(part(0x30, [])), false);
  });

  it("begins with an INTEGER, a SEQUENCE or a version", () => {
    for (const tag of [0x02, 0x30, 0xa0])
      assert.equal(isKey(part(0x30, [...part(tag, [5]), ...rest])), true, String(tag));
    for (const tag of [0x03, 0x04, 0x31, 0xa1])
      assert.equal(isKey(part(0x30, [...part(tag, [5]), ...rest])), false, String(tag));
  });

  it("has its length in up to four bytes more", () => {
    for (const bytes of [1, 2, 3, 4])
      assert.equal(isKey(part(0x30, [...integer, ...rest], bytes)), true, String(bytes));
    assert.equal(isKey(part(0x30, [...integer, ...rest], 5)), false);
    assert.equal(isKey(0x30, 0x80, integer, part(4, filled(123))), false, "none is 128");
    for (const size of [127, 128, 255, 256, 65_536]) {
      const content = [...integer, ...part(4, filled(size - 3 - 4), size > 300 ? 3 : 2)];
      const last = content.length - size;
      const bytes = size < 128 ? 0 : size < 256 ? 1 : size < 65_536 ? 2 : 3;
      assert.equal(isKey(part(0x30, last ? content.slice(0, -last) : content, bytes)), !last);
    }
  });

  it("fills the bytes, up to blanks behind it", () => {
    const whole = part(0x30, [...integer, ...rest]);
    assert.equal(isKey(whole, [0x0a]), true);
    assert.equal(isKey(whole, [0x20, 0x0d, 0x0a]), true);
    assert.equal(isKey(whole, [0x15]), false);
    assert.equal(isKey(whole, [0x0a, 0x15]), false);
    assert.equal(isKey(whole.slice(0, -1)), false);
  });

  it("has parts that fill it", () => {
    assert.equal(isKey(part(0x30, [...integer, ...rest, 4])), false);
    // The last part ends in the blanks behind the sequence.
    assert.equal(isKey(part(0x30, [...integer, 4, 41, ...filled(40)]), 0x0a), false);
    assert.equal(isKey(part(0x30, [...integer, 4, 39, ...filled(40)])), false);
  });
});

describe("the numbers of an RSA key", () => {
  const modulus = (first = [0, 0x80], bytes = 1) => part(2, [...first, ...filled(40)], bytes);
  const exponent = part(2, [1, 0, 1]);
  const isInBytes = (...all) => isKey(0x15, ...all, 0x15);

  it("are a long one and a short one, anywhere", () => {
    assert.equal(isKey(modulus(), exponent), true);
    assert.equal(isInBytes(modulus(), exponent), true);
    assert.equal(isInBytes(modulus([0, 0xff], 2), exponent), true);
    assert.equal(isInBytes(filled(40), modulus(), exponent, filled(40)), true);
    assert.equal(isInBytes(modulus(), filled(40)), false);
    assert.equal(isInBytes(modulus(), 3, 3, 1, 0, 1), false);
    assert.equal(isInBytes(modulus()), false);
    assert.equal(isInBytes(modulus(undefined, 3), exponent), false);
    assert.equal(isInBytes(part(2, [0, 0x80, ...filled(40)]), exponent), false);
  });

  it("are positive", () => {
    assert.equal(isInBytes(modulus([1, 0x80]), exponent), false);
    assert.equal(isInBytes(modulus([0, 0x7f]), exponent), false);
    assert.equal(isInBytes(modulus([0x80]), exponent), false);
  });

  it("have an exponent of one to four bytes", () => {
    for (const size of [1, 2, 3, 4])
      assert.equal(isInBytes(modulus(), part(2, filled(size))), true, String(size));
    for (const size of [0, 5]) {
      assert.equal(isInBytes(modulus(), part(2, filled(size))), false, String(size));
    }
    assert.equal(isKey(0x15, modulus(), 2, 3, 1, 0), false, "cut");
    assert.equal(isKey(modulus(), 2), false, "cut");
  });

  it("are found behind what only begins like them", () => {
    for (const start of [[2], [2, 0x82], [2, 0x82, 255, 255], [2, 0x81, 2, 0, 0x7f], [2, 2, 2, 2]])
      assert.equal(isInBytes(start, modulus(), exponent), true, String(start));
    assert.equal(isInBytes(modulus(), filled(3), modulus(), exponent), true);
  });
});

describe("an SSH key", () => {
  const string = (content) => [0, 0, content.length >> 8, content.length & 255, ...content];
  const name = (text) => string([...bytesOf(text)]);

  it("is a name and more, each behind its length", () => {
    assert.equal(isKey(name("ab"), string(filled(32))), true);
    assert.equal(isKey(name("a.b-c@d_e9"), string(filled(300))), true);
    assert.equal(isKey(name("ab"), string(filled(32)), string(filled(2))), true);
    assert.equal(isKey(name("ab"), string(filled(32)), string([])), true);
    assert.equal(isKey(name("ab".repeat(20))), false);
  });

  it("begins with the name of an algorithm", () => {
    for (const text of ["a", "Ab", "a b", "ab c", "ab\n", "9b", "", " ab", "ab:", "-ab"])
      assert.equal(isKey(name(text), string(filled(32))), false, text);
  });

  it("fills the bytes", () => {
    const whole = [name("ab"), string(filled(32))];
    for (const size of [1, 2, 3, 4]) assert.equal(isKey(...whole, filled(size)), false);
    assert.equal(isKey(whole.flat().slice(0, -1)), false);
    assert.equal(isKey(whole.flat(), 0, 0, 0, 1), false);
  });

  it("may be a part of a buffer", () => {
    const bytes = Uint8Array.from([filled(5), name("ab"), string(filled(32)), filled(5)].flat());
    assert.equal(isPublicKey(bytes.subarray(5, -5)), true);
  });
});
