// Logins in a page, each from nothing to a token, and perhaps one call with it.
import axios from "axios";
import ky from "ky";
import { createClient } from "presskey";

export async function presskey({ site, credentials, plugin, call }) {
  // What was found about the site is kept where the session is: here, for the next visit.
  const wp = createClient({ site, plugin, storage: "local" });
  await wp.login(credentials);
  if (call) await wp.json(call);
  await wp.logout();
  wp.close();
}

export async function withAxios({ site, credentials, call }) {
  const { data } = await axios.post(`${site}/wp-json/jwt-auth/v1/token`, credentials);
  const headers = { Authorization: `Bearer ${data.token}` };
  if (call) await axios.get(`${site}/wp-json${call}`, { headers });
}

export async function withKy({ site, credentials, call }) {
  const answer = ky.post(`${site}/wp-json/jwt-auth/v1/token`, { json: credentials });
  const { token } = await answer.json();
  const headers = { Authorization: `Bearer ${token}` };
  if (call) await ky.get(`${site}/wp-json${call}`, { headers }).json();
}
