// With the metadata given, which saves the request for them.
import { UserManager, WebStorageStateStore } from "oidc-client-ts";
import { fetchMe } from "../fetch-me.js";

export async function open(site) {
  const manager = new UserManager({
    authority: site,
    client_id: "app",
    redirect_uri: location.href,
    metadata: { issuer: site, token_endpoint: `${site}/oidc/token` },
    userStore: new WebStorageStateStore({ store: localStorage }),
  });
  return {
    isLoggedIn: async () => Boolean(await manager.getUser()),
    login: (credentials) => manager.signinResourceOwnerCredentials(credentials),
    async me() {
      let user = await manager.getUser();
      if (user.expired) user = await manager.signinSilent();
      return fetchMe(site, user.access_token);
    },
  };
}
