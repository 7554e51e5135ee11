// What verify() checks of a token that is decoded, one property at a time. verify.test.mjs has whole tokens.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { describe, it } from "node:test";
import { use } from "../../pkg/engine/error.js";
import { isSignedBy, verify } from "../../pkg/features/verify.js";
import { PresskeyError } from "../../pkg/front/presskey-error.js";

use(PresskeyError);

const KEY = "a secret of thirty-two bytes, at least";
const NOW = 1_700_000_000;
const OPTIONS = { algorithms: ["HS256"], now: NOW * 1000 };
const encode = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
const sign = (text) => createHmac("sha256", KEY).update(text).digest("base64url");

/** Verifies a token, as decode() has read it. */
function check({ header = {}, claims = {}, options, key = KEY, signature, token } = {}) {
  const given = { header: { alg: "HS256", ...header }, claims };
  const signed = `${encode(given.header)}.${encode(claims)}`;
  const own = signature ?? sign(signed);
  const all = options === undefined ? OPTIONS : options && { ...OPTIONS, ...options };
  return verify(token ?? `${signed}.${own}`, { ...given, signature: own }, key, all);
}

const refuses = (promise, message, code = "invalid_token") =>
  assert.rejects(promise, (error) => {
    assert.deepEqual([error.code, error.message, error.sent], [code, message, "no"]);
    return true;
  });

it("gives the header and the claims", async () => {
  const claims = { sub: "7" };
  assert.deepEqual(await check({ claims, header: { kid: "1" } }), {
    header: { alg: "HS256", kid: "1" },
    claims,
  });
});

it("takes only an algorithm that the caller names", async () => {
  const message = "The token's algorithm is not allowed.";
  for (const alg of ["none", "HS384", "hs256", "", undefined, null, ["HS256"]])
    await refuses(check({ header: { alg } }), message);
  await refuses(check({ options: { algorithms: ["HS384", "RS256"] } }), message);
  await check({ options: { algorithms: ["RS256", "HS256"] } });
});

it("takes no extensions that must be understood", async () => {
  const message = "The token needs extensions (`crit`) that presskey does not support.";
  for (const crit of [["exp"], [], null, false, ""])
    await refuses(check({ header: { crit } }), message);
});

it("takes only what the key has signed", async () => {
  const message = "The token's signature is wrong.";
  await refuses(check({ signature: sign("another text") }), message);
  await refuses(check({ signature: "" }), message);
  await refuses(check({ key: `${KEY}!` }), message);
  const signed = `${encode({ alg: "HS256" })}.${encode({})}`;
  await check({ token: `${signed}.${sign(signed)}` });
  await refuses(check({ token: `${signed}A.${sign(signed)}` }), message);
});

it("reads the signature as base64url", async () => {
  // Until there are both of the signs that base64 writes otherwise.
  for (let at = 0; ; at++) {
    const signed = `${at}`;
    const signature = sign(signed);
    if (!/-.*_|_.*-/.test(signature)) continue;
    assert.equal(await isSignedBy(KEY, "HS256", signed, signature), true);
    assert.equal(await isSignedBy(KEY, "HS256", `${signed}é`, signature), false);
    break;
  }
  assert.equal(await isSignedBy(KEY, "HS256", "é", sign("é")), true);
});

