// Logs in by redirects only: the time of a login is not comparable.
import { createAuth0Client } from "@auth0/auth0-spa-js";
import { fetchMe } from "../fetch-me.js";

export async function open(site) {
  const auth0 = await createAuth0Client({
    domain: `${site}/auth0`,
    clientId: "app",
    cacheLocation: "localstorage",
    useRefreshTokens: true,
    authorizationParams: { redirect_uri: location.origin + location.pathname },
  });
  if (location.search.includes("code=")) {
    await auth0.handleRedirectCallback();
    history.replaceState(null, "", location.pathname);
  }
  return {
    isLoggedIn: () => auth0.isAuthenticated(),
    async login() {
      await auth0.loginWithRedirect();
      // The page is left.
      await new Promise(() => {});
    },
    me: async () => fetchMe(site, await auth0.getTokenSilently()),
  };
}
