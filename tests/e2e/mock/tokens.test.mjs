// decode() and isExpired(), the same in a page and in Node.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import * as presskey from "presskey";
import { sign } from "../../support/mock-wordpress.mjs";
import { setStage } from "../../support/stage.mjs";

const stage = setStage({ mock: true });
const encode = (text) => Buffer.from(text).toString("base64url");
const HEADER = encode('{"alg":"HS256"}');
const token = (payload, header = HEADER, signature = "c2ln") =>
  `${header}.${typeof payload === "string" ? encode(payload) : payload.toString("base64url")}.${signature}`;
const nested = (levels) => `${'{"a":'.repeat(levels - 1)}{}${"}".repeat(levels - 1)}`;

const good = {
  "typical claims": [token('{"iss":"http:\\/\\/x","exp":1700000000,"data":{"user":{"id":"1"}}}')],
  "text outside ASCII": [token('{"name":"Žluť 日本 🐴","b":"\\ud83d\\udc34"}')],
  "an empty signature": [token("{}", HEADER, "")],
  "32 levels": [token(nested(32))],
  "a fractional exp": [token('{"exp":1.5e9,"nbf":-1,"iat":0.25}')],
  "the same key at two levels": [token('{"a":1,"b":{"a":2}}')],
  "white space": [token(' \n{ "a" : 1 }\t')],
};

const bad = {
  "no token": "",
  "two parts": `${HEADER}.${encode("{}")}`,
  "four parts": `${token("{}")}.x`,
  padding: `${HEADER}.${encode('{"a":1}')}=.c2ln`,
  "base64 of the old kind": `${HEADER}.${encode('{"a":"???>>>"}').replaceAll("_", "/").replaceAll("-", "+")}.c2ln`,
  "bits left over": `${HEADER}.${encode("{}").replace(/.$/, (last) => (last === "Q" ? "R" : "1"))}.c2ln`,
  "an impossible length": `${HEADER}.${encode("{}")}A.c2ln`.replace(
    encode("{}"),
    "e30AA".slice(0, 4),
  ),
  "white space inside": `${HEADER}.${encode("{}")} .c2ln`,
  "a bad signature": token("{}", HEADER, "c2l?"),
  "a header that is no JSON": token("{}", encode("{")),
  "a header that is an array": token("{}", encode("[]")),
  "claims that are an array": token("[]"),
  "claims that are null": token("null"),
  "claims that are text": token('"x"'),
  "an empty payload": token(""),
  "rubbish after the object": token("{}{}"),
  "bytes that are no UTF-8": token(Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])),
  "a surrogate in UTF-8": token(
    Buffer.from([0x7b, 0x22, 0xed, 0xa0, 0x80, 0x22, 0x3a, 0x31, 0x7d]),
  ),
  "a BOM": token("\ufeff{}"),
  "a key twice": token('{"a":1,"a":2}'),
  "a key twice, escaped": token('{"exp":1,"\\u0065xp":2}'),
  "a key twice, deep": token('{"a":[{"b":{"c":1,"c":1}}]}'),
  "a key twice in the header": token("{}", encode('{"alg":"a","alg":"b"}')),
  "a textual exp": token('{"exp":"1700000000"}'),
  "a null nbf": token('{"nbf":null}'),
  "an infinite iat": token('{"iat":1e999}'),
  "33 levels": token(nested(33)),
  "too much text": token(`{"a":"${"x".repeat(60_000)}"}`),
  "a comma too many": token('{"a":1,}'),
  "a leading zero": token('{"a":01}'),
  "a control character": token('{"a":"\n"}'),
};

