/** The call of those that send none themselves. */
export async function fetchMe(site, token) {
  const headers = { Authorization: `Bearer ${token}` };
  return (await fetch(`${site}/wp-json/wp/v2/users/me`, { headers })).json();
}
