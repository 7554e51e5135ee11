// What a browser does on the site's own origin: it signs in with WordPress's form, keeps cookies and
// sends forms.

/** A person's browser; `request()` never follows a redirect. */
export function browser(site) {
  const jar = new Map();
  const cookie = () => [...jar].map(([name, value]) => `${name}=${value}`).join("; ");

  async function request(path, { form, headers, ...init } = {}) {
    const response = await fetch(new URL(path, `${site.url}/`), {
      ...init,
      ...(form && { method: "POST", body: new URLSearchParams(form) }),
      redirect: "manual",
      headers: { ...(jar.size && { cookie: cookie() }), ...headers },
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line);
      if (/expires=Thu, 01.Jan.1970|Max-Age=0/i.test(line)) jar.delete(name);
      else jar.set(name, value);
    }
    const text = await response.text();
    const json = /json/.test(response.headers.get("content-type"));
    return {
      status: response.status,
      headers: response.headers,
      text,
      body: json ? JSON.parse(text) : undefined,
    };
  }

  const signIn = (username) =>
    request("wp-login.php", {
      form: { log: username, pwd: site.users.find((user) => user.username === username).password },
    });

  /** The nonce of this browser's user, as WordPress's own scripts renew it. */
  const restNonce = async () =>
    (await request("wp-admin/admin-ajax.php?action=rest-nonce")).text.trim();

  return { request, signIn, restNonce, cookie };
}

/** The fields that the page's form with `action` in its address sends when a person presses a button. */
export function fields(html, action) {
  const form = [...html.matchAll(/<form[\s\S]*?<\/form>/g)].find(([text]) => text.includes(action));
  const decode = (text) => text.replace(/&(amp|#0?38|#x26);/g, "&").replace(/&quot;/g, '"');
  return Object.fromEntries(
    [...form[0].matchAll(/<input\b[^>]*>/g)]
      .map(([input]) => [/name="([^"]*)"/.exec(input)?.[1], /value="([^"]*)"/.exec(input)?.[1]])
      .filter(([name], at, all) => name && all.findIndex(([other]) => other === name) === at)
      .map(([name, value]) => [name, decode(value ?? "")]),
  );
}
