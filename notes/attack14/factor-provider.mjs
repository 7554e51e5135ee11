// P3/B1: the interim token of a login's second factor, which the same response names as the provider.
import { createClient } from "presskey";
import { createBackend } from "presskey/server";
const SITE = "https://example.com";
const index = { home: SITE, namespaces: ["wp/v2", "simple-jwt-login/v1"], routes: {} };
for (const provider of ["f4ctor-t0ken-1234567", { name: "totp", with: "f4ctor-t0ken-1234567" }, "Two_Factor_Totp"]) {
  const fetch = async (input) => {
    const url = decodeURIComponent(String(input?.url ?? input));
    if (!/\/auth$/.test(url)) return Response.json(index);
    return Response.json({ success: true, data: { jwt: "f4ctor-t0ken-1234567", two_factor_required: true, provider } });
  };
  const wp = createClient({ site: SITE, plugin: "simple-jwt-login", fetch, storage: "memory" });
  const error = await wp.login({ username: "anna", password: "S3cret-Pass" }).catch((e) => e);
  console.log("client ", error.code, JSON.stringify(error.secondFactor));
  wp.close();
  const backend = createBackend({ site: SITE, plugin: "simple-jwt-login", fetch, secret: "x".repeat(40) });
  const headers = { "sec-fetch-site": "same-origin", "content-type": "application/json" };
  const login = await backend.handle(new Request("https://app.example/api/presskey/login", { method: "POST", headers, body: JSON.stringify({ username: "anna", password: "S3cret-Pass" }) }));
  console.log("backend", login.status, await login.text());
}
