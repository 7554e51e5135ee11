// The site of all clients: WordPress with a plugin that gives refresh tokens, and the same login in the
// dialects of OpenID Connect, supabase and Auth0. A refresh token is good for any number of uses, since
// every visit begins with what the same first visit has stored.
import { startMock } from "../../support/mock-wordpress.mjs";

const USER = 2;
const base64url = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");

export async function startSite(log) {
  const site = await startMock({
    answer: (request) => answer(request),
    // Those of supabase and Auth0 are allowed by their servers.
    allowedHeaders: "*, Authorization",
  });
  let lifetime = 604_800;

  const grant = () => {
    const token = site.token(USER);
    return { token, access_token: token, refresh_token: "refresh", expires_in: lifetime };
  };

  /** auth0-spa-js reads an ID token's claims and header; its signature it leaves to TLS. */
  const idToken = (nonce) => {
    const now = Math.floor(Date.now() / 1000);
    const claims = { iss: `${site.url}/auth0/`, aud: "app", sub: "2", iat: now };
    return [
      base64url({ typ: "JWT", alg: "RS256" }),
      base64url({ ...claims, exp: now + lifetime, ...(nonce && { nonce }) }),
      "signature",
    ].join(".");
  };

  const paths = {
    "/jwt-auth/v1/token": () => ({
      ...grant(),
      user_id: USER,
      user_email: "editor@example.com",
      user_nicename: "editor",
      user_display_name: "Edith Editor",
    }),
    "/jwt-auth/v1/token/refresh": () => ({ ...grant(), token_type: "Bearer" }),
    "/oidc/token": () => ({ ...grant(), token_type: "Bearer", scope: "openid" }),
    "/supabase/token": () => ({
      ...grant(),
      token_type: "bearer",
      user: { id: "2", aud: "authenticated" },
    }),
    "/auth0/oauth/token": ({ code }) => ({
      ...grant(),
      token_type: "Bearer",
      id_token: idToken(code),
    }),
  };

  function answer({ method, route, url, fields }) {
    // Below the REST root the same, in either form.
    const path = route ?? url.pathname;
    log.push(`${method} ${path}`);
    if (path === "/auth0/authorize") {
      const back = new URL(url.searchParams.get("redirect_uri"));
      back.searchParams.set("state", url.searchParams.get("state"));
      // The nonce is its own code: nothing to remember.
      back.searchParams.set("code", url.searchParams.get("nonce"));
      return { status: 302, headers: { location: back.href } };
    }
    const give = paths[path];
    return give && { body: give(fields) };
  }

  return Object.assign(site, {
    /** Seconds that tokens are good for from now on. */
    setLifetime(seconds) {
      lifetime = seconds;
      site.setOptions({ lifetime });
    },
  });
}
