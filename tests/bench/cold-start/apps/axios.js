// jwt-decode tells whether the token has expired, so that an expired one costs no refused request;
// axios-auth-refresh is there for those that the server refuses.
import axios from "axios";
import { createAuthRefresh } from "axios-auth-refresh";
import { jwtDecode } from "jwt-decode";

export async function open(site) {
  const api = `${site}/wp-json`;
  const save = ({ token, access_token, refresh_token }) => {
    localStorage.token = access_token ?? token;
    localStorage.refreshToken = refresh_token;
  };
  const refresh = async () => {
    const form = new URLSearchParams({ refresh_token: localStorage.refreshToken });
    save((await axios.post(`${api}/jwt-auth/v1/token/refresh`, form)).data);
  };
  const client = axios.create({ baseURL: api });
  client.interceptors.request.use(async (config) => {
    if (jwtDecode(localStorage.token).exp * 1000 <= Date.now()) await refresh();
    config.headers.Authorization = `Bearer ${localStorage.token}`;
    return config;
  });
  createAuthRefresh(client, refresh);
  return {
    isLoggedIn: async () => Boolean(localStorage.token),
    async login(credentials) {
      const { data } = await axios.post(
        `${api}/jwt-auth/v1/token`,
        new URLSearchParams(credentials),
      );
      save(data);
    },
    me: async () => (await client.get("/wp/v2/users/me")).data,
  };
}
