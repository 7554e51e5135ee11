import { AuthClient } from "@supabase/auth-js";
import { fetchMe } from "../fetch-me.js";

export async function open(site) {
  const auth = new AuthClient({ url: `${site}/supabase`, storage: localStorage });
  const session = async () => {
    const { data, error } = await auth.getSession();
    if (error) throw error;
    return data.session;
  };
  return {
    isLoggedIn: async () => Boolean(await session()),
    async login({ username, password }) {
      const email = `${username}@example.com`;
      const { error } = await auth.signInWithPassword({ email, password });
      if (error) throw error;
    },
    me: async () => fetchMe(site, (await session()).access_token),
  };
}
