// presskey/server: what apps write, with the types of the frameworks that they write it in.
import type { Session } from "presskey";
import {
  type Backend,
  createBackend,
  memoryStore,
  nodeHandler,
  PresskeyError,
  redisStore,
  type ServerClient,
  type SessionStore,
} from "presskey/server";
import { same } from "./assert";

const secret = "x".repeat(32);
const site = "https://example.com";
const backend = createBackend({ site, secret });
same<Backend>()(backend);
createBackend({
  site: new URL(site),
  secret: [secret, secret],
  plugin: "jwt-auth",
  basePath: "/api/wp",
  cookie: { name: "a", sameSite: "strict", maxAge: null, domain: "example.com", path: "/" },
  store: memoryStore(),
  trustedOrigins: ["https://app.example.com"],
  allow: async ({ route, method, session }) =>
    method === "GET" || (route.startsWith("/wp/v2") && session.status === "authenticated"),
  fetch,
  timeout: 0,
  expiryMargin: 10,
  headerName: "X-Token",
  allowInsecure: false,
});
// @ts-expect-error a secret is needed
createBackend({ site });
// @ts-expect-error a site is needed
createBackend({ secret });
// @ts-expect-error SameSite=None is not offered
createBackend({ site, secret, cookie: { sameSite: "none" } });

const { handle, renew } = backend;
same<Promise<Response>>()(handle(new Request(site)));
same<Promise<{ cookies: string[]; request: Request }>>()(renew(new Request(site)));

// Next.js: `cookies()`, whose `set` is overloaded; SvelteKit; Astro.
declare const next: {
  get(name: string): { name: string; value: string } | undefined;
  set(
    name: string,
    value: string,
    cookie?: { maxAge?: number; sameSite?: boolean | "lax" },
  ): unknown;
};
declare const kit: {
  get(name: string, options?: { decode?: (value: string) => string }): string | undefined;
  set(name: string, value: string, options: { path: string; httpOnly?: boolean }): void;
};
declare const astro: {
  get(name: string): { value: string; json(): object; number(): number } | undefined;
  set(name: string, value: string | object, options?: { expires?: Date; path?: string }): void;
};
const wp = await backend.client(next);
same<ServerClient>()(wp);
backend.client(Promise.resolve(next));
backend.client(kit);
backend.client(astro);
backend.client(new Request(site));
backend.client({ get: () => undefined });
// @ts-expect-error neither a request nor a cookie store
backend.client("x");

same<Session>()(wp.session);
same<Headers>()(wp.headers());
same<Promise<Session>>()(wp.login({ username: "a", password: "b" }, { remember: true }));
const posts = await wp.json<{ id: number }[]>("/wp/v2/posts");
same<number>()(posts[0].id);
// @ts-expect-error a token never leaves the client
wp.token();

declare const ioredis: { call(command: string, ...args: (string | number)[]): Promise<unknown> };
declare const nodeRedis: { sendCommand(args: string[]): Promise<unknown> };
same<Required<SessionStore>>()(redisStore(ioredis));
redisStore(nodeRedis, { prefix: "app:" });
// @ts-expect-error not a client
redisStore({});
const store: SessionStore = {
  get: async () => null,
  set: async () => {},
  delete: async () => {},
};
createBackend({ site, secret, store });

nodeHandler(backend);
PresskeyError;
