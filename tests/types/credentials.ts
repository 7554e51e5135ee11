// What TypeScript accepts as credentials. What it says of wrong ones: tests/package/credentials.test.mjs.
import { createClient } from "presskey";

const wp = createClient("https://example.com");

wp.login({ username: "editor", password: "secret" });
wp.login({ username: "editor", password: "secret", AUTH_KEY: "key", remember: true });
wp.login({ token: "token" });
wp.login({ token: "token", refreshToken: undefined });
wp.login({ code: "123456" });
wp.login({ apiKey: "key" });
wp.login({ consumerKey: "key", consumerSecret: "secret" });
wp.login({ consumerKey: "key", consumerSecret: "secret", token: "token", tokenSecret: "secret" });
wp.login({});

interface LoginForm {
  username: string;
  password: string;
  roles: string[];
}
declare const form: LoginForm;
wp.login(form);

declare const record: Record<"username" | "password", string>;
wp.login(record);
wp.login({ ...record });
