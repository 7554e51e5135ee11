// Decoding a token in several ways. Runs in Node and in browsers alike.
import { decodeJwt } from "jose";
import { jwtDecode } from "jwt-decode";
import { decode, isExpired } from "presskey";
import * as js from "presskey/js";
import { compare } from "./lib/rounds.mjs";
import { tokens } from "./lib/tokens.mjs";

const claimsOf = {
  presskey: (token) => decode(token).claims,
  "presskey/js": (token) => js.decode(token).claims,
  "jwt-decode": jwtDecode,
  jose: decodeJwt,
};
const expired = {
  presskey: (token) => isExpired(token),
  "presskey/js": (token) => js.isExpired(token),
  "jwt-decode": (token) => jwtDecode(token).exp * 1000 <= Date.now(),
  jose: (token) => decodeJwt(token).exp * 1000 <= Date.now(),
};

const REPEAT = 4;
/** Results of a pass go here, so that no engine optimises the work away. */
globalThis.sink = 0;

/** Median nanoseconds per token: `[{ kind, length, decode: { presskey, … }, expired: { … } }]`. */
export async function run() {
  const results = [];
  for (const [kind, list] of Object.entries(tokens())) {
    agree(list);
    results.push({
      kind,
      length: list[0].length,
      decode: await perToken(claimsOf, list, (claims) => claims.exp),
      expired: await perToken(expired, list, Number),
    });
  }
  return results;
}

/** Nobody wins by doing something else. */
function agree(list) {
  for (const token of list) {
    const [wanted, ...others] = Object.values(claimsOf).map((claims) =>
      JSON.stringify(claims(token)),
    );
    const [late, ...otherwise] = Object.values(expired).map((check) => check(token));
    if (others.some((other) => other !== wanted) || otherwise.some((other) => other !== late)) {
      throw new Error(`The contestants read ${token} differently.`);
    }
  }
}

async function perToken(contestants, list, number) {
  const passes = Object.entries(contestants).map(([name, work]) => [
    name,
    () => {
      for (let i = 0; i < REPEAT; i++) {
        for (const token of list) globalThis.sink += number(work(token));
      }
    },
  ]);
  const times = await compare(Object.fromEntries(passes));
  const ns = ([name, ms]) => [name, (ms * 1e6) / (REPEAT * list.length)];
  return Object.fromEntries(Object.entries(times).map(ns));
}
