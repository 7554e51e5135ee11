import { createClient } from "presskey";
import { createBackend, nodeHandler } from "presskey/server";
import { execFile } from "node:child_process";
const PW = "hunter2-Secret!";
const full = (e, d = 0) => d > 4 || !e ? String(e) : [e.message, e.hint, e.stack, e.serverMessage, JSON.stringify(e), e.cause && full(e.cause, d + 1)].join("\n");
const t = async (name, f) => { try { const v = await f(); if (String(v).includes("hunter2")) console.log("VALUE", name, v); else console.log("ok     ", name); } catch (e) { console.log(full(e).includes("hunter2") ? "LEAK   " : "clean  ", name, "|", e.code, "|", e.message?.slice(0, 140), full(e).includes("hunter2") ? full(e).match(/.{0,80}hunter2.{0,60}/)?.[0] : ""); } };
const fetch = async () => Response.json({ namespaces: ["wp/v2", "jwt-auth/v1"], home: "https://example.com" });
for (const site of [`https://anna:${PW}@example.com`, `ftp://anna:${PW}@example.com`, `http://anna:${PW}@example.com`, `https://anna:${PW}@`, `anna:${PW}@example.com`, `https://example.com:${PW}/`, `https://example.com/?p=${PW}`])
  await t(`createClient ${site}`, () => createClient({ site, fetch }).login({ username: "a", password: "b" }));
await t("backend site", () => createBackend({ site: `ftp://anna:${PW}@example.com`, secret: "x".repeat(40) }));
await t("backend secret", () => createBackend({ site: `https://example.com`, secret: PW }));
await t("backend origins", () => createBackend({ site: `https://example.com`, secret: "x".repeat(40), trustedOrigins: [`https://anna:${PW}@x.example`] }));
await t("allowedOrigins", () => createClient({ site: "https://example.com", allowedOrigins: [`https://anna:${PW}@x.example`], fetch }).login({ username: "a", password: "b" }));
const wp = createClient({ site: "https://example.com", fetch, plugin: "jwt-authentication-for-wp-rest-api" });
for (const [n, c] of Object.entries({ string: PW, arr: [PW], sym: { username: "a", password: Symbol(PW) }, obj: { username: "a", password: { [PW]: 1 } }, fn: { username: "a", password: () => PW }, extra: { username: "a", password: "b", extra: { a: BigInt(1), toJSON() { throw new Error(PW); } } }, getter: { get username() { throw new Error(PW); } }, name: { username: "a", [PW]: BigInt(1), password: "x" }, name2: { username: "a", [PW]: () => {}, password: PW }, token: { token: PW }, token2: { token: `eyJ${PW}` }, tokenJ: { token: `${Buffer.from('{"alg":"HS256"}').toString("base64url")}.${Buffer.from(`{"exp":"${PW}"}`).toString("base64url")}.c2ln` } })) await t(`login ${n}`, () => wp.login(c));
await t("fetch header", () => wp.fetch("/wp/v2/posts", { headers: { Authorization: `Bearer ${PW}\n` } }));
await t("fetch header 2", () => wp.fetch("/wp/v2/posts", { headers: { Authorization: `Bearer ${PW}é漢` } }));
await t("fetch url creds", () => wp.fetch(`https://anna:${PW}@example.com/wp-json/wp/v2/posts`, { auth: "required" }));
await t("fetch url creds 2", () => wp.fetch(`https://anna:${PW}@other.example/wp-json/wp/v2/posts`));
await t("fetch bad", () => wp.fetch(`https://anna:${PW}@`));
await t("fetch json", () => wp.fetch(`/x`, { method: "POST", json: { toJSON() { throw new Error(PW); } } }));
await t("completeAuthorization", () => wp.completeAuthorization(`https://[presskey_state=1&password=${PW}`));
await t("completeAuthorization2", () => wp.completeAuthorization(`presskey_state=1&password=${PW}`));
await t("authorize", () => wp.authorize({ successUrl: `https://[${PW}` }));
const run = (args, env = {}) => new Promise((r) => execFile(process.execPath, ["pkg/bin/presskey.js", ...args], { env: { ...process.env, ...env }, timeout: 20000 }, (e, out, err) => r(out + err)));
for (const args of [["doctor", `ftp://anna:${PW}@example.com`], ["doctor", `https://anna:${PW}@example.com`], ["doctor", `https://anna:${PW}@exa mple.com`], ["doctor", "http://127.0.0.1:9", "--origin", `foo:${PW}`], ["token", `anna:${PW}@x`], ["doctor", `http://anna:${PW}@127.0.0.1:9/`], ["token", "https://127.0.0.1:9", PW], [PW]]) { const o = await run(args); console.log(o.includes("hunter2") ? "ECHO" : "ok  ", args.join(" "), "|", o.split("\n")[0]); }
