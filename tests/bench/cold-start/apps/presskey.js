// The README's way; `preload()` when the form opens, as useLogin() does.
import { createClient } from "presskey";

export async function open(site) {
  const wp = createClient({
    site,
    plugin: "jwt-authentication-for-wp-rest-api",
    storage: "local",
  });
  return {
    isLoggedIn: async () => (await wp.ready()).status === "authenticated",
    formOpened: () => wp.preload(),
    login: wp.login,
    me: () => wp.json("/wp/v2/users/me"),
  };
}
