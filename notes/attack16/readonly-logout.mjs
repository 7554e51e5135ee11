// P4: logout() of a server client in a place that can't set cookies (a server component of Next.js: `set` throws).
import { createBackend, memoryStore } from "presskey/server";
import { createTestSite } from "presskey/testing";
const secret = "a secret of at least 32 characters";
for (const plugin of ["simple-jwt-login", "jwt-authentication-for-wp-rest-api", "basic-auth"]) {
  const site = createTestSite({ plugin });
  const make = () => { delete globalThis[Symbol.for("presskey/server 1")]; return createBackend({ site: site.site, plugin, secret, fetch: (i, n) => site.answer(new Request(i, n)) }); };
  const [{ username, password }] = site.users;
  const a = make();
  const visitor = await a.client(new Request("https://app.example.com/"));
  await visitor.login({ username, password });
  const jar = new Map(visitor.headers().getSetCookie().map((l) => /^([^=]*)=([^;]*)/.exec(l).slice(1)));
  for (const [what, store] of Object.entries({
    "set throws": { get: (n) => jar.get(n) && { value: jar.get(n) }, set() { throw new Error("Cookies can only be modified in a Server Action or Route Handler."); } },
    "no set": { get: (n) => jar.get(n) },
  })) {
    const one = make();
    const client = await one.client(store);
    const before = client.session.status;
    const result = await client.logout().then(() => "resolved", (e) => `rejected ${e.code}`);
    const same = (await one.client(store)).session.status;
    const other = await make().client(store);
    const me = await other.fetch("/wp/v2/users/me");
    console.log(plugin, "|", what, "| before", before, "| logout", result, "| same process", same, "| other process", other.session.status, me.status);
  }
}