describe("the time", () => {
  const expired = "The token has expired.";
  const early = "The token is not valid yet.";

  it("is before `exp`", async () => {
    await check({ claims: { exp: NOW + 1 } });
    await check({ claims: { exp: NOW + 0.5 } });
    await refuses(check({ claims: { exp: NOW } }), expired);
    await refuses(check({ claims: { exp: 0 } }), expired);
    await check({ claims: { exp: NOW }, options: { clockTolerance: 1 } });
    await refuses(check({ claims: { exp: NOW - 1 }, options: { clockTolerance: 1 } }), expired);
    await check({ claims: { exp: NOW + 1 }, options: { now: NOW * 1000 + 999 } });
    await refuses(
      check({ claims: { exp: NOW + 1 }, options: { now: NOW * 1000 + 1000 } }),
      expired,
    );
  });

  it("is not before `nbf`", async () => {
    await check({ claims: { nbf: NOW } });
    await refuses(check({ claims: { nbf: NOW + 1 } }), early);
    await check({ claims: { nbf: NOW + 1 }, options: { clockTolerance: 1 } });
    await refuses(check({ claims: { nbf: NOW + 2 }, options: { clockTolerance: 1 } }), early);
  });

  it("is this computer's unless the caller says another", async (t) => {
    t.mock.timers.enable({ apis: ["Date"], now: NOW * 1000 });
    const options = { now: undefined };
    await check({ claims: { exp: NOW + 1, nbf: NOW }, options });
    await refuses(check({ claims: { exp: NOW }, options }), expired);
  });
});

it("the issuer is the one that the caller names", async () => {
  const options = { issuer: "a" };
  await check({ claims: { iss: "a" }, options });
  await check({ claims: { iss: "a" } });
  for (const iss of ["b", "", undefined, ["a"]])
    await refuses(check({ claims: { iss }, options }), "The token is from another issuer.");
  await refuses(check({ options: { issuer: "" } }), "The token is from another issuer.");
});

it("the audience is, or has, the one that the caller names", async () => {
  const options = { audience: "a" };
  for (const aud of ["a", ["a"], ["b", "a"]]) await check({ claims: { aud }, options });
  await check({ claims: { aud: "b" } });
  for (const aud of ["b", "aa", "", undefined, [], ["b"], null])
    await refuses(check({ claims: { aud }, options }), "The token is for another audience.");
  await refuses(check({ options: { audience: "" } }), "The token is for another audience.");
});

it("options that make no sense are the caller's mistake", async () => {
  const list = "HS256, HS384, HS512, RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384, ES512";
  for (const [options, message] of [
    [null, "verify() needs `algorithms`: those that your server signs with."],
    [{ algorithms: undefined }, "verify() needs `algorithms`: those that your server signs with."],
    [{ algorithms: [] }, "verify() needs `algorithms`: those that your server signs with."],
    [{ algorithms: "HS256" }, "verify() needs `algorithms`: those that your server signs with."],
    [{ algorithms: ["HS256", "none"] }, `\`algorithms\` may hold ${list}.`],
    [{ algorithms: ["toString"] }, `\`algorithms\` may hold ${list}.`],
    ...[{ now: "5" }, { now: Number.NaN }, { now: Number.POSITIVE_INFINITY }, { now: null }].map(
      (each) => [each, "`clockTolerance` (seconds) and `now` (milliseconds) must be numbers."],
    ),
    ...[{ clockTolerance: -1 }, { clockTolerance: "1" }, { clockTolerance: Number.NaN }].map(
      (each) => [each, "`clockTolerance` (seconds) and `now` (milliseconds) must be numbers."],
    ),
    ...[5, null, ["a"]].flatMap((text) => [
      [{ issuer: text }, "`issuer` must be a string."],
      [{ audience: text }, "`audience` must be a string."],
    ]),
  ])
    await refuses(check({ options }), message, "invalid_option");
  await check({ options: { clockTolerance: 0, issuer: undefined, audience: undefined } });
});

it("needs WebCrypto", async () => {
  const { crypto } = globalThis;
  for (const other of [undefined, {}]) {
    Object.defineProperty(globalThis, "crypto", { value: other, configurable: true });
    try {
      await assert.rejects(check(), {
        code: "insecure_site",
        message: "verify() needs a page on https: or localhost.",
        hint: /Serve the page over https:/,
        sent: "no",
      });
    } finally {
      Object.defineProperty(globalThis, "crypto", { value: crypto, configurable: true });
    }
  }
});
