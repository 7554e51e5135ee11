// What a page downloads for presskey and for what else it could use.
import { createRequire } from "node:module";
import { sizesOf } from "../../scripts/build/size.mjs";
import { ratio, table } from "./lib/table.mjs";

const { resolve } = createRequire(import.meta.url);

const CREATE_CLIENT = 'export { createClient } from "presskey";';

/**
 * The least that an app imports of each to log in, to stay logged in or to read a token, and the parts
 * of presskey that are counted along.
 */
const entries = [
  ["presskey", ["presskey"], CREATE_CLIENT],
  ["presskey with its engine", ["presskey"], CREATE_CLIENT, ["engine", "core"]],
  ["presskey/via", ["presskey"], 'export { createClient } from "presskey/via";'],
  ["presskey with `via`, all of it", ["presskey"], CREATE_CLIENT, ["via"]],
  ["presskey/js, without wasm", ["presskey"], 'export { createClient } from "presskey/js";'],
  ["jwt-decode", ["jwt-decode"], 'export { jwtDecode } from "jwt-decode";'],
  ["jose, decodeJwt", ["jose"], 'export { decodeJwt } from "jose";'],
  [
    "@wordpress/api-fetch",
    ["@wordpress/api-fetch"],
    'export { default } from "@wordpress/api-fetch";',
  ],
  ["ky", ["ky"], 'export { default } from "ky";'],
  [
    "ky + jwt-decode",
    ["ky", "jwt-decode"],
    'export { default as ky } from "ky"; export { jwtDecode } from "jwt-decode";',
  ],
  [
    "oidc-client-ts, UserManager",
    ["oidc-client-ts"],
    'export { UserManager } from "oidc-client-ts";',
  ],
  [
    "axios + axios-auth-refresh + jwt-decode",
    ["axios", "axios-auth-refresh", "jwt-decode"],
    `export { default as axios } from "axios";
     export { default as refresh } from "axios-auth-refresh";
     export { jwtDecode } from "jwt-decode";`,
  ],
  [
    "@supabase/auth-js, AuthClient",
    ["@supabase/auth-js"],
    'export { AuthClient } from "@supabase/auth-js";',
  ],
  [
    "@auth0/auth0-spa-js, Auth0Client",
    ["@auth0/auth0-spa-js"],
    'export { Auth0Client } from "@auth0/auth0-spa-js";',
  ],
];

export async function sizes() {
  const rows = [];
  for (const [name, packages, code, parts = []] of entries) {
    const also = parts.map((part) => `pkg/dist/${part}.js`);
    const { size, minified, onUse } = await sizesOf({ code, also });
    rows.push({
      name,
      versions: packages.map(version),
      minified,
      size,
      onUse: onUse.reduce((sum, { bytes }) => sum + bytes, 0),
    });
  }
  return rows;
}

export function report(rows) {
  const own = rows[0].size;
  return table(
    ["Import", "Version", "Minified", "Brotli", "Against presskey", "Loaded on use"],
    rows.map(({ name, versions, minified, size, onUse }) => [
      name,
      versions.join(", "),
      minified,
      size,
      ratio(size, own),
      onUse,
    ]),
  );
}

/** Not by its package.json: not every package exports that. */
export function version(name) {
  const file = resolve.paths(name).map((folder) => `${folder}/${name}/package.json`);
  for (const path of file) {
    try {
      return createRequire(import.meta.url)(path).version;
    } catch {
      // The next folder up.
    }
  }
  return "?";
}
