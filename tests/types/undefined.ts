// With `exactOptionalPropertyTypes` an option that may be left out may be `undefined` as well.
import {
  type ClientOptions,
  createClient,
  isExpired,
  type UploadOptions,
  type WpRequestInit,
} from "presskey";

const options: Required<{ [Name in keyof ClientOptions]: ClientOptions[Name] | undefined }> = {
  site: "https://example.com",
  via: undefined,
  plugin: undefined,
  storage: undefined,
  storageKey: undefined,
  expiryMargin: undefined,
  refresh: undefined,
  onLoginRequired: undefined,
  allowedOrigins: undefined,
  allowInsecure: undefined,
  headerName: undefined,
  timeout: undefined,
  fetch: undefined,
};
const wp = createClient(options);

const init: WpRequestInit = {
  auth: undefined,
  json: undefined,
  query: undefined,
  timeout: undefined,
  envelope: undefined,
  methodOverride: undefined,
  signal: undefined,
  headers: undefined,
  body: undefined,
  method: undefined,
  cache: undefined,
};
await wp.fetch("/wp/v2/posts", init);
await wp.json("/wp/v2/posts", init);
wp.paginate("/wp/v2/posts", { ...init, perPage: undefined });

const upload: UploadOptions = {
  filename: undefined,
  title: undefined,
  alt: undefined,
  caption: undefined,
  post: undefined,
  signal: undefined,
  timeout: undefined,
  onProgress: undefined,
};
await wp.upload(new Blob(), upload);
await wp.upload({ uri: "file:///a.png", name: undefined, type: undefined }, upload);

await wp.login({ token: "", refreshToken: undefined }, { signal: undefined });
await wp.logout({ everywhere: undefined });
await wp.getToken({ minValidity: undefined, signal: undefined });
await wp.authorize({ appName: undefined, successUrl: undefined });
isExpired("", { margin: undefined, now: undefined });

const send: typeof fetch = wp.fetch;
await send("/wp/v2/posts");
