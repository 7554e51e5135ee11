// Tokens: decode, isExpired and claims.
import * as presskey from "presskey";
import { createClient, decode, isExpired, type WordPressClaims } from "presskey";
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

// Not built yet, so not declared.
// @ts-expect-error
presskey.verify;
