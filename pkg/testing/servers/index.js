// The servers that a test site can play, by the id that `plugin` of createClient() takes.
import { server as jwtAuth } from "./jwt-auth.js";
import { server as jwtAuthPro } from "./jwt-auth-pro-wp-rest-api.js";
import { server as jwtAuthentication } from "./jwt-authentication-for-wp-rest-api.js";
import { server as simpleJwtAuthentication } from "./simple-jwt-authentication.js";
import { server as simpleJwtLogin } from "./simple-jwt-login.js";
import { apiKey, applicationPasswords, basicAuth } from "./static.js";
import { server as wpGraphql } from "./wp-graphql-jwt-authentication.js";
import { server as wpRestApiAuthentication } from "./wp-rest-api-authentication.js";
import { server as wpUser } from "./wp-user.js";

/** @type {Record<string, import("../types.d.ts").Server>} */
export const servers = {
  "jwt-authentication-for-wp-rest-api": jwtAuthentication,
  "jwt-auth": jwtAuth,
  "simple-jwt-login": simpleJwtLogin,
  "wp-rest-api-authentication": wpRestApiAuthentication,
  "wp-graphql-jwt-authentication": wpGraphql,
  "wp-user": wpUser,
  "simple-jwt-authentication": simpleJwtAuthentication,
  "jwt-auth-pro-wp-rest-api": jwtAuthPro,
  "application-passwords": applicationPasswords,
  "basic-auth": basicAuth,
  "api-key": apiKey,
};
