// verify() in a browser: the same results there, and a clear error without WebCrypto.
import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { after, before, it } from "node:test";
import { exportJWK, generateKeyPair, generateSecret, SignJWT } from "jose";
import { launch } from "../support/chromium.mjs";
import { servePages } from "../support/servers.mjs";
import { rfc7515 } from "./vectors.mjs";

let pages;
let browser;
let page;
before(async () => {
  [pages, browser] = await Promise.all([servePages(), launch()]);
  page = await browser.newPage();
  await page.goto(`${pages.url}/blank.html`);
});
after(() => Promise.all([browser?.close(), pages?.stop()]));

const verify = (...given) =>
  page.evaluate(async (given) => {
    const { verify } = await import("/presskey/index.js");
    return verify(...given).catch(({ name, code }) => ({ name, code }));
  }, given);

it("the examples of RFC 7515", async () => {
  for (const { alg, key, token } of Object.values(rfc7515)) {
    const options = { algorithms: [alg], now: 1300819379_000 };
    assert.equal((await verify(token, key, options)).claims.iss, "joe");
    assert.equal((await verify(token, key, { algorithms: [alg] })).code, "invalid_token");
  }
});

for (const family of ["HS", "RS", "PS", "ES"]) {
  it(`${family}256, ${family}384, ${family}512`, async () => {
    for (const bits of [256, 384, 512]) {
      const alg = `${family}${bits}`;
      const pair =
        family === "HS"
          ? await generateSecret(alg, { extractable: true }).then((key) => [key, key])
          : await generateKeyPair(alg, { extractable: true }).then(Object.values);
      const [secret, open] = pair.sort((a) => (a.type === "public" ? 1 : -1));
      const token = await new SignJWT({ sub: alg }).setProtectedHeader({ alg }).sign(secret);
      const key = await exportJWK(open);
      assert.deepEqual(await verify(token, key, { algorithms: [alg] }), {
        header: { alg },
        claims: { sub: alg },
      });
      assert.equal(
        (await verify(`${token.slice(0, -6)}AAAAAA`, key, { algorithms: [alg] })).code,
        "invalid_token",
      );
    }
  });
}

it("a PEM that is no secret, and a weak one", async () => {
  const { publicKey } = generateKeyPairSync("rsa", { modulusLength: 1024 });
  const pem = publicKey.export({ format: "pem", type: "spki" });
  const { token } = rfc7515["A.1"];
  assert.equal((await verify(token, pem, { algorithms: ["HS256"] })).code, "invalid_option");
  const forRsa = rfc7515["A.2"].token;
  assert.equal((await verify(forRsa, pem, { algorithms: ["RS256"] })).code, "invalid_option");
});

it("a page without TLS has no WebCrypto: insecure_site", async () => {
  const answer = await page.evaluate(
    async ([token, key]) => {
      const { verify } = await import("/presskey/index.js");
      Object.defineProperty(globalThis, "crypto", { value: { subtle: undefined } });
      return verify(token, key, { algorithms: ["HS256"] }).catch(({ code, hint }) => ({
        code,
        hint,
      }));
    },
    [rfc7515["A.1"].token, rfc7515["A.1"].key],
  );
  assert.equal(answer.code, "insecure_site");
  assert.match(answer.hint, /https/);
});
