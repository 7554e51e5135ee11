/** Makes an app's calls, and says of each what came out. */
export function answer(createClient) {
  self.addEventListener("message", async ({ data: { site, credentials }, ports: [port] }) => {
    const wp = createClient({ site, storage: "memory" });
    const said = {};
    const attempt = async (name, call) => {
      try {
        said[name] = await call();
      } catch ({ code, hint, message }) {
        said[name] = { code, hint, message };
      }
    };
    await attempt("login", async () => (await wp.login(credentials)).status);
    await attempt("json", async () => (await wp.json("/wp/v2/users/me")).id);
    await attempt("paginate", async () => {
      const items = [];
      for await (const item of wp.paginate("/wp/v2/posts")) items.push(item);
      return items.length > 0;
    });
    await attempt("diagnose", async () => (await wp.diagnose()).findings.length > 0);
    await attempt("logout", async () => (await wp.logout()) ?? wp.session.status);
    port.postMessage(said);
  });
}