describe("decode", () => {
  for (const [what, [text]] of Object.entries(good)) {
    it(`reads ${what}`, async () => {
      const parts = text.split(".");
      const read = (part) => JSON.parse(Buffer.from(part, "base64url"));
      const wanted = { header: read(parts[0]), claims: read(parts[1]), signature: parts[2] };
      assert.deepEqual(presskey.decode(text), wanted);
    });
  }

  for (const [what, text] of Object.entries(bad)) {
    it(`refuses ${what}`, () => {
      const check = (error) => {
        assert.ok(error instanceof presskey.PresskeyError, String(error));
        assert.ok(error instanceof Error);
        assert.equal(error.code, "invalid_token");
        assert.ok(!text || !error.message.includes(text));
        return true;
      };
      assert.throws(() => presskey.decode(text), check);
      assert.throws(() => presskey.isExpired(text), check);
    });
  }

  it("refuses what is no string", () => {
    for (const value of [undefined, null, 7, {}, [], [token("{}")], Symbol.iterator]) {
      assert.throws(() => presskey.decode(value), { code: "invalid_token" });
    }
  });

  it("gives ordinary objects, in which __proto__ is a key like any other", () => {
    const { claims, header } = presskey.decode(token('{"__proto__":{"admin":true},"a":1}'));
    assert.ok(Object.hasOwn(claims, "__proto__"));
    assert.equal(Object.getPrototypeOf(claims), Object.prototype);
    assert.equal(Object.getPrototypeOf(header), Object.prototype);
    assert.equal({}.admin, undefined);
    assert.equal(claims.admin, undefined);
  });

  it("refuses a token without a header, also as the very first", async () => {
    const app = await stage.visit();
    const first = app.run((text) => presskey.decode(text), `.${encode("{}")}.c2ln`);
    await assert.rejects(first, { code: "invalid_token" });
  });

  it("gives headers and claims that nobody else has", () => {
    for (const header of ['{"alg":"HS512"}', '{"alg":"HS512","jwk":{"kty":"oct"}}']) {
      const text = token(header, encode(header));
      for (let time = 0; time < 3; time++) {
        const decoded = presskey.decode(text);
        for (const object of [decoded.header, decoded.claims]) {
          assert.deepEqual(object, JSON.parse(header));
          object.alg = "none";
          if (object.jwk) object.jwk.kty = "EC";
        }
      }
    }
  });

  it("says the same in a page", async () => {
    const all = [...Object.values(good).flat(), ...Object.values(bad)];
    const inNode = all.map((text) => {
      try {
        return presskey.decode(text);
      } catch ({ code }) {
        return code;
      }
    });
    const app = await stage.visit();
    const inPage = await app.run(
      (all) =>
        all.map((text) => {
          try {
            return presskey.decode(text);
          } catch ({ code }) {
            return code;
          }
        }),
      all,
    );
    assert.deepEqual(inPage, inNode);
  });
});

describe("isExpired", () => {
  const now = 1_700_000_000_000;
  const until = (exp) => sign({ exp });
  for (const [what, text, options, wanted] of [
    ["a second too late", until(1_699_999_999), { now }, true],
    ["a second to go", until(1_700_000_001), { now }, false],
    ["at the very moment", until(1_700_000_000), { now }, true],
    ["within the margin", until(1_700_000_010), { now, margin: 11 }, true],
    ["outside of it", until(1_700_000_010), { now, margin: 9 }, false],
    ["without exp", sign({}), { now }, false],
    ["by the local clock", until(Date.now() / 1000 + 3600), undefined, false],
    ["long ago", until(1), undefined, true],
  ]) {
    it(`${what}: ${wanted}`, async () => {
      assert.equal(presskey.isExpired(text, options), wanted);
    });
  }

  it("refuses options that make no sense", () => {
    for (const options of [{ margin: Number.NaN }, { now: "today" }, { margin: "1" }]) {
      assert.throws(() => presskey.isExpired(sign({}), options), { code: "invalid_option" });
    }
  });

  it("says the same in a page", async () => {
    const app = await stage.visit();
    const results = await app.run(
      (text, now) => [
        presskey.isExpired(text, { now }),
        presskey.isExpired(text, { now, margin: 11 }),
        presskey.isExpired(text),
      ],
      until(1_700_000_010),
      now,
    );
    assert.deepEqual(results, [false, true, true]);
  });
});
