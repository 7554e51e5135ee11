// The values of one run: addresses, tokens, secrets. Cases name them `{site}`, `{token}`…
import { randomUUID } from "node:crypto";
import { users } from "../../../scripts/wordpress/users.mjs";
import { sign } from "../../support/mock-wordpress.mjs";

const seconds = () => Math.floor(Date.now() / 1000);

/** The user that cases log in as. */
const editor = users.find(({ username }) => username === "editor");

/** A token's claims: numbers as they are, "+60" counted from now. */
const timed = (claims, now) =>
  Object.fromEntries(
    Object.entries(claims).map(([name, value]) => [
      name,
      /^[+-]\d+$/.test(value) ? now + Number(value) : value,
    ]),
  );

/**
 * @param {Record<string, object>} tokens the case's own, by name: changes to the usual claims
 * @param {Record<string, string>} known values that are known from the start
 */
export function makeValues(tokens = {}, known = {}) {
  const values = { username: editor.username, password: editor.password, ...known };
  const secrets = new Set([editor.password]);

  function make(name) {
    const [kind, which] = name.split(":");
    if (kind === "token") return token(tokens[which ?? "token"]);
    if (kind === "refresh" || kind === "secret") return randomUUID();
    if (kind === "apppass") return "abcd EFGH 1234 ijkl MNOP 6789";
    if (kind === "basic") {
      return Buffer.from(`${editor.username}:${value("apppass")}`).toString("base64");
    }
    if (kind === "now") return String(seconds());
    throw new Error(`A case names {${name}}, which nobody knows.`);
  }

  function token(changes = {}) {
    const usual = { iss: values.site, iat: "+0", nbf: "+0", exp: "+3600", jti: randomUUID() };
    const { padding, ...claims } = changes;
    const more = padding && { roles: "x".repeat(padding) };
    return sign({
      ...timed({ ...usual, data: { user: { id: "2" } }, ...claims }, seconds()),
      ...more,
    });
  }

  function value(name) {
    if (!(name in values)) {
      values[name] = make(name);
      if (SECRET.test(name)) secrets.add(values[name]);
    }
    return values[name];
  }

  return {
    secrets,
    set: (more) => Object.assign(values, more),
    fill: (text) => text.replace(NAME, (_, name) => value(name)),
    /** The same for everything inside of a value from a case. */
    fillAll: function fillAll(given) {
      if (typeof given === "string") return this.fill(given);
      if (Array.isArray(given)) return given.map((each) => this.fillAll(each));
      if (!given || typeof given !== "object") return given;
      const entries = Object.entries(given);
      return Object.fromEntries(entries.map(([name, each]) => [name, this.fillAll(each)]));
    },
  };
}

const SECRET = /^(token|refresh|secret|apppass|basic)/;
const NAME =
  /\{((?:site|root|host|elsewhere|page|username|password|apppass|basic|now)|(?:token|refresh|secret)(?::\w+)?)\}/g;
