// Tokens: decode, isExpired and claims.
import { createClient, decode, isExpired, verify, type WordPressClaims } from "presskey";
import { same } from "./assert";

const { header, claims, signature } = decode("a.b.c");
same<Record<string, unknown>>()(header);
same<WordPressClaims>()(claims);
same<string>()(signature);
same<number | undefined>()(claims.exp);
same<string | number | undefined>()(claims.data?.user?.id);
same<unknown>()(claims.whatever);
same<"editor">()(decode<{ role: "editor" }>("a.b.c").claims.role);
// @ts-expect-error a string
decode(null);

same<boolean>()(isExpired("a.b.c"));
same<boolean>()(isExpired("a.b.c", { margin: 30, now: Date.now() }));
// @ts-expect-error epoch ms, not a Date
isExpired("a.b.c", { now: new Date() });

const wp = createClient("https://example.com");
same<WordPressClaims | null>()(wp.claims());
same<{ sub: string } | null>()(wp.claims<{ sub: string }>());

// Verified: the same claims, with any form of key.
declare const cryptoKey: CryptoKey;
declare const jwk: JsonWebKey;
const options = { algorithms: ["HS256"], issuer: "a", audience: "b", clockTolerance: 5, now: 0 };
for (const key of ["secret", new Uint8Array(), cryptoKey, jwk]) {
  const verified = await verify("a.b.c", key, options);
  same<Record<string, unknown>>()(verified.header);
  same<WordPressClaims>()(verified.claims);
}
same<"editor">()((await verify<{ role: "editor" }>("a.b.c", jwk, options)).claims.role);
// @ts-expect-error the algorithms are the caller's to name
verify("a.b.c", "secret", {});
// @ts-expect-error
verify("a.b.c", "secret");
